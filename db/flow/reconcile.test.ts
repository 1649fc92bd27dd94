import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { expireDrafts, pruneTickets } from '#db/flow/drafts.ts';
import { maxStarts } from '#db/flow/pace.ts';
import { reconcileAssessments, reconcileExports, reconcileFiles } from '#db/flow/reconcile.ts';
import type { Sql } from '#db/connect.ts';
import { fileReport } from '#tests/support/report.ts';
import { openWorld } from '#tests/support/world.ts';
import type { World } from '#tests/support/world.ts';

const lockMs = 10_000;
let world: World;
let sql: Sql;
let su: Sql;

beforeAll(async () => {
  world = await openWorld({ name: 'reconcile' });
  sql = world.sql('records');
  su = world.superSql;
});
afterAll(() => world.close());
// Each test arranges its own report; those before it are settled.
beforeEach(async () => {
  await su`update file_stages set state = 'done' where state in ('pending', 'running')`;
  await su`update submissions set assess_state = 'done'`;
  await su`update outbox set sent_at = clock_timestamp() where sent_at is null`;
});

async function report(): Promise<{ fileId: string; submissionId: string }> {
  const filed = await fileReport(world, { files: [{ name: 'a', bytes: randomBytes(10) }] });
  return { fileId: filed.files[0]?.fileId ?? '', submissionId: filed.submissionId };
}
const handOver = () => su`update outbox set sent_at = clock_timestamp() where sent_at is null`;
const later = () => su`update file_stages set progress_at = progress_at - interval '2 hours' where state in ('pending', 'running')`;
const received = (fileId: string) =>
  su`update files set original_version_id = 'v', original_key = 'k', verdict = 'clean' where id = ${fileId}`;
async function waiting(): Promise<string[]> {
  const rows = await su<{ name: string }[]>`select name from outbox where sent_at is null order by id`;
  return rows.map((row) => row.name);
}

test('a file whose job was handed over and never came is asked for again, and not twice in a row', async () => {
  await report();
  await handOver();
  expect((await reconcileFiles(sql, { lockMs })).asked).toBe(0); // too early
  await later();
  expect((await reconcileFiles(sql, { lockMs })).asked).toBe(1);
  expect(await waiting()).toEqual(['receive.file']);
  expect((await reconcileFiles(sql, { lockMs })).asked).toBe(0);
});

test('a row that still waits for the relay is not doubled', async () => {
  await report();
  await later();
  expect((await reconcileFiles(sql, { lockMs })).asked).toBe(0);
  expect(await waiting()).toEqual(['receive.file']);
});

test('a running stage that fell silent is asked for again; after too many starts it parks, with a reason, and a person is asked to look', async () => {
  const { fileId, submissionId } = await report();
  await handOver();
  await su`update file_stages set state = 'running', generation = 1, attempts = 1, started_at = clock_timestamp() where file_id = ${fileId} and stage = 'receive'`;
  expect((await reconcileFiles(sql, { lockMs })).asked).toBe(0);
  await later();
  expect(await reconcileFiles(sql, { lockMs })).toEqual({ asked: 1, parked: 0 });
  await su`update file_stages set attempts = ${maxStarts} where file_id = ${fileId} and stage = 'receive'`;
  expect(await reconcileFiles(sql, { lockMs })).toEqual({ asked: 0, parked: 1 });
  const stages = await su<
    { stage: string; state: string; reason: string | null }[]
  >`select stage, state, reason from file_stages where file_id = ${fileId}`;
  expect(stages.find((row) => row.stage === 'receive')).toMatchObject({ state: 'parked', reason: expect.stringContaining('5 times') });
  expect(stages.filter((row) => row.state === 'skipped')).toHaveLength(4);
  const [item] = await su`select attention from triage_items where submission_id = ${submissionId}`;
  expect(item?.attention).toBe('a file could not be received');
  expect(await waiting()).toContain('media.assess'); // one failed file does not hold up the rest
});

test('of what is restricted only the securing of its bytes is asked for', async () => {
  const { submissionId, fileId } = await report();
  await handOver();
  await su`update submissions set restricted_at = clock_timestamp() where id = ${submissionId}`;
  await later();
  expect((await reconcileFiles(sql, { lockMs })).asked).toBe(1);
  expect(await waiting()).toEqual(['receive.file']);

  await handOver();
  await su`update file_stages set state = 'done' where file_id = ${fileId} and stage in ('receive', 'scan')`;
  await received(fileId);
  await later();
  expect((await reconcileFiles(sql, { lockMs })).asked).toBe(0);
});

