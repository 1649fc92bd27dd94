/** Someone comes back with reference and passphrase, with JavaScript and without: reads, answers, corrects, sends what was asked for; and the office sees all of it. */
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright';
import { addFiles } from '#db/intake/additions.ts';
import { correctReport } from '#db/intake/corrections.ts';
import { expect, test, type Portal } from '#tests/support/browser.ts';
import { signIn } from '#tests/support/console.ts';
import { checkPage, tabThrough } from '#tests/support/accessibility.ts';
import { beginAddition, comeBack, fileForReturn, sha256, type Returning } from '#tests/support/follow.ts';
import { checkInvariants } from '#tests/support/invariants.ts';
import { follow } from '#tests/support/intake.ts';
import { makeStaff } from '#tests/support/review.ts';
import { eventually } from '#tests/support/world.ts';
import { makePhoto } from '#workers/commands/samples/media.ts';

const hostile = '\u202Egnp.exe <script>alert("canary-message")</script>\n=HYPERLINK("x")';

for (const javaScriptEnabled of [true, false]) {
  test(`a witness comes back ${javaScriptEnabled ? 'with' : 'without'} JavaScript, is asked for a file again, and what they send is read again`, async ({
    browser,
    portal,
  }, info) => {
    const { world, origins } = portal;
    const report = await fileForReturn(world);
    await itemIs(portal, report, 'ready');
    const [first, second] = [
      await makePhoto(info.outputPath(), 'first.jpg'),
      await makePhoto(info.outputPath(), 'second.jpg', { marks: { make: 'Other' } }),
    ];

    const addresses: string[] = [];
    const context = await browser.newContext({ javaScriptEnabled });
    const witness = await context.newPage();
    witness.on('request', (request) => void addresses.push(request.url()));
    await follow(witness, origins.intake, report);
    await expect(witness.getByRole('heading', { level: 1, name: report.reference })).toBeVisible();
    await expect(witness.locator('#status')).toHaveText('Your report is waiting for a person to read it.');
    await expect(witness.getByText('Corner of 5th and Main')).toBeVisible();
    await addFile(witness, first, javaScriptEnabled);
    await expect(witness.locator('#status')).toHaveText('We have received your report. We are getting its files ready to be looked at.');
    await itemIs(portal, report, 'ready');
    await witness.reload();
    await expect(witness.getByText('computed its fingerprint again: it is the same')).toBeVisible();

    // The office decides, asks, and writes.
    const desk = await (await browser.newContext()).newPage();
    await signIn(desk, world, await makeStaff(world, ['reviewer'], 'Ana Reviewer'));
    await desk.goto(`${origins.review}/submissions/${report.submissionId}`);
    await expect(mayBeShared(desk)).toHaveText('With other prosecutors');
    await desk.getByLabel('Need information').check();
    await desk.getByLabel('Reason', { exact: true }).selectOption({ index: 1 });
    await desk.getByRole('button', { name: 'Save decision' }).click();
    await expect(desk.getByText('Decided: Information needed.')).toBeVisible();
    await desk.getByLabel('File', { exact: true }).selectOption({ index: 1 });
    await desk.getByLabel('Why', { exact: true }).selectOption('cannot_open');
    await desk.getByRole('button', { name: 'Ask for this file' }).click();
    await expect(desk.getByText('The witness sees on their page that you need this file again.')).toBeVisible();
    await desk.getByLabel('Write to the witness').fill('Could you tell us\nfrom which side? <b>Thank you</b>');
    await desk.getByRole('button', { name: 'Send message' }).click();
    await expect(desk.getByText('Your message is on the witness’s page.')).toBeVisible();

    // The witness sees it, answers, corrects, takes a choice back.
    await witness.reload();
    await expect(witness.locator('#status')).toContainText('would like to know more');
    await expect(witness.getByText('We cannot open this file. Please send it again.')).toBeVisible();
    await expect(witness.getByText('from which side? <b>Thank you</b>')).toBeVisible();
    await witness.getByRole('link', { name: 'Write to the office' }).click();
    await witness.getByLabel('Your message').fill(hostile);
    await witness.getByRole('button', { name: 'Send message' }).click();
    await expect(witness.getByText('canary-message')).toBeVisible();
    await witness.getByRole('link', { name: 'Back to your report' }).click();
    await witness.getByRole('link', { name: 'Correct or add something' }).click();
    await witness.getByRole('button', { name: 'Save correction' }).click();
    await expect(witness.getByRole('alert')).toContainText('Choose what your correction is about');
    await witness.getByLabel('What is it about?').selectOption('When it happened');
    await witness.getByLabel('What is right?').fill('It was an hour later, canary-correction.');
    await witness.getByRole('button', { name: 'Save correction' }).click();
    await expect(witness.getByText('It was an hour later, canary-correction.')).toBeVisible();
    await witness.getByRole('link', { name: 'Change your choices' }).click();
    await witness.getByLabel('You may share my report with other prosecutors').uncheck();
    await witness.getByRole('button', { name: 'Save choices' }).click();
    await expect(witness.getByText('You changed your choices on')).toBeVisible();
    await addFile(witness, second, javaScriptEnabled, 'Yes, it is for file 1, first.jpg');
    await expect(witness.getByText('You sent file 2 for this one.')).toBeVisible();

    // Ready again, with the earlier decision in its history and everything new at hand.
    await itemIs(portal, report, 'ready');
    await desk.goto(`${origins.review}/queue`);
    await expect(desk.getByRole('row').filter({ hasText: report.reference })).toBeVisible();
    await desk.goto(`${origins.review}/messages`);
    await desk.getByRole('link', { name: report.reference }).click();
    await expect(desk.locator('.history .witness').getByText('canary-message')).toBeVisible();
    await expect(desk.getByText('corrected the report')).toBeVisible();
    await desk.getByLabel('Write to the witness').fill('Thank you.');
    await desk.getByRole('button', { name: 'Send message' }).click();
    await expect(desk.getByText('Your message is on the witness’s page.')).toBeVisible();
    await desk.goto(`${origins.review}/messages`);
    await expect(desk.getByRole('link', { name: report.reference })).toHaveCount(0);
    await desk.goto(`${origins.review}/submissions/${report.submissionId}?file=2`);
    await expect(desk.getByText('It was an hour later, canary-correction.')).toBeVisible();
    await expect(mayBeShared(desk)).toHaveText('None'); // as taken back since
    await expect(desk.getByText('answered by file 2')).toBeVisible();
    await expect(desk.getByLabel('Decisions so far, latest first')).toContainText('Information needed');
    await expect(desk.locator('#file-title')).toContainText('second.jpg');

    // The page is closed, and the browser knows nothing of it.
    await witness.goto(`${origins.intake}/follow/report`);
    await witness.getByRole('button', { name: 'Close this page' }).click();
    await expect(witness.getByRole('status').filter({ hasText: 'holds nothing of your report' })).toBeVisible();
    expect(await context.cookies()).toEqual([]);
    await witness.goBack();
    await expect(witness.getByText('canary-message')).toHaveCount(0);

    const bytes = await Promise.all([first, second].map((name) => readFile(name)));
    const stored = await world.superSql<{ sha256: string }[]>`
      select encode(sha256, 'hex') as sha256 from files where submission_id = ${report.submissionId} order by ordinal`;
    expect(stored.map((file) => file.sha256)).toEqual(bytes.map((each) => sha256(each).toString('hex')));
    const outside = addresses.filter((address) => ![origins.intake, world.servers.s3.endpoint].includes(new URL(address).origin));
    expect(outside).toEqual([]);
    expect(addresses.join('\n')).not.toMatch(new RegExp(`canary|${report.reference}`));
    await checkInvariants(world, {
      acknowledged: [{ reference: report.reference }],
      canaries: ['canary-message', 'canary-correction', report.passphrase],
      outputs: Object.values(portal.processes).map((running) => running.logs()),
    });
    await context.close();
    await desk.context().close();
  });
}

