/** Leaving quickly from wherever one is: nothing asks, nothing waits, nothing stays. That it works at all, each way, is in `intake-pages.spec.ts`. */
import { expect, test } from '#tests/support/browser.ts';
import { comeBack, fileForReturn } from '#tests/support/follow.ts';
import { startReport } from '#tests/support/intake.ts';
import { startProcess, type RunningProcess } from '#tests/support/processes.ts';

const elsewhere = 'https://www.weather.gov/';
let intake: RunningProcess;
let origin: string;
test.beforeAll(async ({ world }) => {
  intake = await startProcess(world, 'intake');
  origin = world.installation.origins.intake;
});
test.afterAll(() => intake.stop());

test('in the middle of sending a file nobody is asked whether they are sure, and the page is blank at once', async ({ browser, world }) => {
  const context = await browser.newContext();
  await context.route(`${elsewhere}**`, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 2_000)); // a slow line: the old page stands until the new one comes
    await route.fulfill({ body: 'weather' });
  });
  await context.route(`${world.servers.s3.endpoint}/**`, () => {}); // never answers
  const page = await context.newPage();
  // The page tells it itself: while it is being left nothing can be asked of it.
  let blankAt = 0;
  await page.exposeFunction('tellBlank', () => void (blankAt ||= Date.now()));
  await page.addInitScript(() => {
    const tell = (globalThis as unknown as { tellBlank: () => void }).tellBlank; // exposed above
    const look = () => document.documentElement.hidden && document.title === '' && tell();
    new MutationObserver(look).observe(document, { attributes: true, childList: true, characterData: true, subtree: true });
  });
  const asked: string[] = [];
  page.on('dialog', (dialog) => {
    asked.push(dialog.type());
    void dialog.dismiss();
  });
  await startReport(page, origin);
  await page.goto(`${origin}/report/files`);
  await page.getByLabel('Choose files').setInputFiles({ name: 'van.mp4', mimeType: 'video/mp4', buffer: Buffer.alloc(100_000, 1) });
  await expect(page.getByRole('progressbar')).toHaveCount(1);
  await page.getByRole('button', { name: 'Leave quickly' }).click({ noWaitAfter: true });
  await page.waitForURL(elsewhere);
  expect(blankAt).toBeGreaterThan(0);
  expect(Date.now() - blankAt, 'blank while the other page was on its way').toBeGreaterThan(1_500);
  expect(asked).toEqual([]);
  await expect.poll(() => context.cookies(origin)).toEqual([]);
  await context.close();
});

test('it closes the follow-up page and forgets every cookie, with JavaScript and without', async ({ browser, world }) => {
  for (const javaScriptEnabled of [true, false]) {
    const report = await fileForReturn(world);
    const { token } = await comeBack(world.sql('intake'), report);
    const context = await browser.newContext({ javaScriptEnabled });
    await context.route(`${elsewhere}**`, (route) => route.fulfill({ body: 'weather' }));
    await context.addCookies([
      { name: 'follow', value: Buffer.from(token).toString('base64url'), url: origin, httpOnly: true, sameSite: 'Strict' },
      { name: 'of-a-later-version', value: '1', url: origin },
    ]);
    const page = await context.newPage();
    await page.goto(`${origin}/follow/report`);
    await expect(page.getByRole('heading', { level: 1, name: report.reference })).toBeVisible();
    await page.getByRole('button', { name: 'Leave quickly' }).click();
    await page.waitForURL(elsewhere);
    await expect.poll(() => context.cookies(origin)).toEqual([]);
    await context.addCookies([{ name: 'follow', value: Buffer.from(token).toString('base64url'), url: origin }]);
    await page.goto(`${origin}/follow/report`);
    await expect(page.getByRole('heading', { level: 1, name: report.reference })).toHaveCount(0); // the session itself is over
    await context.close();
  }
});

test('the answer says that everything is to be forgotten, also to who has nothing here', async () => {
  const answer = await fetch(`${origin}/leave`, {
    method: 'POST',
    headers: { 'sec-fetch-site': 'same-origin', 'content-length': '0' },
    redirect: 'manual',
  });
  expect([answer.status, answer.headers.get('location')]).toEqual([303, elsewhere]);
  expect(answer.headers.get('clear-site-data')).toBe('"cache", "cookies", "storage"');
  expect(answer.headers.get('referrer-policy')?.split(', ').at(-1)).toBe('no-referrer'); // of several the last that a browser knows counts
  expect(answer.headers.getSetCookie()).toEqual([]);
});
