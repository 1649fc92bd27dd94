/**
 * Files while they are on their way: what a witness sees and hears on a slow line, a line that goes away, stopping and going on, leaving the page, and handing in
 * without what is not finished. The line is Chromium's own, made slow or cut.
 */
import type { BrowserContext, CDPSession, Locator, Page } from 'playwright';
import { checkPage } from '#tests/support/accessibility.ts';
import { expect, test } from '#tests/support/browser.ts';
import { answerWhatIsNeeded, startReport } from '#tests/support/intake.ts';
import { startProcess, type RunningProcess } from '#tests/support/processes.ts';

let intake: RunningProcess;
let origin: string;
test.beforeAll(async ({ world }) => {
  intake = await startProcess(world, 'intake');
  origin = world.installation.origins.intake;
});
test.afterAll(() => intake.stop());

const megabyte = 1_000_000;
const film = { name: 'van.mp4', mimeType: 'video/mp4', buffer: Buffer.alloc(12 * megabyte, 8) };
const photo = { name: 'plate.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(1_000, 7) };
const row = (page: Page, name: string): Locator => page.locator('#list > li').filter({ hasText: name });
const phase = async (page: Page, name: string, expected: string): Promise<void> =>
  expect(row(page, name)).toHaveAttribute('data-phase', expected, { timeout: 60_000 });
const button = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true });

type Line = { is(bytesASecond: number | 'gone' | 'fast'): Promise<void> };
async function lineOf(page: Page): Promise<Line> {
  const session: CDPSession = await page.context().newCDPSession(page);
  return {
    is: async (speed) =>
      void (await session.send('Network.emulateNetworkConditions', {
        offline: speed === 'gone',
        latency: 0,
        downloadThroughput: -1,
        uploadThroughput: typeof speed === 'number' ? speed : -1,
      })),
  };
}

/** What a screen reader is told, one line each time. */
async function listen(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const told: string[] = [];
    const place = document.querySelector('#announcements') as Element;
    new MutationObserver(() => told.push(place.textContent ?? '')).observe(place, { childList: true, characterData: true, subtree: true });
    Object.assign(globalThis, { told });
  });
  return () => page.evaluate(() => (globalThis as unknown as { told: string[] }).told); // put there above
}

async function openFiles(page: Page): Promise<void> {
  await page.goto(`${origin}/report/files`);
  await expect(page.getByText('Files travel straight')).toBeVisible();
}
async function begin(context: BrowserContext): Promise<{ page: Page; line: Line }> {
  const page = await context.newPage();
  await startReport(page, origin);
  await openFiles(page);
  return { page, line: await lineOf(page) };
}
const choose = (page: Page, files: Parameters<Locator['setInputFiles']>[0]): Promise<void> =>
  page.getByLabel('Choose files').setInputFiles(files);

test('on a slow line it says how much is stored, how fast and how long; few words are spoken', async ({ browser }) => {
  const context = await browser.newContext();
  const { page, line } = await begin(context);
  const told = await listen(page);
  await line.is(megabyte);
  await choose(page, [film, photo]);
  await phase(page, 'van.mp4', 'sending');
  await phase(page, 'plate.jpg', 'waiting');
  const pace = row(page, 'van.mp4').locator('.pace');
  await expect(pace).toContainText(/\d\.\d MB of 12 MB stored/);
  await expect(pace).toContainText(/(\d(\.\d)? MB|\d{3} kB) a second/);
  await expect(pace).toContainText('less than a minute left');
  const bar = page.getByRole('progressbar', { name: 'van.mp4' });
  await expect(bar).toHaveAttribute('aria-valuetext', /of 12 MB stored/);
  await expect(page.locator('#summary')).toContainText('0 of 2 files stored');
  await expect(page.getByRole('link', { name: 'in a new tab' })).toHaveAttribute('target', '_blank');
  await checkPage(page, page.url());
  await line.is('fast');
  await phase(page, 'van.mp4', 'stored');
  await phase(page, 'plate.jpg', 'stored');
  await expect(page.locator('#summary')).toHaveText('2 of 2 files stored');
  await expect(page.getByRole('link', { name: 'in a new tab' })).toBeHidden();
  await expect.poll(async () => (await told()).join('\n')).toContain('plate.jpg is stored 2 of 2 files stored');
  const lines = await told();
  expect(lines[0]).toBe('Sending van.mp4');
  expect(lines.join('\n')).toContain('van.mp4 is stored');
  expect(lines.length).toBeLessThanOrEqual(7); // two starts, two ends, three quarters
  expect(await page.evaluate(async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length])).toEqual([
    0, 0, 0,
  ]);
  await context.close();
});