test('every page of coming back can be read and used by everybody, in English, Arabic and Chinese, on a narrow screen', async ({
  browser,
  portal,
}, info) => {
  const { world, origins } = portal;
  for (const language of ['en', 'ar', 'zh-Hans']) {
    const report = await fileForReturn(world, { language });
    await itemIs(portal, report, 'ready');
    const person = await makeStaff(world, ['reviewer']);
    const session = await comeBack(world.sql('intake'), report);
    const { draft, uploads } = await beginAddition(world, session, [{ bytes: Buffer.from('one') }]);
    const name = `${'very-long-name-'.repeat(12)}.jpg`;
    await addFiles(world.sql('intake'), session, draft, [
      { uploadId: uploads[0] ?? '', name, caption: '', declared: { role: 'evidence' }, answers: null },
    ]);
    await world.superSql`insert into file_requests (submission_id, file_id, reason, asked_by) select submission_id, id, 'original_wanted', ${person.id} from files where submission_id = ${report.submissionId}`;
    await world.superSql`insert into messages (submission_id, sender, body, sent_by) values (${report.submissionId}, 'witness', ${'x'.repeat(300)}, null), (${report.submissionId}, 'office', 'Thank you.', ${person.id})`;
    await correctReport(world.sql('intake'), session, { section: 'when', text: 'An hour later.' });

    const page = await (await browser.newContext({ viewport: { width: 320, height: 640 } })).newPage();
    await page.goto(`${origins.intake}/follow?lang=${language}`);
    await checkPage(page, `${language} /follow`);
    await page.locator('#reference').fill(report.reference);
    await page.locator('#passphrase').fill(report.passphrase);
    await page.locator('#passphrase').press('Enter');
    await page.waitForURL(/\/follow\/report/);
    await page.locator('button[value="add"]').first().click();
    await page.waitForURL(/\/follow\/files/);
    await page.goto(`${origins.intake}/follow/report`);
    await page.screenshot({ path: info.outputPath(`${language}.png`), fullPage: true });
    for (const path of ['report', 'messages', 'correct', 'choices', 'known', 'passphrase', 'close', 'files', 'add', 'proof', 'closed']) {
      await page.goto(`${origins.intake}/follow/${path}`);
      await expect(page.locator('html')).toHaveAttribute('lang', path === 'closed' ? /./ : language);
      await checkPage(page, `${language} /follow/${path}`);
      if (language === 'en') expect(await tabThrough(page, path)).toBeGreaterThan(3);
    }
    await page.goto(`${origins.intake}/follow/correct`);
    await page.locator('#follow button[type="submit"]').last().click();
    await expect(page.locator('.summary')).toBeFocused();
    await checkPage(page, `${language} /follow/correct with errors`);
    await page.context().close();
  }
});

