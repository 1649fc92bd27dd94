/** Coming back, as the record sees it: who gets at a report's page, for how long, and what each verb of it leaves behind. */
import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sql } from '#db/connect.ts';
import { pruneFollowSessions } from '#db/flow/follow-sessions.ts';
import { beginAddition, comeBack, fileForReturn, sha256 } from '#tests/support/follow.ts';
import { actionsOn, makeStaff } from '#tests/support/review.ts';
import { openWorld, type World } from '#tests/support/world.ts';
import { canonicalise } from '../custody/canonical.ts';
import { addFiles, startAddition, type AddedFile } from './additions.ts';
import { answersSchema } from './answers.ts';
import { changeChoices } from './choices.ts';
import { correctReport } from './corrections.ts';
import { readDraft } from './drafts.ts';
import { changeProof, closePage, openPage, pageLanguage, withdrawPage, type FollowSession } from './follow-session.ts';
import { readPage, readProof } from './follow.ts';
import { messageLimit, sendToOffice } from './messages.ts';
import { openUpload } from './uploads.ts';

let world: World;
let intake: Sql;
beforeAll(async () => {
  world = await openWorld({ name: 'follow' });
  intake = world.sql('intake');
});
afterAll(() => world.close());

const stranger = (): FollowSession => ({ token: randomBytes(32) });
const shown = { version: 'texts-1', language: 'en', sha256: 'a'.repeat(64) };
const choices = { sharing: { prosecutors: false, oversight: false, publicReport: false }, showsReport: true };
const files = (uploads: readonly string[], answers: string | null = null): AddedFile[] =>
  uploads.map((uploadId, n) => ({ uploadId, name: `later-${n}.jpg`, caption: 'as asked', declared: { role: 'evidence' }, answers }));

async function payloadsOf(submissionId: string, action: string): Promise<Record<string, unknown>[]> {
  const rows = await world.superSql<{ payload: string }[]>`
    select payload from custody_events where subject_id = ${submissionId} and action = ${action} order by seq`;
  return rows.map(({ payload }) => JSON.parse(payload) as Record<string, unknown>);
}