test('a long time left is rounded, in the page’s language although the browser does not know it', async ({ browser }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await startReport(page, origin);
  await context.request.post(`${origin}/language`, { form: { lang: 'ht', back: '/report' }, headers: { 'sec-fetch-site': 'same-origin' } });
  await page.goto(`${origin}/report/files`);
  await (await lineOf(page)).is(50_000);
  await page.locator('#file').setInputFiles(film);
  await expect(row(page, 'van.mp4').locator('.pace')).toContainText(/rete anviwon [345] minit/);
  await context.close();
});

test('a line that goes away is said, and the file goes on by itself or when asked', async ({ browser, world }) => {
  const context = await browser.newContext();
  const { page, line } = await begin(context);
  const told = await listen(page);
  await line.is(megabyte);
  await choose(page, film);
  await phase(page, 'van.mp4', 'sending');
  await line.is('gone');
  await phase(page, 'van.mp4', 'offline');
  await expect(row(page, 'van.mp4')).toContainText('Waiting for the connection. What has arrived is kept.');
  await expect.poll(async () => (await told()).join('\n')).toContain('van.mp4: Waiting for the connection');
  await checkPage(page, page.url());
  await line.is('fast');
  await phase(page, 'van.mp4', 'stored');
  expect((await told()).join('\n')).toContain('The connection is back.');

  // The phone has a connection all the time, and yet nothing gets through.
  const parts = `${world.servers.s3.endpoint}/**`;
  await page.route(parts, (route) => route.abort());
  await choose(page, photo);
  await phase(page, 'plate.jpg', 'offline');
  await page.unroute(parts);
  await button(page, 'Try now plate.jpg').click();
  await phase(page, 'plate.jpg', 'stored');
  await context.close();
});

test('sending is stopped and gone on with, or given up; the focus is never lost', async ({ browser }) => {
  const context = await browser.newContext();
  const { page, line } = await begin(context);
  await line.is(megabyte);
  await choose(page, film);
  await phase(page, 'van.mp4', 'sending');
  await button(page, 'Stop sending van.mp4').focus();
  await page.keyboard.press('Enter');
  await phase(page, 'van.mp4', 'stopped');
  await expect(button(page, 'Try again van.mp4')).toBeFocused();
  await expect(row(page, 'van.mp4')).toContainText('What has arrived is kept');
  await checkPage(page, page.url());
  await page.keyboard.press('Enter');
  await phase(page, 'van.mp4', 'sending');
  await expect(button(page, 'Stop sending van.mp4')).toBeFocused();
  await page.keyboard.press('Enter');
  await phase(page, 'van.mp4', 'stopped');
  await button(page, 'Remove van.mp4').click();
  await expect(page.locator('#list > li')).toHaveCount(0);
  await expect(page.getByLabel('Choose files')).toBeFocused();
  await openFiles(page);
  await expect(page.getByText('No files yet')).toBeVisible();
  await context.close();
});

test('files are dropped on the page in their order; a folder says that it is one', async ({ browser }) => {
  const context = await browser.newContext();
  const { page } = await begin(context);
  await expect(page.getByText('You can also drop files')).toBeVisible();
  await page.locator('h1').evaluate(
    (target, files) => {
      const data = new DataTransfer();
      for (const name of files) data.items.add(new File([name], name));
      target.dispatchEvent(new DragEvent('dragover', { dataTransfer: data, bubbles: true, cancelable: true }));
      const drop = new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true });
      // A script cannot make a folder: what the browser says of one is put in its place.
      const items = [...data.items].map((item, index) => ({
        kind: item.kind,
        getAsFile: () => item.getAsFile(),
        webkitGetAsEntry: () => ({ isDirectory: index === 1 }),
      }));
      Object.defineProperty(drop, 'dataTransfer', { value: { types: ['Files'], items } });
      target.dispatchEvent(drop);
    },
    ['first.txt', 'march', 'last.txt'],
  );
  await expect(row(page, 'march')).toContainText('A folder cannot be sent');
  await phase(page, 'last.txt', 'stored');
  expect(await page.locator('#list [data-name]').allTextContents()).toEqual(['first.txt', 'march', 'last.txt']);
  await context.close();
});

