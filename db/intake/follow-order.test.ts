/** Two who come back at once, in two transactions: who waits, what they find after waiting, and that nobody waits for each other. */
import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sql } from '#db/connect.ts';
import { beginAddition, comeBack, fileForReturn, sha256, type Returning } from '#tests/support/follow.ts';
import { prepareReport } from '#tests/support/report.ts';
import { actionsOn } from '#tests/support/review.ts';
import { eventually, openWorld, type World } from '#tests/support/world.ts';
import { addFiles } from './additions.ts';
import { readDraft } from './drafts.ts';
import { changeProof, endedLanguage, pageLanguage, withdrawPage, type FollowSession } from './follow-session.ts';
import { readPage, readProof } from './follow.ts';
import { sendToOffice } from './messages.ts';
import { openUpload } from './uploads.ts';

let world: World;
let intake: Sql;
beforeAll(async () => {
  world = await openWorld({ name: 'follow-order' });
  intake = world.sql('intake');
});
afterAll(() => world.close());

const untilOneWaits = () =>
  eventually('another transaction waits', async () => {
    const waiting = await world.superSql`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%intake_%'`;
    return waiting.length > 0 ? true : undefined;
  });

/** Holds the report as one verb does, lets `meanwhile` come and wait, and then does the verb. */
async function whileHeld<T>(
  { submissionId }: Pick<Returning, 'submissionId'>,
  meanwhile: () => Promise<T>,
  verb: (tx: Sql) => Promise<unknown>,
): Promise<PromiseSettledResult<T>> {
  let waited: Promise<PromiseSettledResult<T>[]> = Promise.resolve([]);
  await world.superSql.begin(async (tx) => {
    await tx`select from submissions where id = ${submissionId} for update`;
    waited = Promise.allSettled([meanwhile()]);
    await untilOneWaits();
    await verb(tx as unknown as Sql); // the same calls; a transaction only lacks what opens another
  });
  const [outcome] = await waited;
  if (outcome === undefined) throw new Error('nothing was done meanwhile');
  return outcome;
}
const failedAs = (name: string) => ({ status: 'rejected', reason: expect.objectContaining({ name }) as unknown });

describe('while the passphrase is changed', () => {
  test('the old one does not open the page', async () => {
    const report = await fileForReturn(world);
    const session = await comeBack(intake, report);
    const outcome = await whileHeld(
      report,
      () => comeBack(intake, report),
      (tx) => changeProof(tx, session, report.proof, sha256(randomBytes(32))),
    );
    expect(outcome).toEqual(failedAs('NoSuchReport'));
    expect(await world.superSql`select from follow_sessions where submission_id = ${report.submissionId}`).toHaveLength(1);
  });

  test('another open page, which ends by it, does nothing more', async () => {
    const report = await fileForReturn(world);
    const [mine, elsewhere] = [await comeBack(intake, report), await comeBack(intake, report)];
    const outcome = await whileHeld(
      report,
      () => sendToOffice(intake, elsewhere, 'after the end'),
      (tx) => changeProof(tx, mine, report.proof, sha256(randomBytes(32))),
    );
    expect(outcome).toEqual(failedAs('FollowEnded'));
    expect((await readPage(intake, mine)).messages).toEqual([]);
  });
});