describe('the session', () => {
  test('is what reference and proof open, and nothing else opens it', async () => {
    const report = await fileForReturn(world);
    for (const wrong of [
      { ...report, proof: randomBytes(32) },
      { ...report, reference: 'EX-0000-0000' },
      { ...report, proof: sha256(report.proof) },
    ])
      await expect(comeBack(intake, wrong)).rejects.toMatchObject({ name: 'NoSuchReport', message: 'no such report' });
    const session = await comeBack(intake, report);
    expect((await readPage(intake, session)).reference).toBe(report.reference);
    await expect(readPage(intake, { token: sha256(Buffer.from(session.token)) })).rejects.toMatchObject({ name: 'FollowEnded' });
  });

  const verbs: [string, (session: FollowSession) => Promise<unknown>][] = [
    ['readPage', (session) => readPage(intake, session)],
    ['readProof', (session) => readProof(intake, session)],
    ['pageLanguage', (session) => pageLanguage(intake, session, 'ar')],
    ['sendToOffice', (session) => sendToOffice(intake, session, 'hello')],
    ['correctReport', (session) => correctReport(intake, session, { section: 'when', text: 'later' })],
    ['changeChoices', (session) => changeChoices(intake, session, choices, shown)],
    ['changeProof', (session) => changeProof(intake, session, randomBytes(32), randomBytes(32))],
    ['withdrawPage', (session) => withdrawPage(intake, session, randomBytes(32))],
    [
      'startAddition',
      (session) =>
        startAddition(intake, session, {
          id: randomUUID(),
          proofHash: randomBytes(32),
          idempotencyKey: randomUUID(),
          ciphertext: randomBytes(9),
        }),
    ],
    ['addFiles', (session) => addFiles(intake, session, { id: randomUUID(), proof: randomBytes(32) }, [])],
  ];
  test.each(verbs)(
    '%s refuses a token that was never given, one that was closed, one whose time is over and one of a closed page alike',
    async (_, call) => {
      const report = await fileForReturn(world);
      const [closed, over, ofClosedPage] = [await comeBack(intake, report), await comeBack(intake, report), await comeBack(intake, report)];
      await closePage(intake, closed);
      await world.superSql`update follow_sessions set expires_at = clock_timestamp() - interval '1 second' where token_hash = ${sha256(over.token)}`;
      for (const session of [stranger(), closed, over])
        await expect(call(session)).rejects.toMatchObject({ name: 'FollowEnded', message: 'no such session' });
      await world.superSql`update submissions set page_closed_at = clock_timestamp() where id = ${report.submissionId}`;
      await expect(call(ofClosedPage)).rejects.toMatchObject({ name: 'FollowEnded' });
      expect(await actionsOn(world, 'submission', report.submissionId)).toEqual(['submission.received']);
    },
  );

  test('moves on with use for half an hour, never past eight hours, and its row tells no moment', async () => {
    const session = await comeBack(intake, await fileForReturn(world));
    const row = async () =>
      (
        await world.superSql<{ idle: number; ends: number; seconds: number }[]>`
          select extract(epoch from expires_at - clock_timestamp())::float8 / 60 as idle, extract(epoch from ends_at - clock_timestamp())::float8 / 3600 as ends,
            extract(second from expires_at)::float8 + extract(second from ends_at)::float8 as seconds from follow_sessions where token_hash = ${sha256(session.token)}`
      )[0];
    const first = await row();
    expect(first?.idle).toBeGreaterThan(29.9);
    expect(first?.idle).toBeLessThanOrEqual(31);
    expect(first?.ends).toBeLessThanOrEqual(8);
    expect(first?.seconds).toBe(0);
    await world.superSql`update follow_sessions set expires_at = clock_timestamp() + interval '1 minute' where token_hash = ${sha256(session.token)}`;
    await readPage(intake, session);
    expect((await row())?.idle).toBeGreaterThan(29.9);
    await world.superSql`update follow_sessions set ends_at = clock_timestamp() + interval '2 minutes' where token_hash = ${sha256(session.token)}`;
    await readPage(intake, session);
    expect((await row())?.idle).toBeLessThanOrEqual(2);
  });

  test('is one of eight at most, and those whose time is over go when the next one opens', async () => {
    const report = await fileForReturn(world);
    await world.superSql`insert into follow_sessions (token_hash, submission_id, language, expires_at, ends_at)
      values (${randomBytes(32)}, ${report.submissionId}, 'en', clock_timestamp() - interval '1 day', clock_timestamp())`;
    for (let n = 0; n < 11; n += 1) await comeBack(intake, report);
    const [row] = await world.superSql`select count(*)::integer as n from follow_sessions where submission_id = ${report.submissionId}`;
    expect(row?.n).toBe(8);
  });

  test('goes by the records group’s housekeeping, which sees nothing else of it', async () => {
    const report = await fileForReturn(world);
    const [over, alive] = [await comeBack(intake, report), await comeBack(intake, report)];
    await world.superSql`update follow_sessions set expires_at = clock_timestamp() - interval '1 second' where token_hash = ${sha256(over.token)}`;
    expect(await pruneFollowSessions(world.sql('records'))).toBeGreaterThanOrEqual(1);
    expect(await world.superSql`select token_hash from follow_sessions where submission_id = ${report.submissionId}`).toEqual([
      { token_hash: sha256(alive.token) },
    ]);
    await expect(world.sql('records')`select submission_id from follow_sessions`).rejects.toMatchObject({ code: '42501' });
  });

  test('speaks the report’s language until the witness chooses another', async () => {
    const report = await fileForReturn(world, { language: 'es' });
    const session = await comeBack(intake, report);
    expect(await pageLanguage(intake, session)).toBe('es');
    expect(await pageLanguage(intake, session, 'ar')).toBe('ar');
    expect((await readPage(intake, session)).language).toBe('ar');
    expect(await pageLanguage(intake, await comeBack(intake, report, 'zh-Hans'))).toBe('zh-Hans');
  });

  test('sees one report and never another’s', async () => {
    const [one, other] = [await fileForReturn(world), await fileForReturn(world)];
    const [mine, theirs] = [await comeBack(intake, one), await comeBack(intake, other)];
    await sendToOffice(intake, theirs, 'canary of the other');
    const { draft, uploads } = await beginAddition(world, theirs, [{}]);
    expect(JSON.stringify(await readPage(intake, mine))).not.toMatch(/canary/);
    await expect(addFiles(intake, mine, draft, files(uploads))).rejects.toMatchObject({ name: 'DraftEnded' });
    await expect(changeProof(intake, mine, other.proof, randomBytes(32))).rejects.toMatchObject({ name: 'NoSuchReport' });
    await expect(withdrawPage(intake, mine, other.proof)).rejects.toMatchObject({ name: 'NoSuchReport' });
  });
});

