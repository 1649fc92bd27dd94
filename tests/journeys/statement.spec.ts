/** A statement instead of writing: recorded on the page through a real (made-up) microphone, or chosen as a file without JavaScript. Either way it hands in a report. */
import { createHash, randomBytes } from 'node:crypto';
import type { BrowserContext, Page } from 'playwright';
import { chromiumOptions, expect, test } from '#tests/support/browser.ts';
import { handIn, startReport } from '#tests/support/intake.ts';
import { startProcess, type RunningProcess } from '#tests/support/processes.ts';
import type { World } from '#tests/support/world.ts';

const microphone = '--use-fake-device-for-media-stream'; // sound that Chromium makes itself
test.use({ launchOptions: { ...chromiumOptions, args: [...chromiumOptions.args, microphone] } });

let intake: RunningProcess;
let origin: string;
test.beforeAll(async ({ world }) => {
  intake = await startProcess(world, 'intake');
  origin = world.installation.origins.intake;
});
test.afterAll(() => intake.stop());

/** What else is needed, posted as its pages would. */
async function answerTheOthers(context: BrowserContext): Promise<void> {
  const pages = {
    when: { 'day-month': '1', 'day-day': '3', 'day-year': '2026', zone: 'America/New_York' },
    where: { place: 'Roosevelt Ave and 82nd St', county: 'queens' },
    use: { read: 'yes' },
  };
  for (const [name, form] of Object.entries(pages)) {
    const headers = { 'sec-fetch-site': 'same-origin' };
    const answer = await context.request.post(`${origin}/report/${name}`, { form, headers, maxRedirects: 0 });
    expect([name, answer.status()]).toEqual([name, 302]);
  }
}

type Stored = { name: string; declared: object; size: number; sha256: string; answers: { what: object } };
async function storedFile(world: World, reference: string): Promise<Stored> {
  const [file] = await world.superSql<Stored[]>`
    select f.name, f.declared, f.size, encode(f.sha256_declared, 'hex') as sha256,
      (select answers from submission_versions v where v.submission_id = f.submission_id) as answers
    from files f join submissions s on s.id = f.submission_id where s.reference = ${reference}`;
  if (!file) throw new Error('no file was handed in');
  return file;
}

async function openStatement(page: Page): Promise<void> {
  await page.goto(`${origin}/report/statement`);
  await expect(page.getByRole('heading', { level: 1, name: 'Tell us by voice or video' })).toBeVisible();
}
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const spoken = (page: Page) => page.locator('#announcements');

test('a witness records two seconds, pauses, listens, deletes, records anew, sends, and hands in without a written word', async ({
  browser,
  world,
}) => {
  const context = await browser.newContext({ permissions: ['microphone'] });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  await page.clock.install({ time: new Date() }); // goes on as ever, and can be put forward
  await startReport(page, origin);
  await answerTheOthers(context);
  await openStatement(page);

  await page.getByRole('button', { name: 'Start recording' }).focus();
  await page.keyboard.press('Enter');
  await expect(spoken(page)).toHaveText('Recording has started.');
  await expect(page.getByRole('button', { name: 'Pause', exact: true })).toBeFocused();
  await expect(page.getByRole('timer')).toHaveText('0:01');
  await page.keyboard.press('Enter');
  await expect(spoken(page)).toHaveText('Paused at 0:01.');
  await page.clock.fastForward(30_000); // what is not recorded does not count
  await expect(page.getByRole('timer')).toHaveText('0:01');
  await press(page, 'Go on recording');
  await expect(page.getByRole('timer')).toHaveText('0:02');
  await press(page, 'Stop');
  await expect(spoken(page)).toContainText('Your recording is 0:02 long');
  await press(page, 'Listen to it');
  await expect(spoken(page)).toHaveText('Playing your recording.');
  await expect(spoken(page)).toHaveText('The recording has stopped playing.');
  page.once('dialog', (dialog) => void dialog.accept());
  await press(page, 'Delete and record again');
  await expect(page.getByRole('timer')).toHaveText('0:00');

  await press(page, 'Start recording');
  await expect(page.getByRole('timer')).toHaveText('0:02');
  await press(page, 'Stop');
  await press(page, 'Send this recording');
  await expect(page.getByText('Stored', { exact: true })).toHaveCount(1);
  await expect(page.getByRole('button', { name: 'Start recording' })).toBeVisible();
  await page.getByLabel('Which language do you speak').selectOption('Kreyòl ayisyen');
  await press(page, 'Save and continue');
  await expect(page).toHaveURL(`${origin}/report`);
  expect(await page.evaluate(async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length])).toEqual([
    0, 0, 0,
  ]);
  await page.goto(`${origin}/report/files`);
  await expect(page.getByText('No files yet')).toBeVisible(); // it is no evidence

  const { reference } = await handIn(page, origin);
  const file = await storedFile(world, reference);
  expect(file).toMatchObject({
    name: 'statement.webm',
    declared: { role: 'statement' },
    answers: { what: { language: 'ht', statement: true } },
  });
  expect(file.answers.what).not.toHaveProperty('narrative');
  expect(file.size).toBeGreaterThan(2_000);
  expect(complaints).toEqual([]);
  await context.close();
});