const ends: [string, (tx: Sql, session: FollowSession, report: Returning) => Promise<void>][] = [
  ['the passphrase is changed', (tx, session, { proof }) => changeProof(tx, session, proof, sha256(randomBytes(32)))],
  ['the page is closed for good', (tx, session, { proof }) => withdrawPage(tx, session, proof)],
];
describe.each(ends)('while %s, neither waits for the other', (_, end) => {
  test('and a file that an addition opens is refused', async () => {
    const report = await fileForReturn(world);
    const session = await comeBack(intake, report);
    const { draft } = await beginAddition(world, session, []);
    const file = { id: randomUUID(), objectKey: randomUUID(), route: 'direct', size: 9, partSize: 5_242_880 } as const;
    const outcome = await whileHeld(
      report,
      () => openUpload(intake, draft, file),
      (tx) => end(tx, session, report),
    );
    expect(outcome).toEqual(failedAs('DraftEnded'));
  });

  test('and an addition that is handed in is refused', async () => {
    const report = await fileForReturn(world);
    const session = await comeBack(intake, report);
    const { draft, uploads } = await beginAddition(world, session, [{}]);
    const files = uploads.map((uploadId) => ({
      uploadId,
      name: 'late.jpg',
      caption: '',
      declared: { role: 'evidence' as const },
      answers: null,
    }));
    const outcome = await whileHeld(
      report,
      () => addFiles(intake, session, draft, files),
      (tx) => end(tx, session, report),
    );
    expect(outcome).toMatchObject({ status: 'rejected', reason: { name: expect.stringMatching(/^(FollowEnded|DraftEnded)$/) as unknown } });
    expect(await world.superSql`select from files where submission_id = ${report.submissionId}`).toEqual([]);
  });

  test('and the receipt ends, wherever it lies', async () => {
    const report = await fileForReturn(world);
    const receipt = { id: randomUUID(), proof: randomBytes(32) };
    await world.superSql`
      insert into drafts (id, proof_hash, submission_id, idempotency_key, ciphertext, expires_at, submitted_at)
      values (${receipt.id}, ${sha256(receipt.proof)}, ${report.submissionId}, ${randomUUID()}, ${randomBytes(9)}, clock_timestamp() + interval '1 day', clock_timestamp())
      on conflict (submission_id) where adds_to is null do update set id = excluded.id, proof_hash = excluded.proof_hash`;
    await readDraft(intake, receipt);
    await end(intake, await comeBack(intake, report), report);
    await expect(readDraft(intake, receipt)).rejects.toMatchObject({ name: 'DraftEnded' });
  });
});

test('the passphrase is changed once, however often the form is sent', async () => {
  const report = await fileForReturn(world);
  const session = await comeBack(intake, report);
  const next = randomBytes(32);
  for (let sent = 0; sent < 3; sent += 1) await changeProof(intake, session, report.proof, sha256(next));
  await comeBack(intake, { ...report, proof: next });
  expect(await actionsOn(world, 'submission', report.submissionId)).toEqual(['submission.received', 'access.changed']);
  await expect(changeProof(intake, session, report.proof, sha256(randomBytes(32)))).rejects.toMatchObject({ name: 'NoSuchReport' });
});

describe('files', () => {
  test('of the report itself are not called later, and those of an addition are, on the page and in the proof', async () => {
    const proof = randomBytes(32);
    const { submissionId, reference, submit } = await prepareReport(world, { files: [{ name: 'first.jpg', bytes: Buffer.from('first') }] });
    await submit({ proofHash: sha256(proof).toString('hex') });
    const session = await comeBack(intake, { reference, proof });
    const { draft, uploads } = await beginAddition(world, session, [{}]);
    const [uploadId = ''] = uploads;
    await addFiles(intake, session, draft, [{ uploadId, name: 'late.jpg', caption: '', declared: { role: 'evidence' }, answers: null }]);
    for (const read of [readPage, readProof])
      expect((await read(intake, session)).files.map(({ name, later }) => [name, later])).toEqual([
        ['first.jpg', false],
        ['late.jpg', true],
      ]);
    // What an event said can be erased; when it was stays.
    await world.superSql`update custody_events set payload = null, salt = null where subject_id = ${submissionId} and payload is not null`;
    expect((await readPage(intake, session)).files.map(({ later }) => later)).toEqual([false, true]);
  });
});

describe('the language of a session', () => {
  test('is written where one is chosen, not where the page is only looked at', async () => {
    const session = await comeBack(intake, await fileForReturn(world));
    const mine = sha256(session.token);
    await world.superSql`update follow_sessions set ends_at = expires_at - interval '1 minute', expires_at = expires_at - interval '1 minute' where token_hash = ${mine}`; // use moves it no more
    const row = async () => (await world.superSql`select xmin::text, language from follow_sessions where token_hash = ${mine}`)[0];
    const before = await row();
    expect(await pageLanguage(intake, session)).toBe('en');
    expect(await row()).toEqual(before);
    expect(await pageLanguage(intake, session, 'ar')).toBe('ar');
    expect(await row()).toMatchObject({ language: 'ar' });
  });

  test('is still known where the session has ended by itself, and nothing else of it is', async () => {
    const report = await fileForReturn(world);
    const session = await comeBack(intake, report, 'zh-Hans');
    await world.superSql`update follow_sessions set expires_at = clock_timestamp() - interval '1 second' where submission_id = ${report.submissionId}`;
    await expect(pageLanguage(intake, session)).rejects.toMatchObject({ name: 'FollowEnded' });
    expect(await endedLanguage(intake, session)).toBe('zh-Hans');
    expect(await endedLanguage(intake, { token: randomBytes(32) })).toBeNull();
  });
});
