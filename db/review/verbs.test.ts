import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyChain, type StoredEvent } from '#db/custody/chain.ts';
import { actionsOn, exampleAnswers, makeStaff, seedReport, type StaffMember } from '#tests/support/review.ts';
import { openWorld, type World } from '#tests/support/world.ts';
import { claimItem, releaseItem } from '#db/review/claim.ts';
import { decide } from '#db/review/decide.ts';
import { readFile } from '#db/review/file.ts';
import { maySee } from '#db/review/live.ts';
import { listQueue } from '#db/review/queue.ts';
import { restrictSubmission } from '#db/review/restrict.ts';
import { retryAssessment, retryStage } from '#db/review/retry.ts';
import { readSubmission } from '#db/review/submission.ts';

let world: World;
let ana: StaffMember;
let ben: StaffMember;
let lead: StaffMember;
beforeAll(async () => {
  world = await openWorld({ name: 'review-verbs' });
  lead = await makeStaff(world, ['lead'], 'Lena Lead');
  ana = await makeStaff(world, ['reviewer'], 'Ana Reviewer');
  ben = await makeStaff(world, ['reviewer'], 'Ben Reviewer');
});
afterAll(() => world.close());
const console = () => world.sql('console');

test('of two reviewers who claim at the same moment one gets the report, and the other learns who has it', async () => {
  const { id } = await seedReport(world);
  const outcomes = await Promise.all([ana, ben].map((person) => claimItem(console(), person.id, { submissionId: id, version: 1 })));
  const won = outcomes.findIndex(({ outcome }) => outcome === 'claimed');
  const lost = outcomes[1 - won];
  expect(lost).toMatchObject({ outcome: 'conflict', standing: { holder: { name: won === 0 ? 'Ana Reviewer' : 'Ben Reviewer' } } });
});

test('a lease that ran out can be taken by someone else', async () => {
  const { id } = await seedReport(world);
  await claimItem(console(), ana.id, { submissionId: id, version: 1 });
  expect((await claimItem(console(), ben.id, { submissionId: id, version: 2 })).outcome).toBe('conflict');
  await world.superSql`update triage_items set claimed_until = clock_timestamp() where submission_id = ${id}`;
  expect((await claimItem(console(), ben.id, { submissionId: id, version: 2 })).outcome).toBe('claimed');
});

test('only its holder gives a lease back', async () => {
  const { id } = await seedReport(world);
  await claimItem(console(), ana.id, { submissionId: id, version: 1 });
  expect((await releaseItem(console(), ben.id, { submissionId: id, version: 2 })).outcome).toBe('conflict');
  expect(await releaseItem(console(), ana.id, { submissionId: id, version: 2 })).toEqual({ outcome: 'released', version: 3 });
});

test('a decision on a version that someone else changed writes nothing and names the earlier decision', async () => {
  const { id } = await seedReport(world);
  const choose = (person: StaffMember, version: number) =>
    decide(console(), person.id, {
      submissionId: id,
      version,
      decision: 'accepted',
      reason: 'conduct_in_scope',
      note: `by ${person.name}`,
    });
  expect((await choose(ben, 1)).outcome).toBe('decided');
  expect(await choose(ana, 1)).toMatchObject({
    outcome: 'conflict',
    standing: { lastDecision: { decision: 'accepted', by: 'Ben Reviewer' } },
  });
  expect((await readSubmission(console(), ana.id, id))?.decisions).toHaveLength(1);
});

test('a decision is reversed by a new one, and the last is in force', async () => {
  const { id } = await seedReport(world);
  await decide(console(), ana.id, { submissionId: id, version: 1, decision: 'out_of_scope', reason: 'other_office', note: '' });
  const again = await decide(console(), ana.id, {
    submissionId: id,
    version: 2,
    decision: 'accepted',
    reason: 'conduct_in_scope',
    note: 'I was wrong',
  });
  expect(again.outcome).toBe('decided');
  const page = await readSubmission(console(), ana.id, id);
  expect(page?.decisions.map(({ decision }) => decision)).toEqual(['accepted', 'out_of_scope']);
  expect(page?.state).toBe('triaged');
});

test('what another person holds cannot be decided over', async () => {
  const { id } = await seedReport(world);
  await claimItem(console(), ana.id, { submissionId: id, version: 1 });
  const tried = await decide(console(), ben.id, { submissionId: id, version: 2, decision: 'set_aside', reason: 'test', note: '' });
  expect(tried).toMatchObject({ outcome: 'conflict', standing: { holder: { name: 'Ana Reviewer' } } });
});

test('a reason belongs to its decision', async () => {
  const { id } = await seedReport(world);
  expect(await decide(console(), ana.id, { submissionId: id, version: 1, decision: 'accepted', reason: 'advertising', note: '' })).toEqual({
    outcome: 'unknown_reason',
  });
});

test('a report in processing is neither claimed nor decided', async () => {
  const { id } = await seedReport(world, { state: 'processing' });
  expect((await claimItem(console(), ana.id, { submissionId: id, version: 1 })).outcome).toBe('conflict');
  expect((await decide(console(), ana.id, { submissionId: id, version: 1, decision: 'set_aside', reason: 'test', note: '' })).outcome).toBe(
    'conflict',
  );
});