describe('the page', () => {
  test('does not call a sealed link a name or a way to reach someone', async () => {
    const report = await fileForReturn(world);
    await world.superSql`insert into identities (submission_id, kind, sealed) values (${report.submissionId}, 'links', ${Buffer.from('canary')})`;
    expect(await readPage(intake, await comeBack(intake, report))).toMatchObject({ hasIdentity: false });
  });

  test('shows the report only where the witness chose so, and of who they are only that something is sealed', async () => {
    const report = await fileForReturn(world, { showsReport: false });
    await world.superSql`insert into identities (submission_id, kind, sealed) values (${report.submissionId}, 'witness', ${Buffer.from('canary')})`;
    const session = await comeBack(intake, report);
    const hidden = await readPage(intake, session);
    expect(hidden).toMatchObject({
      report: null,
      hasIdentity: true,
      showsReport: false,
      files: [],
      messages: [],
      requests: [],
      changes: [],
    });
    expect(JSON.stringify(hidden)).not.toMatch(/canary|masks|5th and Main/);
    await world.superSql`update submissions set shows_report = true where id = ${report.submissionId}`;
    expect((await readPage(intake, session)).report?.where.place).toBe('Corner of 5th and Main');
  });

  test('of a restricted, compartmented and claimed report shows what it showed before', async () => {
    const report = await fileForReturn(world);
    const session = await comeBack(intake, report);
    const before = await readPage(intake, session);
    const person = await makeStaff(world, ['reviewer']);
    const [compartment] = await world.superSql<{ id: string }[]>`select id from compartments where code = 'local'`;
    await world.superSql`update submissions set restricted_at = clock_timestamp(), restricted_officer = ${person.id}, compartment_id = ${compartment?.id ?? null} where id = ${report.submissionId}`;
    await world.superSql`update triage_items set claimed_by = ${person.id}, attention = 'canary' where submission_id = ${report.submissionId}`;
    expect(await readPage(intake, session)).toEqual(before);
  });

  test('proves the filing with the hash of the receipt and the witness’s own events, and tells nothing of what staff did', async () => {
    const report = await fileForReturn(world);
    const session = await comeBack(intake, report);
    await world.superSql`select custody_append('submission', ${report.submissionId}, 'service:console', 'reviewer', 'submission.viewed', null, null, null)`;
    await sendToOffice(intake, session, 'hello');
    const proof = await readProof(intake, session);
    const [received] = await world.superSql<{ hash: string }[]>`
      select encode(hash, 'hex') as hash from custody_events where subject_id = ${report.submissionId} and action = 'submission.received'`;
    expect(proof.head).toBe(received?.hash);
    expect(proof.events.map(({ action }) => action)).toEqual(['submission.received', 'message.received']);
    expect(JSON.stringify(proof)).not.toMatch(/viewed|seq/);
  });
});

