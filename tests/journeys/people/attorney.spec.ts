/** An attorney for a client, with twelve files of different kinds chosen at once: all are on the receipt with their hashes, arrive as they were sent, and the client's identity is sealed. */
import { createHash } from 'node:crypto';
import { textsIn } from '#app/i18n/texts.ts';
import { expect, test } from '#tests/support/browser.ts';
import { answerWhatIsNeeded, finish, follow, handIn, openTask, save, sendFiles, startReport } from '#tests/support/intake.ts';
import { checkAfter, describeFile, expectEmpty, foundIn, openWatched, recordText, untilReady } from '#tests/support/people.ts';
import { makeAudio, makePhoto, makeScreenshot, makeText, makeVideo } from '#workers/commands/samples/media.ts';

const say = textsIn('en');
const narrative = 'My client was held for six hours without being told why. heron-client';
const [counsel, client] = ['Dana Canary, Esq.', 'Client Canary'];

/** Twelve kinds; names as people give them. */
function makeTwelve(folder: string): Promise<string[]> {
  const pdf =
    '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n';
  return Promise.all([
    makePhoto(folder, 'IMG_0001 canary.jpg', { width: 320, height: 240, marks: { takenAt: '2026:01:03 14:31:00', make: 'Sample' } }),
    makeScreenshot(folder, 'Screenshot (2).png'),
    makeVideo(folder, 'hallway.mp4', { seconds: 1 }),
    makeAudio(folder, 'voicemail.m4a', { seconds: 1 }),
    makeAudio(folder, 'call.wav', { seconds: 1 }),
    makeText(folder, 'notes.txt', 'Notes of the first meeting.\r\n'),
    makeText(folder, 'times.csv', 'when,what\n14:30,"=HYPERLINK(""x"")"\n'),
    makeText(folder, 'messages.json', '{"from":"someone","text":"they are here"}'),
    makeText(folder, 'page.html', '<!doctype html><title>x</title><script>alert(1)</script>'),
    makeText(folder, 'complaint — final.pdf', pdf),
    makeText(folder, 'letter.eml', 'From: a@example.org\r\nTo: b@example.org\r\nSubject: Re\r\n\r\nHello\r\n'),
    makeText(folder, 'شهادة.svg', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'),
  ]);
}

for (const javaScriptEnabled of [true, false]) {
  test(`an attorney hands in twelve files for a client ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, async ({
    browser,
    portal,
  }, info) => {
    const { world, origins } = portal;
    const files = await makeTwelve(info.outputPath('files'));
    const sent = await Promise.all(files.map(describeFile));
    const watched = await openWatched(browser, { javaScriptEnabled });
    const { context, page } = watched;
    const ask = (question: string) => page.getByRole('group', { name: question, exact: true });
    await startReport(page, origins.intake);
    await openTask(page, origins.intake, 'Your part');
    await page.getByLabel('I represent someone').check();
    await ask('Were you there yourself?').getByLabel('No', { exact: true }).check();
    await page.getByLabel('As their attorney').check();
    await ask('Does this person know about the report, and do they agree?').getByLabel('Yes').check();
    await ask('Is any of this protected by attorney-client privilege?').getByLabel('Yes').check();
    await save(page);
    await answerWhatIsNeeded(page, origins.intake, narrative);
    await openTask(page, origins.intake, 'You and how to reach you');
    await page.getByLabel('Yes, and my name may be used').check();
    await page.getByLabel('Name', { exact: true }).fill(counsel);
    await page.getByLabel('E-mail address', { exact: true }).fill('dana@canary-law.example');
    await page.getByLabel('Organization or law firm').fill('Canary & Partners');
    // Unfolded, because they report for someone else.
    const affected = page.locator('details').filter({ hasText: say('contact.affected') });
    await affected.getByLabel('Their name').fill(client);
    await affected.getByLabel('Their telephone number').fill('718 555 0166');
    await save(page);
    await openTask(page, origins.intake, 'Photos, videos and documents');
    await sendFiles(page, files, { javaScriptEnabled });
    await page.getByRole('group', { name: 'hallway.mp4' }).getByLabel('What does it show?').fill('The hallway, canary-caption');
    await page.getByRole('button', { name: 'Save and continue' }).click();
    await expect(page.getByText('12 added')).toBeVisible();

    await page.goto(`${origins.intake}/report/check`);
    for (const text of [client, '718 555 0166', counsel, 'Canary & Partners', 'As their attorney', 'The hallway, canary-caption'])
      await expect(page.getByText(text).first()).toBeVisible();
    for (const { name } of sent) await expect(page.getByRole('region', { name: 'Files' })).toContainText(name);
    const truth = say('notice.truth.attorney');
    const handed = await handIn(page, origins.intake, truth);
    await expect(page.getByText(javaScriptEnabled ? 'computed on your device' : 'computed while we received it')).toHaveCount(12);
    for (const { name, sha256 } of sent) await expect(page.getByRole('listitem').filter({ hasText: name })).toContainText(sha256);
    await finish(page);
    await expectEmpty(watched, [handed.passphrase, client, narrative]);

    // All of them arrive, are read, and are what was sent; the attorney can see that.
    const id = await untilReady(portal, handed.reference);
    const stored = await world.superSql<{ name: string; sha256: string; declared: string; caption: string; received: string }[]>`
      select f.name, encode(f.sha256, 'hex') as sha256, encode(f.sha256_declared, 'hex') as declared, f.caption, x.state as received
      from files f join file_stages x on x.file_id = f.id and x.stage = 'receive' where f.submission_id = ${id} order by f.ordinal`;
    expect(stored.map((file) => ({ ...file }))).toEqual(
      sent.map(({ name, sha256 }) => ({
        name,
        sha256,
        declared: sha256,
        caption: name === 'hallway.mp4' ? 'The hallway, canary-caption' : '',
        received: 'done',
      })),
    );
    await follow(page, origins.intake, handed);
    await expect(page.getByText(say('follow.same'))).toHaveCount(12);
    await expect(page.locator('body')).not.toContainText(client);
    await page.getByRole('button', { name: 'Close this page' }).click();
    await expect(page.getByText(say('follow.closed'))).toBeVisible();

    const [report] = await world.superSql<{ answers: object; kinds: string[] }[]>`
      select answers, (select array_agg(kind order by kind) from identities where submission_id = ${id}) as kinds from submission_versions where submission_id = ${id}`;
    expect(report).toMatchObject({
      answers: {
        part: { role: 'represent', present: 'no', as: 'attorney', agreed: 'yes', privileged: 'yes' },
        contact: { mode: 'open', affected: true },
        truth: {
          sha256: createHash('sha256')
            .update(JSON.stringify([truth]))
            .digest('hex'),
        },
      },
      kinds: ['affected', 'witness'],
    });
    const text = await recordText(world);
    expect(foundIn(text, ['heron-client'])).toEqual(['heron-client']); // what is looked for this way is found
    expect(foundIn(text, [counsel, client, '555 0166', 'canary-law', 'Canary & Partners'])).toEqual([]);
    await checkAfter(portal, {
      watched,
      handed,
      files: sent,
      canaries: [counsel, client, 'canary-law', 'canary-caption', 'IMG_0001', 'heron-client'],
    });
    await context.close();
  });
}