/** From the report's page and back to it. `answers`: which of the office's requests the file is for. */
async function addFile(page: Page, path: string, javaScriptEnabled: boolean, answers?: string): Promise<void> {
  await page.getByRole('button', { name: answers === undefined ? 'Add files' : 'Send the file' }).click();
  // A file that is chosen before the script runs waits for the form's button.
  if (javaScriptEnabled) await expect(page.getByText('Files travel straight to our evidence store.')).toBeVisible();
  await page.getByLabel('Choose files').setInputFiles(path);
  if (!javaScriptEnabled) await page.getByRole('button', { name: 'Send these files' }).click();
  await expect(page.getByText('Stored', { exact: true })).toHaveCount(1, { timeout: 60_000 });
  await page.getByLabel('What does it show?').fill('As it was');
  await page.getByRole('button', { name: 'Save and check' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Check the files you add' })).toBeVisible();
  if (answers !== undefined) await page.getByLabel('Is this a file that the office asked for?').selectOption(answers);
  await page.getByRole('button', { name: 'Add these files to my report' }).click();
  await expect(page.getByRole('button', { name: 'Close this page' })).toBeVisible();
}

/** What the console's page of a report says about sharing it. */
const mayBeShared = (desk: Page) => desk.locator('.lines > div').filter({ hasText: 'May be shared' }).locator('dd');

async function itemIs({ world }: Portal, { submissionId }: Returning, state: string): Promise<void> {
  await eventually(
    `the report is ${state}`,
    async () => {
      const [item] = await world.superSql<{ state: string }[]>`select state from triage_items where submission_id = ${submissionId}`;
      return item?.state === state ? true : undefined;
    },
    90,
  );
}
