/** Each kind of public page: axe finds nothing in light and dark, nothing scrolls sideways at 320 px, errors take the focus, and the keyboard alone is enough. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '#tests/support/browser.ts';
import { sectionNames } from '#app/intake/draft/content.ts';
import { answerTheRest, answerWhatIsNeeded, follow, handIn, save, startReport } from '#tests/support/intake.ts';
import { startProcess } from '#tests/support/processes.ts';

const photo = { name: 'photo.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(1000, 7) };

for (const colorScheme of ['light', 'dark'] as const) {
  test(`every public page passes axe and fits a phone, ${colorScheme}`, async ({ browser, world }) => {
    const intake = await startProcess(world, 'intake');
    const origin = world.installation.origins.intake;
    const context = await browser.newContext({ colorScheme, viewport: { width: 320, height: 640 } });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) complaints.push(message.text());
    });
    const check = async (what: string): Promise<void> => {
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${what}: ${id} ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), `${what} scrolls sideways`).toBeLessThanOrEqual(320);
    };

    await page.goto(origin);
    await check('first page');
    await startReport(page, origin);
    await check('list');
    await page.goto(`${origin}/report/when`);
    await save(page);
    await expect(page.getByRole('alert')).toBeFocused();
    await check('errors');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('group', { name: 'Date', exact: true }).getByLabel('Month')).toBeFocused();
    await answerWhatIsNeeded(page, origin);
    await answerTheRest(page, origin);
    for (const path of sectionNames) {
      await page.goto(`${origin}/report/${path}`);
      await check(path);
    }
    await page.goto(`${origin}/report/files`);
    await page.getByLabel('Choose files').setInputFiles([photo, { ...photo, name: 'empty.mov', buffer: Buffer.alloc(0) }]);
    await expect(page.getByText('Stored', { exact: true })).toHaveCount(1);
    await check('files');
    await page.goto(`${origin}/report/check`);
    await check('check');
    const handed = await handIn(page, origin);
    await check('receipt');
    await follow(page, origin, { ...handed, passphrase: 'wrong' });
    await check('follow-up refused');
    await follow(page, origin, handed);
    await check('follow-up');
    await page.goto(`${origin}/nowhere`);
    await check('not found');
    expect(complaints).toEqual([]);
    await context.close();
    await intake.stop();
  });
}

test('pages send no script but the one to leave, and the files page its own, small', async ({ browser, world }) => {
  const intake = await startProcess(world, 'intake');
  const origin = world.installation.origins.intake;
  const page = await browser.newPage();
  const scripts: string[] = [];
  page.on('request', (request) => {
    if (request.resourceType() === 'script') scripts.push(new URL(request.url()).pathname.replace(/-[\w-]{8}\.js$/, ''));
  });
  await startReport(page, origin);
  expect(new Set(scripts)).toEqual(new Set(['/assets/leave-quickly']));
  await page.goto(`${origin}/report/files`);
  expect(new Set(scripts)).toEqual(new Set(['/assets/leave-quickly', '/assets/page']));
  await page.close();
  await intake.stop();
});

test('leaving quickly, by button or by Shift three times, replaces the page and shreds the draft', async ({ browser, world }) => {
  const intake = await startProcess(world, 'intake');
  const origin = world.installation.origins.intake;
  for (const way of ['button', 'keyboard', 'without JavaScript'] as const) {
    const context = await browser.newContext({ javaScriptEnabled: way !== 'without JavaScript' });
    await context.route('https://www.weather.gov/**', (route) => route.fulfill({ body: 'weather' }));
    const page = await context.newPage();
    await startReport(page, origin);
    const [cookie] = await context.cookies(origin);
    const draft = cookie?.value.split('.')[0] ?? '';
    expect(await world.superSql`select from drafts where id = ${draft}`).toHaveLength(1);
    if (way === 'keyboard') for (let press = 0; press < 3; press += 1) await page.keyboard.press('Shift');
    else await page.getByRole('button', { name: 'Leave quickly' }).click();
    await page.waitForURL('https://www.weather.gov/');
    await expect.poll(async () => (await world.superSql`select from drafts where id = ${draft}`).length, way).toBe(0);
    await expect.poll(() => context.cookies(origin)).toEqual([]);
    await context.close();
  }
  await intake.stop();
});
