/** A whole report, with JavaScript and without: both must end at the same receipt and the same record. */
import { createHash, randomBytes } from 'node:crypto';
import { sectionNames } from '#app/intake/draft/content.ts';
import { expect, test } from '#tests/support/browser.ts';
import { answerTheRest, answerWhatIsNeeded, follow, handIn, narrative, openTask, startReport } from '#tests/support/intake.ts';
import { startProcess, type RunningProcess } from '#tests/support/processes.ts';

let intake: RunningProcess;
let origin: string;
test.beforeAll(async ({ world }) => {
  intake = await startProcess(world, 'intake');
  origin = world.installation.origins.intake;
});
test.afterAll(() => intake.stop());

const photo = randomBytes(300_000);
const video = randomBytes(11 * 1024 * 1024 + 7); // three parts on the direct way, two through the server
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const files = [
  { name: 'IMG_0001.jpg', mimeType: 'image/jpeg', buffer: photo },
  { name: 'video of the van.mp4', mimeType: 'video/mp4', buffer: video },
];

for (const javaScriptEnabled of [true, false]) {
  test(`a witness hands in a report with two files ${javaScriptEnabled ? 'with' : 'without'} JavaScript and comes back to it`, async ({
    browser,
    world,
  }) => {
    const context = await browser.newContext({ javaScriptEnabled });
    const page = await context.newPage();
    const outside: string[] = [];
    page.on('request', (request) => {
      if (![origin, world.servers.s3.endpoint].includes(new URL(request.url()).origin)) outside.push(request.url());
    });

    await startReport(page, origin);
    await answerWhatIsNeeded(page, origin);
    await answerTheRest(page, origin);
    await openTask(page, origin, 'Photos, videos and documents');
    await page.getByLabel('Choose files').setInputFiles(files);
    if (!javaScriptEnabled) await page.getByRole('button', { name: 'Send these files' }).click();
    await expect(page.getByText('Stored', { exact: true })).toHaveCount(2, { timeout: 60_000 });
    await page.getByLabel('What does it show?').first().fill('The van, from the front');
    await page.getByRole('button', { name: 'Save and continue' }).click();
    await page.goto(`${origin}/report/check`);
    await expect(page.getByText('Roosevelt Ave and 82nd St')).toBeVisible();
    await expect(page.getByText('The van, from the front')).toBeVisible();
    const handed = await handIn(page, origin);

    expect(handed.reference).toMatch(/^EX-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
    expect(handed.passphrase.split(' ')).toHaveLength(7);
    await expect(page.getByText(sha256(photo))).toBeVisible();
    await expect(page.getByText(sha256(video))).toBeVisible();
    await expect(page.getByText(javaScriptEnabled ? 'computed on your device' : 'computed while we received it')).toHaveCount(2);
    const [stored] = await world.superSql<{ answers: unknown; names: string[]; captions: string[]; sealed: number; storedHead: string }[]>`
      select (select answers from submission_versions v where v.submission_id = s.id) as answers,
        (select array_agg(name order by ordinal) from files f where f.submission_id = s.id) as names,
        (select array_agg(caption order by ordinal) from files f where f.submission_id = s.id) as captions,
        (select count(*) from identities i where i.submission_id = s.id) as sealed,
        (select encode(hash, 'hex') from custody_heads h where h.subject_id = s.id) as "storedHead"
      from submissions s where reference = ${handed.reference}`;
    expect(stored?.answers).toMatchObject({
      v: 1,
      what: { narrative },
      when: { date: '2026-01-03', time: '14:30', zone: 'America/New_York' },
      contact: { mode: 'confidential' },
    });
    expect(JSON.stringify(stored?.answers)).not.toMatch(/canary/i);
    expect(stored?.names).toEqual(files.map(({ name }) => name));
    expect(stored?.captions).toEqual(['The van, from the front', '']);
    expect(stored?.sealed).toBe(1);
    await expect(page.locator('#head')).toHaveText(stored?.storedHead ?? 'no head');

    await page.getByLabel('I have saved my reference number').check();
    await page.getByRole('button', { name: 'Finish and clear this browser' }).click();
    await expect(page.getByRole('heading', { name: 'Finished' })).toBeVisible();
    expect(await context.cookies()).toEqual([]);

    await follow(page, origin, handed);
    await expect(page.getByRole('heading', { name: handed.reference })).toBeVisible();
    await expect(page.locator('#status')).toContainText('We have received your report');
    await expect(page.getByText('Its fingerprint is not computed again yet.')).toHaveCount(2);
    await expect(page.getByText('They drove off in a grey van.')).toBeVisible();
    expect(outside).toEqual([]);
    expect(intake.logs()).not.toMatch(new RegExp(`canary|grey van|${handed.reference}|${handed.passphrase}|IMG_0001`, 'i'));
    await context.close();
  });
}

test('every answer on the check page can be changed from there and leads back to it, files and what was said of them too', async ({
  browser,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await startReport(page, origin);
  await page.goto(`${origin}/report/statement`);
  await page.getByLabel('Or choose a recording').setInputFiles({ name: 'told.mp3', mimeType: 'audio/mpeg', buffer: Buffer.from('spoken') });
  await page.getByRole('button', { name: 'Send this recording' }).click();
  await expect(page.getByText('Stored', { exact: true })).toHaveCount(1);
  await page.goto(`${origin}/report/files`);
  await page.getByLabel('Choose files').setInputFiles({ name: 'van.mp4', mimeType: 'video/mp4', buffer: Buffer.from('film') });
  await page.getByRole('button', { name: 'Send these files' }).click();
  await page.getByText('About this file').click();
  await page.getByLabel('What does it show?').fill('The van');
  await page.getByLabel('Who recorded or wrote it?').selectOption('Someone I know');
  await page.getByLabel('On what device').fill('a doorbell camera');
  await page.getByLabel('Was it edited?').selectOption('No');
  await page.getByLabel('chat app').selectOption('I don’t know');
  await page.getByRole('button', { name: 'Save and continue' }).click();

  const check = `${origin}/report/check`;
  await page.goto(check);
  const files = page.getByRole('region', { name: 'Files' });
  for (const line of ['The van', 'wrote it? Someone I know', 'was it made? a doorbell camera', 'edited? No', 'before? I don’t know'])
    await expect(files).toContainText(line);
  await expect(files).not.toContainText('told.mp3');
  await expect(page.getByRole('region', { name: 'What happened' })).toContainText('Recorded or uploaded, among the files');
  await expect(page.getByRole('region', { name: 'Your recorded statement' })).toContainText('told.mp3');

  await answerWhatIsNeeded(page, origin, '');
  await page.goto(check);
  const addresses = await page
    .locator('main a[aria-label^="Change: "]')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  expect(addresses).toHaveLength(sectionNames.length + 2);
  // Three pages are not saved without an answer, and this witness gave none there.
  const empty = new Set(['event', 'part', 'contact'].map((name) => `/report/${name}?from=check`));
  const led: Record<string, string | undefined> = {};
  const changeable = addresses.flatMap((address) => (address === null || empty.has(address) ? [] : [address]));
  for (const address of changeable) {
    await page.goto(check);
    await page.locator(`main a[aria-label^="Change: "][href="${address}"]`).click();
    const saved = page.waitForResponse((response) => response.request().method() === 'POST');
    await page.getByRole('button', { name: 'Save and continue' }).last().click();
    led[address] = (await saved).headers().location ?? String((await saved).status());
  }
  expect(led).toEqual(Object.fromEntries(changeable.map((address) => [address, '/report/check'])));
  await context.close();
});