test('the queue shows urgent reports first, then the oldest, page by page without gap or repetition', async () => {
  const fresh = await openWorld({ name: 'queue-pages' });
  try {
    const person = await makeStaff(fresh, ['reviewer']);
    const expected: { id: string; urgency: number; n: number }[] = [];
    for (let n = 0; n < 11; n += 1) {
      const urgency = n % 3;
      const { id } = await seedReport(fresh, { urgency: ['ongoing', 'minors'].slice(0, urgency) });
      expected.push({ id, urgency, n });
    }
    expected.sort((a, b) => b.urgency - a.urgency || a.n - b.n);
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await listQueue(fresh.sql('console'), person.id, { view: 'ready', after, limit: 4 });
      seen.push(...page.rows.map((row) => row.submissionId));
      after = page.next ?? undefined;
    } while (after);
    expect(seen).toEqual(expected.map(({ id }) => id));
    const { rows, counts } = await listQueue(fresh.sql('console'), person.id, { view: 'ready', after: 'not-a-cursor' });
    expect(rows).toHaveLength(11);
    expect(counts).toEqual({ ready: 11, mine: 0, processing: 0, triaged: 0 });
  } finally {
    await fresh.close();
  }
});

test('a claimed report leaves “ready” and stands in “mine” of its holder alone', async () => {
  const { id } = await seedReport(world);
  await claimItem(console(), ana.id, { submissionId: id, version: 1 });
  const holds = async (person: StaffMember, view: 'ready' | 'mine') =>
    (await listQueue(console(), person.id, { view, limit: 500 })).rows.some((row) => row.submissionId === id);
  expect(await Promise.all([holds(ana, 'ready'), holds(ana, 'mine'), holds(ben, 'mine')])).toEqual([false, true, false]);
});

test('looking is one event an hour for each person', async () => {
  const { id } = await seedReport(world);
  for (const person of [ana, ana, ben]) await readSubmission(console(), person.id, id);
  expect(await actionsOn(world, 'submission', id)).toEqual(['submission.viewed', 'submission.viewed']);
});

test('a report is read whole: answers, files with stages and scans, facts of the last assessment', async () => {
  const report = await seedReport(world, { verdicts: ['clean', 'infected'], names: ['a.jpg', '\u202Egpj.exe'] });
  const [file] = report.files;
  await world.superSql`insert into facts (submission_id, file_id, generation, kind, evidence) values
    (${report.id}, ${file?.id ?? null}, 1, 'no_metadata', '{}'), (${report.id}, ${file?.id ?? null}, 2, 'editor_tag', '{"tag": "Software"}')`;
  await world.superSql`insert into metadata (file_id, tool, tool_version, arguments, raw, parsed) values (${file?.id ?? null}, 'exiftool', '13', '[]', 'old', '{}'), (${file?.id ?? null}, 'exiftool', '13', '[]', 'new', '{"Make": "X"}')`;
  const page = await readSubmission(console(), ana.id, report.id);
  expect(page?.versions[0]?.answers).toEqual(exampleAnswers);
  expect(page?.files.map(({ name, verdict, stages }) => [name, verdict, stages.length])).toEqual([
    ['a.jpg', 'clean', 5],
    ['\u202Egpj.exe', 'infected', 5],
  ]);
  expect(page?.facts.map(({ kind }) => kind)).toEqual(['editor_tag']);
  const detail = await readFile(console(), ana.id, { submissionId: report.id, fileId: file?.id ?? '' });
  expect(detail).toMatchObject({ hashSource: 'device', metadata: [{ raw: 'new' }], scans: [{ engine: 'ClamAV 1.4' }] });
  expect(detail?.sha256).toBe(detail?.sha256Declared);
  const other = await seedReport(world);
  expect(await readFile(console(), ana.id, { submissionId: other.id, fileId: file?.id ?? '' })).toBeNull();
});

test('restricting takes a report out of everyone’s sight but the officer’s, parks what would look at its files, and lets their bytes be secured', async () => {
  const { id } = await seedReport(world, { verdicts: ['pending'], state: 'processing' });
  expect(await restrictSubmission(console(), ana.id, { submissionId: id })).toEqual({ outcome: 'restricted', officer: 'Lena Lead' });
  expect(await readSubmission(console(), ana.id, id)).toBeNull();
  expect((await listQueue(console(), ana.id, { view: 'processing', limit: 500 })).rows.map((row) => row.submissionId)).not.toContain(id);
  const page = await readSubmission(console(), lead.id, id);
  expect(page?.restricted).toMatchObject({ officer: 'Lena Lead' });
  expect(page?.files[0]?.stages.map(({ state, reason }) => `${state}:${reason}`)).toEqual([
    'pending:null',
    'pending:null',
    'parked:restricted',
    'parked:restricted',
    'parked:restricted',
  ]);
  expect((await listQueue(console(), lead.id, { view: 'processing', limit: 500 })).rows.map((row) => row.submissionId)).not.toContain(id);
  expect(await restrictSubmission(console(), lead.id, { submissionId: id })).toEqual({ outcome: 'already' });
  expect(await actionsOn(world, 'submission', id)).toContain('submission.restricted');
  expect(await retryStage(console(), lead.id, { submissionId: id, fileId: page?.files[0]?.id ?? '', stage: 'derive' })).toEqual({
    outcome: 'not_retryable',
  });
});