test('pressing twice while the browser asks for the microphone opens one, and it is let go', async ({ browser }) => {
  const context = await browser.newContext({ permissions: ['microphone'] });
  const page = await context.newPage();
  await page.addInitScript(() => {
    const seen: MediaStream[] = [];
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (wanted) => {
      const stream = await ask(wanted);
      seen.push(stream);
      return stream;
    };
    Object.assign(globalThis, { seenTracks: () => seen.flatMap((stream) => stream.getTracks().map(({ readyState }) => readyState)) });
  });
  const tracks = () => page.evaluate(() => (globalThis as unknown as { seenTracks(): string[] }).seenTracks()); // put there above
  await startReport(page, origin);
  await openStatement(page);
  await page.getByRole('button', { name: 'Start recording' }).evaluate((button: HTMLElement) => {
    button.click();
    button.click();
  });
  await expect(page.getByRole('timer')).toHaveText('0:01');
  expect(await tracks()).toEqual(['live']);
  await press(page, 'Stop');
  await expect(spoken(page)).toContainText('long');
  expect(await tracks()).toEqual(['ended']);
  await context.close();
});

test('a microphone that is not allowed is no reproach, and nothing is lost by it', async ({ browser }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await startReport(page, origin);
  await openStatement(page);
  await press(page, 'Start recording');
  await expect(page.getByRole('alert')).toContainText('That is all right');
  await expect(page.getByRole('button', { name: 'Start recording' })).toBeVisible();
  await page.getByLabel('Or choose a recording').setInputFiles({ name: 'plate.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('x') });
  await expect(page.getByRole('alert')).toContainText('not a sound or video file');
  await page.getByLabel('Or choose a recording').setInputFiles({ name: 'told.mp3', mimeType: 'audio/mpeg', buffer: Buffer.from('spoken') });
  await expect(page.getByText('Stored', { exact: true })).toHaveCount(1);
  await expect(page.getByRole('alert')).toBeHidden();
  await context.close();
});

test('a recording that is not sent is asked about before it is lost, but not when somebody has to leave', async ({ browser }) => {
  const context = await browser.newContext({ permissions: ['microphone'] });
  await context.route('https://www.weather.gov/**', (route) => route.fulfill({ body: 'weather' }));
  const page = await context.newPage();
  await startReport(page, origin);
  await openStatement(page);
  await press(page, 'Start recording');
  await expect(page.getByRole('timer')).toHaveText('0:01');
  await press(page, 'Stop');
  const asked: string[] = [];
  page.on('dialog', (dialog) => {
    asked.push(dialog.type());
    void dialog.dismiss();
  });
  await press(page, 'Save and continue');
  await expect.poll(() => asked).toEqual(['confirm']);
  await expect(page.getByRole('button', { name: 'Listen to it' })).toBeVisible();
  for (let count = 0; count < 3; count += 1) await page.keyboard.press('Shift');
  await page.waitForURL('https://www.weather.gov/');
  expect(asked).toEqual(['confirm']);
  await context.close();
});

test('without JavaScript a recording is chosen; another kind of file is named and refused', async ({ browser, world }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await startReport(page, origin);
  await answerTheOthers(context);
  await openStatement(page);
  await expect(page.getByText('Record your voice here')).toBeHidden();
  await page.getByLabel('Which language do you speak').selectOption('Русский');
  const film = { name: 'my account.mp4', mimeType: 'video/mp4', buffer: randomBytes(700_000) }; // more than an ordinary form may hold
  await page
    .getByLabel('Or choose a recording')
    .setInputFiles([film, { name: 'plate.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('x') }]);
  await press(page, 'Send this recording');
  await expect(page.getByRole('alert')).toContainText('plate.jpg: This is not a sound or video file');
  await expect(page.getByLabel('Which language do you speak')).toHaveValue('ru');
  await expect(page.getByText('Stored', { exact: true })).toHaveCount(1);
  await press(page, 'Save and continue');
  const { reference } = await handIn(page, origin);
  expect(await storedFile(world, reference)).toMatchObject({
    name: 'my account.mp4',
    declared: { role: 'statement' },
    sha256: createHash('sha256').update(film.buffer).digest('hex'),
    answers: { what: { language: 'ru', statement: true } },
  });
  await context.close();
});

test('a statement can be taken back', async ({ browser }) => {
  const page = await browser.newPage();
  await startReport(page, origin);
  await openStatement(page);
  await page.getByLabel('Or choose a recording').setInputFiles({ name: 'told.mp3', mimeType: 'audio/mpeg', buffer: Buffer.from('spoken') });
  await expect(page.getByText('Stored', { exact: true })).toHaveCount(1);
  await press(page, 'Remove told.mp3');
  await expect(page.getByText('No recording is sent yet.')).toBeVisible();
  await page.close();
});
