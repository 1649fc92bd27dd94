/** Starting a report while many do: with scripts the device does a sum by itself, without them a person waits and presses a button. Nobody needs more. */
import type { Browser, BrowserContext, Page } from 'playwright';
import { expect, test } from '#tests/support/browser.ts';
import { checkPage, tabThrough } from '#tests/support/accessibility.ts';
import { signIn } from '#tests/support/console.ts';
import { answerWhatIsNeeded, handIn } from '#tests/support/intake.ts';
import { makeStaff } from '#tests/support/review.ts';
import { Witness } from '#tests/support/witness.ts';
import { eventually, type World } from '#tests/support/world.ts';

let version = 1;

/** The office's setting, and a process whose free places of this minute are taken. */
async function crowd(world: World, settings: { hardestSeconds: number; waitSeconds: number }): Promise<void> {
  version += 1;
  const value = JSON.stringify({ freeStartsPerMinute: 1, ...settings });
  await world.superSql`insert into settings (key, version, value) values ('intake.load', ${version}, ${value}::text::jsonb)`;
  await eventually(
    'a start is asked for something',
    async () => (await new Witness(world.installation.origins.intake).post('/report')).status === 307,
  );
  await new Promise((resolve) => setTimeout(resolve, 5_500)); // until the process has read this very setting
}

async function openStart(
  browser: Browser,
  origin: string,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<[Page, BrowserContext]> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  await page.goto(origin);
  return [page, context];
}

const start = (page: Page): Promise<void> => page.getByRole('button', { name: 'Start a report' }).click();
const list = { level: 1, name: 'Your report' } as const;
const asking = { level: 1, name: 'Many people are reporting right now' } as const;

test('with scripts the page does its sum and goes on by itself; nothing but our own small script is loaded for it', async ({
  browser,
  portal,
}) => {
  const { world, origins } = portal;
  await crowd(world, { hardestSeconds: 8, waitSeconds: 120 });
  const [page, context] = await openStart(browser, origins.intake);
  const loaded: { path: string; bytes: number; origin: string }[] = [];
  context.on('response', (response) => {
    const { pathname, origin } = new URL(response.url());
    loaded.push({ path: pathname, origin, bytes: Number(response.headers()['content-length'] ?? 0) });
  });
  await start(page);
  await expect(page.getByRole('heading', list)).toBeVisible();
  const scripts = loaded.filter(({ path }) => path.includes('/solve'));
  expect(scripts.map(({ path }) => path.replace(/-[^/]*$/, '')).toSorted()).toEqual(['/assets/solve', '/assets/solve.worker']);
  expect(scripts.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(6_000);
  expect(new Set(loaded.map(({ origin }) => origin))).toEqual(new Set([new URL(origins.intake).origin]));
  test.info().annotations.push({ type: 'bytes', description: JSON.stringify(scripts) });
  await context.close();
});

test('a device that is slower than the wait is let in by the wait, without a press', async ({ browser, portal }) => {
  const { world, origins } = portal;
  await crowd(world, { hardestSeconds: 60, waitSeconds: 4 });
  const [page, context] = await openStart(browser, origins.intake);
  // A phone whose worker never gets anywhere.
  await page.addInitScript(() => Object.assign(Worker.prototype, { postMessage: () => {} }));
  await start(page);
  await expect(page.getByRole('heading', asking)).toBeVisible();
  await expect(page.getByText('Your device is doing a short sum.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Go on' })).toBeHidden();
  await expect(page.getByRole('heading', list)).toBeVisible();
  await context.close();
});

test('without scripts a person waits, is told when it was too early, changes the language meanwhile, and loses nothing', async ({
  browser,
  portal,
}) => {
  const { world, origins } = portal;
  const incidents = [
    { code: 'PARK-1', title: { en: 'Arrests in the park' }, date: '2026-01-03', place: 'The park', county: 'queens', open: true },
  ];
  await world.superSql`insert into settings (key, version, value) values ('intake.incidents', 2, ${JSON.stringify(incidents)}::text::jsonb)`;
  await crowd(world, { hardestSeconds: 60, waitSeconds: 8 });
  const [page, context] = await openStart(browser, `${origins.intake}/report?incident=PARK-1`, {
    javaScriptEnabled: false,
    viewport: { width: 320, height: 640 },
  });
  await start(page);
  await expect(page.getByRole('heading', asking)).toBeVisible();
  // How long depends on how many have started within the minute, in the tests before this one too.
  const wait = await page.getByText(/Wait \d+ seconds?, then press the button/).innerText();
  const seconds = Number(/\d+/.exec(wait)?.[0]);
  expect(seconds).toBeLessThanOrEqual(8);
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.getByRole('alert')).toContainText(/Wait \d+ more seconds?, then press the button again/);
  expect(await context.cookies()).toEqual([]);

  await page.locator('nav details summary').click();
  await page.locator('nav').getByRole('button', { name: 'Español' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'es');
  await expect(page.locator('#ask input[name=incident]')).toHaveValue('PARK-1');
  await page.waitForTimeout((seconds + 1) * 1000);
  await page.locator('#go').click();
  await expect(page).toHaveURL(/\/report$|\/report\?/);
  expect((await context.cookies()).map(({ name }) => name)).toEqual(['draft']);
  await page.goto(`${origins.intake}/report/event`);
  await expect(page.locator('input[value="PARK-1"]')).toBeChecked();
  await expect(page.locator('html')).toHaveAttribute('lang', 'es');
  await context.close();
});

