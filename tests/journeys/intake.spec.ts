/** A whole report, with JavaScript and without: both must end at the same receipt and the same record. */
import { createHash, randomBytes } from 'node:crypto';
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