test('one media job is asked for three waiting stages, and none for a derivation that waits for a verdict', async () => {
  const { fileId } = await report();
  await handOver();
  await su`update file_stages set state = 'done' where file_id = ${fileId} and stage in ('receive', 'scan')`;
  await received(fileId);
  await later();
  expect((await reconcileFiles(sql, { lockMs })).asked).toBe(1);
  expect(await waiting()).toEqual(['media.file']);

  await handOver();
  await su`update file_stages set state = 'done' where file_id = ${fileId} and stage in ('inspect', 'fingerprint')`;
  await su`update files set verdict = 'pending' where id = ${fileId}`;
  await later();
  expect((await reconcileFiles(sql, { lockMs })).asked).toBe(0);
});

test('a submission whose files are all settled is assessed', async () => {
  const { submissionId, fileId } = await report();
  await su`update file_stages set state = 'done' where file_id = ${fileId}`;
  await su`update submissions set assess_progress_at = clock_timestamp() - interval '1 hour' where id = ${submissionId}`;
  await handOver();
  expect((await reconcileAssessments(sql, { lockMs })).asked).toBe(1);
  expect(await waiting()).toEqual(['media.assess']);
  await su`update submissions set assess_state = 'running', assess_attempts = ${maxStarts}, assess_progress_at = clock_timestamp() - interval '1 hour' where id = ${submissionId}`;
  expect((await reconcileAssessments(sql, { lockMs })).parked).toBe(1);
});

test('an export whose builder fell silent is asked for again, and fails plainly in the end', async () => {
  const [account] =
    await su`insert into accounts (email, name, password_hash, totp_sealed) values (${`${randomUUID()}@example.org`}, 'P', 'x', '') returning id`;
  const [kase] = await su`insert into cases (number, title, created_by) values (${randomUUID()}, 'T', ${account?.id}) returning id`;
  const [entry] = await su`insert into exports (case_id, number, requested_by, recipient, contents, state, attempts, progress_at)
    values (${kase?.id}, 1, ${account?.id}, 'DA', '{}', 'building', 1, clock_timestamp() - interval '1 hour') returning id`;
  expect((await reconcileExports(sql, { lockMs })).asked).toBe(1);
  expect(await waiting()).toEqual(['records.export']);
  await su`update exports set attempts = ${maxStarts} where id = ${entry?.id}`;
  expect((await reconcileExports(sql, { lockMs })).parked).toBe(1);
  const [ended] = await su`select state, reason from exports where id = ${entry?.id}`;
  expect(ended).toMatchObject({ state: 'failed', reason: expect.stringContaining('5 times') });
});

test('a draft that has ended is deleted, and its stored upload is given up in the record', async () => {
  let uploadId = '';
  const broken = fileReport(world, {
    files: [{ name: 'left behind', bytes: randomBytes(10) }],
    beforeSubmit: async ([file]) => {
      uploadId = file?.uploadId ?? '';
      throw new Error('the witness went away');
    },
  });
  await expect(broken).rejects.toThrow('went away');
  expect(await expireDrafts(sql)).toBe(0);
  await su`update drafts set expires_at = clock_timestamp() - interval '1 minute' where submitted_at is null`;
  expect(await expireDrafts(sql)).toBe(1);
  const [upload] = await su`select state, draft_id from uploads where id = ${uploadId}`;
  expect(upload).toEqual({ state: 'abandoned', draft_id: null });
  const events =
    await su`select reason from (select envelope::jsonb ->> 'reason' as reason from custody_events where item = ${uploadId} and action = 'upload.abandoned') e`;
  expect(events).toEqual([{ reason: 'draft_ended' }]);
});

test('tickets of the evidence host go when their minutes are over', async () => {
  const { fileId } = await report();
  const [account] =
    await su`insert into accounts (email, name, password_hash, totp_sealed) values (${`${randomUUID()}@example.org`}, 'P', 'x', '') returning id`;
  const [session] = await su`insert into sessions (account_id, token_hash) values (${account?.id}, ${randomBytes(32)}) returning id`;
  for (const minutes of [-1, 5]) {
    await su`insert into evidence_tickets (token_hash, session_id, file_id, reason, expires_at)
      values (${randomBytes(32)}, ${session?.id}, ${fileId}, 'r', clock_timestamp() + make_interval(mins => ${minutes}))`;
  }
  expect(await pruneTickets(sql)).toBe(1);
  expect(await pruneTickets(sql)).toBe(0);
});

test("a submitted draft's files outlive it", async () => {
  const { fileId } = await report();
  await su`update drafts set expires_at = clock_timestamp() - interval '1 minute' where submitted_at is not null`;
  expect(await expireDrafts(sql)).toBeGreaterThan(0);
  const [upload] = await su`select u.state from uploads u join files f on f.upload_id = u.id where f.id = ${fileId}`;
  expect(upload?.state).toBe('stored');
});