describe('messages', () => {
  test('are kept as written, and their event holds a salted digest in the place of the text', async () => {
    const report = await fileForReturn(world);
    const session = await comeBack(intake, report);
    const hostile = '\u202Eabc <script>alert(1)</script> \'; drop table messages; -- =HYPERLINK("x") 😀\n\nשלום';
    await sendToOffice(intake, session, hostile);
    expect((await readPage(intake, session)).messages).toMatchObject([{ sender: 'witness', body: hostile }]);
    const [event] = await world.superSql<{ envelope: string; payload: string; item: string }[]>`
      select envelope, payload, item from custody_events where subject_id = ${report.submissionId} and action = 'message.received'`;
    expect(`${event?.envelope}${event?.payload}`).not.toMatch(/script|שלום/);
    const [row] = await world.superSql<{ salt: Buffer }[]>`select salt from messages where id = ${event?.item ?? ''}`;
    expect(JSON.parse(event?.payload ?? '')).toEqual({
      textSha256Salted: sha256(Buffer.concat([row?.salt ?? Buffer.alloc(0), Buffer.from(hostile)])).toString('hex'),
    });
  });

  test('that are empty, too long or hold NUL are refused by the record itself', async () => {
    const session = await comeBack(intake, await fileForReturn(world));
    for (const body of ['', '😀'.repeat(messageLimit + 1), 'a\0b']) await expect(sendToOffice(intake, session, body)).rejects.toThrow();
    await sendToOffice(intake, session, '😀'.repeat(messageLimit));
    expect((await readPage(intake, session)).messages).toHaveLength(1);
  });

  test('are twenty a day at most, also when two windows send at once', async () => {
    const report = await fileForReturn(world);
    const [one, two] = [await comeBack(intake, report), await comeBack(intake, report)];
    for (let n = 0; n < 18; n += 1) await sendToOffice(intake, one, `message ${n}`);
    const sent = await Promise.allSettled([one, two, one, two, one].map((session) => sendToOffice(intake, session, 'at once')));
    expect(sent.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    await expect(sendToOffice(intake, one, 'one more')).rejects.toMatchObject({ name: 'OverLimit', limit: 'messages' });
    await world.superSql`update messages set at = at - interval '25 hours' where submission_id = ${report.submissionId}`;
    await sendToOffice(intake, one, 'the next day');
  });
});

describe('a correction', () => {
  test('is a new version beside the old one, in which nothing else changed, and its event holds the hash of the whole', async () => {
    const report = await fileForReturn(world);
    const session = await comeBack(intake, report);
    expect(await correctReport(intake, session, { section: 'when', text: 'It was 15:30.' })).toBe(2);
    expect(await correctReport(intake, session, { section: 'who', text: 'Four, not two.\u202E' })).toBe(3);
    const versions = await world.superSql<{ version: number; kind: string; answers: Record<string, unknown> }[]>`
      select version, kind, answers from submission_versions where submission_id = ${report.submissionId} order by version`;
    expect(versions.map(({ kind }) => kind)).toEqual(['original', 'correction', 'correction']);
    const { corrections, ...rest } = versions[2]?.answers ?? {};
    expect(rest).toEqual(versions[0]?.answers);
    expect(corrections).toMatchObject([
      { section: 'when', text: 'It was 15:30.' },
      { section: 'who', text: 'Four, not two.\u202E' },
    ]);
    expect(answersSchema.safeParse(versions[2]?.answers).success).toBe(true);
    const [, last] = await payloadsOf(report.submissionId, 'submission.corrected');
    expect(last).toEqual({
      version: 3,
      section: 'who',
      answersSha256: sha256(Buffer.from(canonicalise(versions[2]?.answers))).toString('hex'),
    });
    expect((await readPage(intake, session)).report?.corrections).toHaveLength(2);
  });

  test('of two windows at once is two versions, and fifty are the most', async () => {
    const report = await fileForReturn(world);
    const sessions = [await comeBack(intake, report), await comeBack(intake, report)];
    const versions = await Promise.all(
      [0, 1, 2, 3].map((n) => correctReport(intake, sessions[n % 2] ?? stranger(), { section: 'what', text: `${n}` })),
    );
    expect(versions.toSorted()).toEqual([2, 3, 4, 5]);
    for (let n = 4; n < 50; n += 1) await correctReport(intake, sessions[0] ?? stranger(), { section: 'what', text: `${n}` });
    await expect(correctReport(intake, sessions[0] ?? stranger(), { section: 'what', text: '50' })).rejects.toMatchObject({
      name: 'OverLimit',
      limit: 'corrections',
    });
  });

  test('names a page of the form and says something', async () => {
    const session = await comeBack(intake, await fileForReturn(world));
    for (const wrong of [
      { section: '__proto__', text: 'x' },
      { section: 'when', text: '' },
      { section: 'when', text: 'x'.repeat(5001) },
    ])
      await expect(correctReport(intake, session, wrong)).rejects.toMatchObject({ name: 'WrongState' });
  });
});

describe('a choice', () => {
  test('taken back is a new version, with the words that were shown in its event', async () => {
    const report = await fileForReturn(world);
    const session = await comeBack(intake, report);
    expect(await changeChoices(intake, session, { ...choices, showsReport: false }, shown)).toBe(2);
    const [now] = await world.superSql<{ kind: string; answers: { use: Record<string, unknown> }; shows: boolean }[]>`
      select v.kind, v.answers, s.shows_report as shows from submission_versions v join submissions s on s.id = v.submission_id where s.id = ${report.submissionId} and v.version = 2`;
    expect(now).toMatchObject({
      kind: 'choice',
      shows: false,
      answers: { use: { sharing: choices.sharing, showsReport: false, notice: { version: 'texts-1' } } },
    });
    expect(await payloadsOf(report.submissionId, 'choice.changed')).toMatchObject([
      { version: 2, sharing: choices.sharing, showsReport: false, shown },
    ]);
    expect((await readPage(intake, session)).use).toMatchObject({ sharing: choices.sharing, showsReport: false });
  });

  test('that is what it was changes nothing', async () => {
    const report = await fileForReturn(world);
    const session = await comeBack(intake, report);
    await changeChoices(intake, session, choices, shown);
    expect(await changeChoices(intake, session, choices, shown)).toBeNull();
    expect(await payloadsOf(report.submissionId, 'choice.changed')).toHaveLength(1);
  });
});

describe('the passphrase', () => {
  test('is changed by whoever knows the one in force; the old one and other open pages stop', async () => {
    const report = await fileForReturn(world);
    const [mine, elsewhere] = [await comeBack(intake, report), await comeBack(intake, report)];
    const next = randomBytes(32);
    await expect(changeProof(intake, mine, randomBytes(32), sha256(next))).rejects.toMatchObject({ name: 'NoSuchReport' });
    await changeProof(intake, mine, report.proof, sha256(next));
    expect((await readPage(intake, mine)).reference).toBe(report.reference);
    await expect(readPage(intake, elsewhere)).rejects.toMatchObject({ name: 'FollowEnded' });
    await expect(comeBack(intake, report)).rejects.toMatchObject({ name: 'NoSuchReport' });
    await comeBack(intake, { ...report, proof: next });
    expect(await actionsOn(world, 'submission', report.submissionId)).toEqual(['submission.received', 'access.changed']);
  });

  test('closes the page for good, and then opens nothing', async () => {
    const report = await fileForReturn(world);
    const session = await comeBack(intake, report);
    await expect(withdrawPage(intake, session, randomBytes(32))).rejects.toMatchObject({ name: 'NoSuchReport' });
    await withdrawPage(intake, session, report.proof);
    await expect(readPage(intake, session)).rejects.toMatchObject({ name: 'FollowEnded' });
    await expect(openPage(intake, { ...report, tokenHash: randomBytes(32), language: null })).rejects.toMatchObject({
      name: 'NoSuchReport',
    });
    expect(await world.superSql`select from submission_versions where submission_id = ${report.submissionId}`).toHaveLength(1);
  });
});

describe('an addition', () => {
  const itemOf = async (id: string) =>
    (
      await world.superSql<{ item: string; state: string; assess: string }[]>`
        select t.state as item, s.state, s.assess_state as assess from submissions s join triage_items t on t.submission_id = s.id where s.id = ${id}`
    )[0];

  test('puts files after those that are there, asks for their work, and has the report read again', async () => {
    const report = await fileForReturn(world);
    await world.superSql`update submissions set state = 'triaged', assess_state = 'done' where id = ${report.submissionId}`;
    await world.superSql`update triage_items set state = 'triaged' where submission_id = ${report.submissionId}`;
    const session = await comeBack(intake, report);
    const first = await beginAddition(world, session, [{}]);
    await addFiles(intake, session, first.draft, files(first.uploads));
    const second = await beginAddition(world, session, [{}, {}]);
    expect(await addFiles(intake, session, second.draft, files(second.uploads))).toMatchObject({ files: 2, again: false });
    expect(await itemOf(report.submissionId)).toEqual({ item: 'processing', state: 'processing', assess: 'pending' });
    const page = await readPage(intake, session);
    expect(page.files.map(({ ordinal, later }) => [ordinal, later])).toEqual([
      [1, true],
      [2, true],
      [3, true],
    ]);
    const [work] =
      await world.superSql`select count(*)::integer as jobs, (select count(*)::integer from file_stages) as stages from outbox where name = 'receive.file'`;
    expect(work).toEqual({ jobs: 3, stages: 15 });
    expect(await actionsOn(world, 'submission', report.submissionId)).toEqual([
      'submission.received',
      'upload.stored',
      'submission.added_to',
      'upload.stored',
      'upload.stored',
      'submission.added_to',
    ]);
    expect((await readProof(intake, session)).events.map(({ action }) => action)).toEqual([
      'submission.received',
      'submission.added_to',
      'submission.added_to',
    ]);
  });

  test('handed in twice, also at once, adds its files once', async () => {
    const report = await fileForReturn(world);
    const session = await comeBack(intake, report);
    const { draft, uploads } = await beginAddition(world, session, [{}]);
    const outcomes = await Promise.all([0, 1, 2].map(() => addFiles(intake, session, draft, files(uploads))));
    expect(outcomes.filter(({ again }) => !again)).toHaveLength(1);
    expect((await readPage(intake, session)).files).toHaveLength(1);
  });

  test('without a file, or with one that is not stored, is refused and nothing moves', async () => {
    const report = await fileForReturn(world);
    const session = await comeBack(intake, report);
    const { draft } = await beginAddition(world, session, []);
    await expect(addFiles(intake, session, draft, [])).rejects.toMatchObject({ name: 'WrongState' });
    const open = randomUUID();
    await openUpload(intake, draft, { id: open, objectKey: randomUUID(), route: 'direct', size: 9, partSize: 5_242_880 });
    await expect(addFiles(intake, session, draft, files([open]))).rejects.toMatchObject({ name: 'WrongState' });
    expect((await readPage(intake, session)).files).toEqual([]);
  });

  test('answers the office’s request for a file, and only its own report’s', async () => {
    const report = await fileForReturn(world);
    const [person, session] = [await makeStaff(world, ['reviewer']), await comeBack(intake, report)];
    const first = await beginAddition(world, session, [{}]);
    await addFiles(intake, session, first.draft, files(first.uploads));
    const ask = async () =>
      (
        await world.superSql<{ id: string }[]>`insert into file_requests (submission_id, file_id, reason, asked_by)
          select submission_id, id, 'cannot_open', ${person.id} from files where submission_id = ${report.submissionId} order by ordinal limit 1 returning id`
      )[0]?.id ?? '';
    const request = await ask();
    expect((await readPage(intake, session)).requests).toMatchObject([{ id: request, file: 1, reason: 'cannot_open', answer: null }]);
    const other = await fileForReturn(world);
    const theirs = await comeBack(intake, other);
    const foreign = await beginAddition(world, theirs, [{}]);
    await addFiles(intake, theirs, foreign.draft, files(foreign.uploads, request));
    expect((await readPage(intake, session)).requests).toMatchObject([{ answer: null }]);
    const second = await beginAddition(world, session, [{}]);
    await addFiles(intake, session, second.draft, files(second.uploads, request));
    expect((await readPage(intake, session)).requests).toMatchObject([{ answer: 2 }]);
    expect((await payloadsOf(report.submissionId, 'submission.added_to'))[1]).toMatchObject({ files: [{ answers: request }] });
    expect((await payloadsOf(other.submissionId, 'submission.added_to'))[0]).toMatchObject({ files: [{ answers: null }] });
  });

  test('to a restricted report secures its bytes and wakes nobody', async () => {
    const report = await fileForReturn(world);
    const session = await comeBack(intake, report);
    await world.superSql`update submissions set restricted_at = clock_timestamp(), state = 'triaged', assess_state = 'done' where id = ${report.submissionId}`;
    await world.superSql`update triage_items set state = 'triaged' where submission_id = ${report.submissionId}`;
    const { draft, uploads } = await beginAddition(world, session, [{}]);
    await addFiles(intake, session, draft, files(uploads));
    expect(await itemOf(report.submissionId)).toEqual({ item: 'triaged', state: 'triaged', assess: 'done' });
    expect(
      await world.superSql`select from outbox o join files f on o.payload ->> 'fileId' = f.id::text where f.submission_id = ${report.submissionId}`,
    ).toHaveLength(1);
  });

  test('cannot be handed in as a report, nor a report as an addition, nor two drafts be laid over one report', async () => {
    const report = await fileForReturn(world);
    const session = await comeBack(intake, report);
    const { draft, uploads } = await beginAddition(world, session, [{}]);
    const said = { reference: 'EX-NEW', proofHash: '00'.repeat(32), language: 'en', answers: '{}', files: [] };
    await expect(
      intake`select intake_submit(${draft.id}, ${Buffer.from(draft.proof)}, ${JSON.stringify(said)}::text::jsonb)`,
    ).rejects.toThrow();
    const own = { id: randomUUID(), proof: randomBytes(32) };
    await intake`select intake_start_draft(${own.id}, ${sha256(own.proof)}, ${randomUUID()}, ${randomUUID()}, ${randomBytes(9)})`;
    await expect(addFiles(intake, session, own, files(uploads))).rejects.toMatchObject({ name: 'DraftEnded' });
    await expect(
      intake`select intake_start_draft(${randomUUID()}, ${randomBytes(32)}, ${report.submissionId}, ${randomUUID()}, ${randomBytes(9)})`,
    ).rejects.toMatchObject({ code: 'EX005' });
    expect((await readDraft(intake, draft)).submittedAt).toBeNull();
  });

  test('counts with what the report holds already, and five can be open at once', async () => {
    const report = await fileForReturn(world);
    const session = await comeBack(intake, report);
    const [most] = await world.superSql<
      { n: number }[]
    >`select value::text::integer as n from settings_current where key = 'intake.maxFiles'`;
    const limit = most?.n ?? 0;
    const first = await beginAddition(world, session, [{}]);
    await addFiles(intake, session, first.draft, files(first.uploads));
    await world.superSql`
      insert into uploads (id, submission_id, object_key, route, size, part_size, state, version_id)
      select gen_random_uuid(), ${report.submissionId}, gen_random_uuid()::text, 'direct', 1, 5242880, 'stored', 'v' from generate_series(3, ${limit})`;
    const [one, two] = [await beginAddition(world, session, []), await beginAddition(world, session, [])];
    const open = (draft: typeof one.draft) =>
      openUpload(intake, draft, { id: randomUUID(), objectKey: randomUUID(), route: 'direct', size: 1, partSize: 5_242_880 });
    const opened = await Promise.allSettled([open(one.draft), open(two.draft)]);
    expect(opened.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    await expect(open(one.draft)).rejects.toMatchObject({ name: 'OverLimit', limit: 'files' });
    for (let n = 2; n < 5; n += 1) await beginAddition(world, session, []);
    await expect(beginAddition(world, session, [])).rejects.toMatchObject({ name: 'OverLimit', limit: 'additions' });
  });
});
