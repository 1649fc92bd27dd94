/** What pages send to the device and what stays on it: two small scripts, one cookie, nothing else; and leaving, after which there is nothing at all. That every page passes axe is in `tests/accessibility`. */
import type { BrowserContext, Page } from 'playwright';
import { checkPage } from '#tests/support/accessibility.ts';
import { expect, test } from '#tests/support/browser.ts';
import { narrative, startReport } from '#tests/support/intake.ts';
import { startProcess, type RunningProcess } from '#tests/support/processes.ts';

let intake: RunningProcess;
let origin: string;
test.beforeAll(async ({ world }) => {
  intake = await startProcess(world, 'intake');
  origin = world.installation.origins.intake;
});
test.afterAll(() => intake.stop());

/** One cookie that goes with the window (`sending`: that outlives it), out of any script's reach; in no other store of the browser is anything. */
async function expectOneCookie(context: BrowserContext, page: Page, sending = false): Promise<void> {
  const read = () => context.storageState({ indexedDB: true });
  const fortnight = expect.closeTo(Date.now() / 1000 + 14 * 24 * 3600, -3);
  await expect
    .poll(async () => (await read()).cookies)
    .toMatchObject([{ name: 'draft', expires: sending ? fortnight : -1, httpOnly: true, sameSite: 'Strict' }]);
  expect((await read()).origins).toEqual([]);
  const kept = await page.evaluate(async () => [
    localStorage.length,
    sessionStorage.length,
    (await indexedDB.databases()).length,
    (await caches.keys()).length,
    (await navigator.serviceWorker.getRegistrations()).length,
    window.name,
  ]);
  expect(kept).toEqual([0, 0, 0, 0, 0, '']);
}

test('while a report is written, and while a file is on its way, the device holds one cookie', async ({ browser, world }) => {
  const context = await browser.newContext({ viewport: { width: 320, height: 640 } });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  await startReport(page, origin);
  await page.goto(`${origin}/report/what`);
  await page.getByLabel('Tell us what you saw').fill(narrative);
  await expectOneCookie(context, page); // typed, not saved
  await page.getByRole('button', { name: 'Save and continue' }).click();
  await expect(page).toHaveURL(/conduct$/);
  await expectOneCookie(context, page);

  await page.goto(`${origin}/report/files`);
  const choose = page.getByLabel('Choose files');
  await expect(page.getByText('Files travel straight to our evidence store')).toBeVisible(); // the script is there
  const photo = { name: 'photo.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(1000, 7) };
  await choose.setInputFiles([photo, { ...photo, name: 'empty.mov', buffer: Buffer.alloc(0) }]);
  await expect(page.getByText('Stored', { exact: true })).toHaveCount(1);
  let letGo = (): void => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  await page.route(`${world.servers.s3.endpoint}/**`, async (route) => {
    await held;
    await route.continue();
  });
  await choose.setInputFiles({ ...photo, name: 'van.mp4', mimeType: 'video/mp4', buffer: Buffer.alloc(2000, 8) });
  await expect(page.getByRole('progressbar')).toHaveCount(1);
  await expectOneCookie(context, page, true); // a phone may end the browser: the file can go on
  await checkPage(page, 'one file stored, one refused, one on its way');
  letGo();
  await expect(page.getByText('Stored', { exact: true })).toHaveCount(2);
  await expectOneCookie(context, page);
  expect(complaints).toEqual([]);
  await context.close();
});

test('pages send no script but the one to leave, and the files page its own, small', async ({ browser }) => {
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
});

test('leaving quickly, by button or by Shift three times, replaces the page and shreds the draft', async ({ browser, world }) => {
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
});
