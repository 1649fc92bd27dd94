/** The checker is the judge of every fault: here each invariant is broken once, by hand, and must be seen. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Sql } from '#db/connect.ts';
import { createMultipart } from '#infra/store/multipart.ts';
import { putObject } from '#infra/store/objects.ts';
import { receiveFile } from '#workers/receive/receive-file.ts';
import { checkInvariants } from '#tests/support/invariants.ts';
import { receiveContext } from '#tests/support/receive.ts';
import { fileReport } from '#tests/support/report.ts';
import type { FiledReport } from '#tests/support/report.ts';
import { openWorld } from '#tests/support/world.ts';
import type { World } from '#tests/support/world.ts';

let world: World;
let su: Sql;
let report: FiledReport;
let fileId: string;

beforeAll(async () => {
  world = await openWorld({ name: 'invariants' });
  su = world.superSql;
  report = await fileReport(world, { files: [{ name: 'a.txt', bytes: randomBytes(1000) }] });
  fileId = report.files[0]?.fileId ?? '';
  await receiveFile(receiveContext(world), fileId);
});
afterAll(() => world.close());

/** Breaks something, expects the checker to name it, and mends it again. */
async function broken(breaks: () => Promise<unknown>, seen: RegExp, mends: () => Promise<unknown>): Promise<void> {
  await checkInvariants(world, { acknowledged: [report] });
  await breaks();
  await expect(checkInvariants(world, { acknowledged: [report] })).rejects.toThrow(seen);
  await mends();
}

/** Changes what no role may change, triggers off. */
const force = (statement: string) =>
  su.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx.unsafe(statement);
  });

test('I1: an acknowledged report that is not there, or says something else', async () => {
  await expect(checkInvariants(world, { acknowledged: [{ reference: 'EX-NONE-NONE' }] })).rejects.toThrow(/I1: EX-NONE-NONE/);
  await expect(checkInvariants(world, { acknowledged: [{ ...report, answers: { narrative: 'other' } }] })).rejects.toThrow(
    /I1: .* other answers/,
  );
  await expect(checkInvariants(world, { acknowledged: [{ ...report, files: [] }] })).rejects.toThrow(/I1: .* another list of files/);
});

test('I2: a verdict that no scan gave', async () => {
  const [{ verdict }] = await su<[{ verdict: string }]>`select verdict from files where id = ${fileId}`;
  await broken(
    () => su`update files set verdict = 'sliced_clean' where id = ${fileId}`,
    /I2: file .* no scan said so/,
    () => su`update files set verdict = ${verdict} where id = ${fileId}`,
  );
});

test('I2: a derivative of a file whose verdict allows none', async () => {
  await su`insert into derivatives (file_id, kind, object_key, state, type, parent_sha256, tool, tool_version, arguments)
    values (${fileId}, 'thumbnail', 'k', 'stored', 'image/jpeg', '', 't', '1', '[]')`;
  await broken(
    () => su`update files set verdict = 'pending' where id = ${fileId}`,
    /I2: derivative/,
    () => su`update files set verdict = 'clean' where id = ${fileId}`,
  );
  await su`delete from derivatives`;
});

test('I3: a submission without its triage item', async () => {
  await broken(
    () => su`delete from triage_items where submission_id = ${report.submissionId}`,
    /I3: submission .* has 0/,
    () => su`insert into triage_items (submission_id) values (${report.submissionId})`,
  );
});

test('I4: one changed byte of an event, and a state change that is on record twice', async () => {
  await broken(
    () => force(`update custody_events set envelope = replace(envelope, 'witness', 'Witness') where seq = 1`),
    /I4: the chain of .* breaks at 1/,
    () => force(`update custody_events set envelope = replace(envelope, 'Witness', 'witness') where seq = 1`),
  );
  await broken(
    () => su`update uploads set quarantine_deleted_at = clock_timestamp()`,
    /I4: quarantine.deleted of .* 0 times instead of 1/,
    () => su`update uploads set quarantine_deleted_at = null`,
  );
});

test('I5: an original that is not the recorded bytes, or not the sent ones', async () => {
  await broken(
    () => su`update files set crc32 = crc32 + 1 where id = ${fileId}`,
    /I5: the original of/,
    () => su`update files set crc32 = crc32 - 1 where id = ${fileId}`,
  );
  const files = report.files.map((file) => ({ ...file, sha256: '00' }));
  await expect(checkInvariants(world, { acknowledged: [{ ...report, files }] })).rejects.toThrow(/I5: .* was sent as 00/);
});

test('I6: a running stage that fell silent, and a parked one that asks nobody', async () => {
  await broken(
    () =>
      su`update file_stages set state = 'running', progress_at = clock_timestamp() - interval '1 hour' where file_id = ${fileId} and stage = 'inspect'`,
    /I6: inspect of .* silent/,
    () => su`update file_stages set state = 'parked', reason = 'r' where file_id = ${fileId} and stage = 'inspect'`,
  );
  await expect(checkInvariants(world)).rejects.toThrow(/I6: assess of .* nobody is asked to look/);
  await su`update file_stages set state = 'pending', reason = null where file_id = ${fileId} and stage = 'inspect'`;
});

test('I8: a planted word in a log, a job or the outbox', async () => {
  const canary = 'Marigold 17';
  await checkInvariants(world, { canaries: [canary], outputs: ['nothing here'] });
  await expect(checkInvariants(world, { canaries: [canary], outputs: ['GET /x?q=Marigold%2017'] })).rejects.toThrow(/I8: .* output 0/);
  await su`insert into outbox (queue, name, payload) values ('media', 'x', ${su.json({ said: canary })})`;
  await expect(checkInvariants(world, { canaries: [canary] })).rejects.toThrow(/I8: .* the outbox/);
});

test('I7: bytes that were acknowledged and lie nowhere, and a wrong count of them', async () => {
  const waiting = await fileReport(world, { files: [{ name: 'b.txt', bytes: randomBytes(1000) }] });
  const upload = waiting.files[0]?.uploadId ?? '';
  await broken(
    () => su`update uploads set version_id = 'gone' where id = ${upload}`,
    /I7: upload .* is stored by the record and nowhere in the store/,
    () => su`update uploads set version_id = ${waiting.files[0]?.versionId ?? ''} where id = ${upload}`,
  );
  await broken(
    () => su`update stored_bytes set bytes = bytes + 1 where shard = 3`,
    /I7: 2001 bytes are counted, uploads take 2000/,
    () => su`update stored_bytes set bytes = bytes - 1 where shard = 3`,
  );
});

// Last: what lies in the store without a row stays there until the world closes.
test('I7: an object and an unfinished upload without a row', async () => {
  await putObject(world.store('media'), { bucket: 'derivatives', key: 'stray', body: randomBytes(10) });
  await expect(checkInvariants(world)).rejects.toThrow(/I7: derivatives holds version .* of stray/);
  await createMultipart(world.store('intake'), 'quarantine', 'unfinished');
  await expect(checkInvariants(world)).rejects.toThrow(/I7: quarantine holds an unfinished upload/);
});