test('leaving waits for the files, goes on without them, or stays; a file that fails meanwhile is not passed by', async ({ browser }) => {
  const context = await browser.newContext();
  const { page, line } = await begin(context);
  await line.is(2 * megabyte);
  await choose(page, film);
  await phase(page, 'van.mp4', 'sending');
  await row(page, 'van.mp4').getByLabel('What does it show?').fill('The van');
  await button(page, 'Save and continue').click();
  const panel = page.getByRole('group', { name: 'Files still on their way: 1' });
  await expect(panel.getByRole('heading')).toBeFocused();
  await checkPage(page, page.url());
  await button(page, 'Stay here').click();
  await expect(panel).toBeHidden();
  await expect(button(page, 'Save and continue')).toBeFocused();

  await button(page, 'Save and continue').click();
  await button(page, 'Wait, then go on').click();
  await expect(page.getByRole('heading', { name: 'goes on by itself' })).toBeFocused();
  await button(page, 'Stop sending van.mp4').click();
  await phase(page, 'van.mp4', 'stopped');
  await expect(page.locator('#leaving')).toBeHidden();
  await expect(page).toHaveURL(`${origin}/report/files`);

  await button(page, 'Try again van.mp4').click();
  await button(page, 'Save and continue').click();
  await button(page, 'Wait, then go on').click();
  await line.is('fast');
  await expect(page).toHaveURL(`${origin}/report`, { timeout: 60_000 });
  await openFiles(page);
  await expect(row(page, 'van.mp4').getByLabel('What does it show?')).toHaveValue('The van');
  await context.close();
});

test('what broke off goes on in its own row when the same file is chosen again; without it a report is handed in by choice', async ({
  browser,
}) => {
  const context = await browser.newContext();
  const { page, line } = await begin(context);
  await answerWhatIsNeeded(page, origin);
  await openFiles(page);
  await line.is(megabyte);
  await choose(page, film);
  await phase(page, 'van.mp4', 'sending');
  await row(page, 'van.mp4').getByLabel('What does it show?').fill('The van');
  await button(page, 'Save and continue').click();
  await button(page, 'Go on without them').click();
  await expect(page).toHaveURL(`${origin}/report`);

  await page.goto(`${origin}/report/check`);
  await expect(page.getByRole('heading', { name: 'Files that are not finished' })).toBeVisible();
  await page.getByLabel('true as far as I know').check();
  await button(page, 'Hand in the report').click();
  const summary = page.getByRole('alert');
  await expect(summary).toContainText('go on without these files');
  await summary.getByRole('link').click();
  await expect(page.getByLabel('Hand in without the files')).toBeFocused();
  await checkPage(page, page.url());

  await page.getByRole('link', { name: 'Go to the files to finish them' }).click();
  await expect(row(page, 'van.mp4')).toContainText('Choose the same file again: only what is missing is sent.');
  await phase(page, 'van.mp4', 'unfinished');
  const before = await row(page, 'van.mp4').getAttribute('data-upload');
  await choose(page, film);
  await expect(page.locator('#list')).toContainText('Going on where it stopped');
  await expect(page.locator('#list > li')).toHaveCount(1);
  await line.is('fast');
  await phase(page, 'van.mp4', 'stored');
  expect(await row(page, 'van.mp4').getAttribute('data-upload')).toBe(before);
  await expect(row(page, 'van.mp4').getByLabel('What does it show?')).toHaveValue('The van');
  await button(page, 'Save and continue').click();
  await expect(page).toHaveURL(`${origin}/report/check`);
  await expect(page.getByLabel('Hand in without the files')).toHaveCount(0);
  await context.close();
});

test('a report is handed in without a file that is not finished, once that is ticked', async ({ browser }) => {
  const context = await browser.newContext();
  const { page, line } = await begin(context);
  await answerWhatIsNeeded(page, origin);
  await openFiles(page);
  await line.is(megabyte);
  await choose(page, film);
  await phase(page, 'van.mp4', 'sending');
  const other = await context.newPage(); // the answers go on in another tab, while the file is on its way
  await other.goto(`${origin}/report/check`);
  await other.getByLabel('true as far as I know').check();
  await other.getByLabel('Hand in without the files').check();
  await other.getByRole('button', { name: 'Hand in the report' }).click();
  await expect(other.getByRole('heading', { level: 1, name: 'We have your report' })).toBeVisible();
  await expect(other.getByText('van.mp4')).toHaveCount(0);
  await context.close();
});

test('on a phone the camera is a button of its own, with a script and without', async ({ browser }) => {
  for (const javaScriptEnabled of [true, false]) {
    const context = await browser.newContext({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, javaScriptEnabled });
    const page = await context.newPage();
    await startReport(page, origin);
    await page.goto(`${origin}/report/files`);
    if (javaScriptEnabled) await expect(page.getByText('Files travel straight')).toBeVisible();
    await expect(page.getByText('You can also drop files')).toBeHidden();
    await expect(page.getByText('Record a video', { exact: true })).toBeVisible();
    await page.getByLabel('Take a photo').setInputFiles(photo);
    if (!javaScriptEnabled) await button(page, 'Send these files').click();
    await expect(page.getByText('Stored', { exact: true })).toHaveCount(1);
    await context.close();
  }
});