test('the officer of the setting is the one who sees', async () => {
  await world.superSql`insert into settings (key, version, value) values ('restricted.officer', 99, to_jsonb(${ben.id}::text))`;
  const { id } = await seedReport(world);
  expect(await restrictSubmission(console(), ana.id, { submissionId: id })).toEqual({ outcome: 'restricted', officer: 'Ben Reviewer' });
  expect(await readSubmission(console(), lead.id, id)).toBeNull();
  await world.superSql`delete from settings where key = 'restricted.officer' and version = 99`;
});

test.each([
  ['failed', 'inspect', 'media.file'],
  ['parked', 'scan', 'receive.scan'],
] as const)('a %s stage runs again by a person’s wish', async (state, stage, job) => {
  const report = await seedReport(world, { verdicts: ['clean'] });
  const fileId = report.files[0]?.id ?? '';
  await world.superSql`update file_stages set state = ${state}, attempts = 5, reason = 'x' where file_id = ${fileId} and stage = ${stage}`;
  expect(await retryStage(console(), ana.id, { submissionId: report.id, fileId, stage })).toEqual({ outcome: 'retried' });
  expect(await retryStage(console(), ana.id, { submissionId: report.id, fileId, stage })).toEqual({ outcome: 'not_retryable' });
  const jobs = await world.superSql`select name from outbox where payload ->> 'fileId' = ${fileId}`;
  expect(jobs.map((row) => row.name)).toEqual([job]);
  const [{ assess_state: assess } = { assess_state: '' }] = await world.superSql<
    { assess_state: string }[]
  >`select assess_state from submissions where id = ${report.id}`;
  expect(assess).toBe('pending');
});

test('gathering facts runs again by a person’s wish, once', async () => {
  const { id } = await seedReport(world);
  expect(await retryAssessment(console(), ana.id, { submissionId: id })).toEqual({ outcome: 'not_retryable' });
  await world.superSql`update submissions set assess_state = 'parked', assess_attempts = 5 where id = ${id}`;
  expect(await retryAssessment(console(), ana.id, { submissionId: id })).toEqual({ outcome: 'retried' });
  expect(await retryAssessment(console(), ana.id, { submissionId: id })).toEqual({ outcome: 'not_retryable' });
});

test('the same bytes in another report are told to those who may see that report, and to nobody else', async () => {
  const [here, open, hidden] = await Promise.all([seedReport(world), seedReport(world), seedReport(world)]);
  const about = (copies: string[]) => ({ sha256: 'a', copies: copies.map((submissionId) => ({ fileId: randomUUID(), submissionId })) });
  for (const copies of [[open.id, hidden.id], [hidden.id]])
    await world.superSql`insert into facts (submission_id, generation, kind, evidence)
      values (${here.id}, 1, 'same_file_elsewhere', ${world.superSql.json(about(copies))})`;
  const told = async (person: StaffMember) => (await readSubmission(console(), person.id, here.id))?.facts ?? [];
  expect(JSON.stringify(await told(ana)).split(hidden.id)).toHaveLength(3);
  await world.superSql`insert into recusals (account_id, submission_id) values (${ana.id}, ${hidden.id})`;
  const [fact, ...others] = await told(ana);
  expect(others).toEqual([]);
  expect(fact?.evidence).toEqual({ sha256: 'a', copies: [{ fileId: expect.any(String), submissionId: open.id }] });
  await world.superSql`update submissions set restricted_at = clock_timestamp() where id in (${open.id}, ${hidden.id})`;
  expect(await told(ben)).toEqual([]);
});

test('only what one may see can be watched', async () => {
  const { id } = await seedReport(world);
  expect(await maySee(console(), ana.id, id)).toBe(true);
  await world.superSql`update submissions set restricted_at = clock_timestamp() where id = ${id}`;
  expect(await maySee(console(), ana.id, id)).toBe(false);
  expect(await maySee(console(), ana.id, randomUUID())).toBe(false);
});

test('every chain that these verbs wrote continues from event to event', async () => {
  const subjects = await world.superSql<
    { subject_id: string }[]
  >`select distinct subject_id from custody_events where subject_kind = 'submission'`;
  expect(subjects.length).toBeGreaterThan(5);
  for (const { subject_id: id } of subjects) {
    const events = await world.superSql<StoredEvent[]>`
      select envelope, encode(hash, 'hex') as hash, payload, encode(salt, 'hex') as salt from custody_events where subject_kind = 'submission' and subject_id = ${id} order by seq`;
    expect(verifyChain(`submission:${id}`, [...events])).toMatchObject({ intact: true });
  }
});
