/** Someone comes back three days later with a passphrase on paper: reads how it stands, talks with the office, adds, corrects, takes back, and takes a proof away. */
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright';
import { expireDrafts } from '#db/flow/drafts.ts';
import { textsIn } from '#app/i18n/texts.ts';
import { expect, test } from '#tests/support/browser.ts';
import { answerWhatIsNeeded, follow, handIn, openTask, sendFiles, startReport } from '#tests/support/intake.ts';
import { checkAfter, describeFile, expectEmpty, openDesk, openWatched, untilReady } from '#tests/support/people.ts';
import { pagesOf } from '#tests/support/receipt.ts';
import type { World } from '#tests/support/world.ts';
import { makePhoto } from '#workers/commands/samples/media.ts';

const say = textsIn('en');
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const flat = (text: string) => text.replaceAll(/\s+/g, '');

/** As handwriting is typed: `ABANDON  aBILITY, …` */
const oddly = (passphrase: string) =>
  passphrase
    .split(' ')
    .map((word, place) => (place % 2 === 0 ? word.toUpperCase() : word.charAt(0) + word.slice(1).toUpperCase()))
    .join(',  ');

/** What three days do to a draft: its time is over, and housekeeping deletes it. */
async function letDraftEnd(world: World, reference: string): Promise<void> {
  await world.superSql`update drafts d set expires_at = clock_timestamp() - interval '1 minute' from submissions s where s.id = d.submission_id and s.reference = ${reference}`;
  await expireDrafts(world.sql('records'));
  const left = await world.superSql`select from drafts d join submissions s on s.id = d.submission_id where s.reference = ${reference}`;
  expect(left).toHaveLength(0);
}

for (const javaScriptEnabled of [true, false]) {
  test(`a witness comes back after three days ${javaScriptEnabled ? 'with' : 'without'} JavaScript, and everything can still be done`, async ({
    browser,
    portal,
  }, info) => {
    const { world, origins } = portal;
    const first = await makePhoto(info.outputPath(), 'canary-first.jpg');
    const second = await makePhoto(info.outputPath(), 'canary-second.jpg', { hue: 120 });
    const sent = await Promise.all([first, second].map(describeFile));
    const watched = await openWatched(browser, { javaScriptEnabled });
    const { context, page } = watched;
    await startReport(page, origins.intake);
    await answerWhatIsNeeded(page, origins.intake, 'They took my neighbour away. canary-story');
    await openTask(page, origins.intake, 'Photos, videos and documents');
    await sendFiles(page, first, { javaScriptEnabled });
    const handed = await handIn(page, origins.intake);
    const digits = {
      reference: await page.locator('#reference-digits').innerText(),
      passphrase: await page.locator('#passphrase-digits').innerText(),
    };
    const id = await untilReady(portal, handed.reference);

    await letDraftEnd(world, handed.reference);
    await page.reload(); // the browser was left open with the receipt in it
    await expect(page.getByText(say('follow.over'))).toBeVisible(); // the way back is the follow-up page
    await expect(page.locator('body')).not.toContainText(handed.passphrase);
    expect(await context.cookies()).toEqual([]);

    const isOpen = () => expect(page.getByRole('heading', { level: 1, name: handed.reference })).toBeVisible();
    await follow(page, origins.intake, {
      reference: handed.reference.toLowerCase().replaceAll('-', ' '),
      passphrase: oddly(handed.passphrase),
    });
    await isOpen();
    await press(page, 'Close this page');
    await expect(page.getByText(say('follow.closed'))).toBeVisible();
    await follow(page, origins.intake, digits);
    await isOpen();
    await expect(page.locator('#status')).toHaveText(say('status.ready'));
    await expect(page.getByText('canary-story')).toBeVisible();
    await expect(page.getByText(say('follow.same'))).toHaveCount(1);

    // They write, the office answers, they read it.
    await page.getByRole('link', { name: 'Write to the office' }).click();
    await page.getByLabel('Your message').fill('Is there any news? canary-question');
    await press(page, 'Send message');
    await expect(page.getByText('canary-question')).toBeVisible();
    const desk = await openDesk(browser, portal);
    await desk.goto(`${origins.review}/messages`);
    await desk.getByRole('link', { name: handed.reference }).click();
    await expect(desk.locator('.history .witness')).toContainText('canary-question');
    await desk.getByLabel('Write to the witness').fill('We are reading it now. canary-answer');
    await desk.getByRole('button', { name: 'Send message' }).click();
    await expect(desk.getByText('Your message is on the witness’s page.')).toBeVisible();
    await page.getByRole('link', { name: 'Back to your report' }).click();
    await expect(page.locator('.messages .office')).toContainText('canary-answer');

    await press(page, 'Add files');
    await sendFiles(page, second, { javaScriptEnabled });
    await press(page, 'Save and check');
    await press(page, 'Add these files to my report');
    await isOpen();
    await page.getByRole('link', { name: 'Correct or add something' }).click();
    await page.getByLabel('What is it about?').selectOption('Where it happened');
    await page.getByLabel('What is right?').fill('It was 83rd Street, canary-correction.');
    await press(page, 'Save correction');
    await expect(page.getByText('canary-correction')).toBeVisible();
    await page.getByRole('link', { name: 'Change your choices' }).click();
    await page.getByLabel('You may share my report with other prosecutors').uncheck();
    await press(page, 'Save choices');
    await isOpen();
    await expect(page.getByText(/You changed your choices on/)).toBeVisible();
    await expect(page.getByText('You may share my report with other prosecutors')).toHaveCount(0);

    await untilReady(portal, handed.reference);
    await page.reload();
    await expect(page.getByText(say('follow.same'))).toHaveCount(2);
    const later = page.locator('.files > li').filter({ hasText: /Added on/ });
    await expect(later).toHaveCount(1); // what came with the report itself is not called later
    await expect(later).toContainText('canary-second.jpg');
    await page.getByRole('link', { name: 'Proof that you filed this report' }).click();
    for (const what of ['The report, on', 'More files, on', 'A correction, on', 'A changed choice, on', 'A message, on'])
      await expect(page.getByRole('listitem').filter({ hasText: what })).toHaveCount(1);
    const saved = page.waitForEvent('download');
    await press(page, 'Make the PDF');
    const proof = flat(pagesOf(await readFile(await (await saved).path())).join());
    for (const word of [handed.reference, ...sent.map(({ sha256 }) => sha256)]) expect(proof).toContain(word);
    for (const word of [handed.passphrase, digits.passphrase, 'canary-story', 'canary-question']) expect(proof).not.toContain(flat(word));
    await page.getByRole('link', { name: 'Back to your report' }).click();
    await press(page, 'Close this page');
    await expect(page.getByText(say('follow.closed'))).toBeVisible();
    await expectEmpty(watched, [handed.reference, 'canary-story', 'canary-answer']);

    // The office sees the report as it was handed in, and everything since.
    await desk.goto(`${origins.review}/submissions/${id}?file=2`);
    for (const text of ['canary-story', 'canary-question', 'canary-correction']) await expect(desk.locator('main')).toContainText(text);
    await expect(desk.locator('#file-title')).toContainText('canary-second.jpg');
    await desk.context().close();
    const canaries = ['canary-story', 'canary-question', 'canary-answer', 'canary-correction', 'canary-first', 'canary-second'];
    await checkAfter(portal, { watched, handed, files: sent, canaries });
    await context.close();
  });
}