test('the page is one for everybody: keyboard, axe, right to left, the address by itself', async ({ browser, portal }) => {
  const { world, origins } = portal;
  await crowd(world, { hardestSeconds: 60, waitSeconds: 120 });
  for (const lang of ['en', 'ar', 'zh-Hans']) {
    const [page, context] = await openStart(browser, `${origins.intake}/?lang=${lang}`, { viewport: { width: 320, height: 640 } });
    await page.addInitScript(() => Object.assign(Worker.prototype, { postMessage: () => {} }));
    await page.locator('form[action^="/report"] button[type=submit]').click();
    await expect(page.locator('#ask')).toBeVisible();
    await checkPage(page, `asked, ${lang}`);
    await context.close();
  }
  const [page, context] = await openStart(browser, `${origins.intake}/report/begin`);
  await checkPage(page, 'the address by itself');
  expect(await tabThrough(page, 'the address by itself')).toBeGreaterThan(3);
  await page.getByRole('button', { name: 'Start a report' }).click();
  await expect(page.getByRole('heading', asking)).toBeVisible();
  await context.close();
});

test('a program that fills in every field hands in a report like any other, which says so to its readers and waits behind the others', async ({
  browser,
  portal,
}) => {
  const { world, origins } = portal;
  const reviewer = await makeStaff(world, ['reviewer']);
  await world.superSql`insert into settings (key, version, value) values ('intake.load', ${(version += 1)}, '{"freeStartsPerMinute": 1000, "hardestSeconds": 1, "waitSeconds": 1}')`;
  await new Promise((resolve) => setTimeout(resolve, 5_500));
  const hand = async (program: boolean): Promise<string> => {
    const [page, context] = await openStart(browser, origins.intake);
    await expect(page.getByRole('textbox')).toHaveCount(0); // for screen readers it is not there
    if (program)
      await page.evaluate(() =>
        document
          .querySelectorAll<HTMLInputElement>('form[action^="/report"] input[type=text]')
          .forEach((field) => (field.value = 'https://buy.example')),
      );
    await start(page);
    await answerWhatIsNeeded(page, origins.intake);
    const { reference } = await handIn(page, origins.intake);
    await context.close();
    return reference;
  };
  const fromProgram = await hand(true);
  const fromPerson = await hand(false);
  await eventually('both are ready', async () => {
    const rows =
      await world.superSql`select from triage_items t join submissions s on s.id = t.submission_id where s.reference in ${world.superSql([fromProgram, fromPerson])} and t.state = 'ready'`;
    return rows.length === 2;
  });
  const desk = await (await browser.newContext()).newPage();
  await signIn(desk, world, reviewer);
  await desk.goto(`${origins.review}/queue`);
  const order: string[] = (await desk.locator('body').innerText()).match(/EX-[0-9A-Z]{4}-[0-9A-Z]{4}/g) ?? [];
  expect(order.indexOf(fromPerson)).toBeGreaterThanOrEqual(0);
  expect(order.indexOf(fromProgram)).toBeGreaterThan(order.indexOf(fromPerson)); // though it came first
  await desk.getByRole('row').filter({ hasText: fromProgram }).getByRole('link').click();
  await expect(desk.getByText('A hidden field was filled in, as programs do')).toBeVisible();
  await desk.goto(`${origins.review}/queue`);
  await desk.getByRole('row').filter({ hasText: fromPerson }).getByRole('link').click();
  await expect(desk.getByRole('heading', { name: /Facts/ })).toBeVisible();
  await expect(desk.getByText('A hidden field was filled in')).toHaveCount(0);
  await desk.context().close();
});
