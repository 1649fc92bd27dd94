/** Two starts at once, and what housekeeping may delete: looked at between the steps, so without the process. */
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { beginReceive } from '#db/receive/begin.ts';
import { copyStored } from '#db/receive/copies.ts';
import { finishReceive } from '#db/receive/finish.ts';
import { expireDrafts } from '#db/flow/drafts.ts';
import { receiptRetention } from '#db/receive/retention.ts';
import { writeStream } from '#infra/store/write-stream.ts';
import { listVersions } from '#infra/store/objects.ts';
import { clearQuarantine, clearStrayCopies } from '#workers/receive/quarantine.ts';
import { receiveFile } from '#workers/receive/receive-file.ts';
import { checkInvariants } from '#tests/support/invariants.ts';
import { receiveContext } from '#tests/support/receive.ts';
import { fileReport } from '#tests/support/report.ts';
import { readStage } from '#tests/support/stages.ts';
import { eventually, openWorld } from '#tests/support/world.ts';
import type { World } from '#tests/support/world.ts';

let world: World;

beforeAll(async () => {
  world = await openWorld({ name: 'races' });
});
afterAll(() => world.close());

async function report(bytes: Uint8Array): Promise<{ fileId: string; submissionId: string; key: string }> {
  const filed = await fileReport(world, { files: [{ name: 'a', bytes }] });
  return { fileId: filed.files[0]?.fileId ?? '', submissionId: filed.submissionId, key: filed.files[0]?.key ?? '' };
}

async function copies(fileId: string): Promise<string[]> {
  const rows = await world.superSql<{ state: string }[]>`select state from original_copies where file_id = ${fileId} order by id`;
  return rows.map((row) => row.state);
}

async function versionsUnder(bucket: 'quarantine' | 'originals', key: string): Promise<number> {
  let count = 0;
  for await (const version of listVersions(world.store('root'), bucket, key)) if (!version.deleted) count += 1;
  return count;
}

test('a start that was taken over while it slept ends as superseded, whatever it made', async () => {
  const context = receiveContext(world);
  const { sql, store } = context;
  const bytes = randomBytes(5000);
  const { fileId, submissionId } = await report(bytes);
  const slow = await beginReceive(sql, { fileId, key: randomBytes(16).toString('hex'), silence: 60 });
  if (slow.outcome !== 'started') throw new Error(slow.outcome);
  const key = randomBytes(16).toString('hex');
  await world.superSql`update original_copies set object_key = ${key} where id = ${slow.copyId}`;
  const written = await writeStream(store, { bucket: 'originals', key, source: Readable.from([bytes]) });
  await copyStored(sql, slow.copyId, written);

  await world.superSql`update file_stages set progress_at = progress_at - interval '1 minute' where file_id = ${fileId} and stage = 'receive'`;
  await receiveFile(context, fileId); // the other worker
  const late = await finishReceive(sql, {
    fileId,
    submissionId,
    generation: slow.generation,
    copyId: slow.copyId,
    key,
    ...written,
    type: 'text/plain',
    retention: await receiptRetention(sql),
    scan: { outcome: 'pending', reason: 'none' },
  });
  expect(late).toBe('superseded');
  expect((await copies(fileId)).toSorted()).toEqual(['in_force', 'superseded']);
  await checkInvariants(world);
});

test('delivered twice at the same moment, a file is received once', async () => {
  const context = receiveContext(world, { lockMs: 10_000 });
  const { fileId } = await report(randomBytes(5000));
  await Promise.all([receiveFile(context, fileId), receiveFile(context, fileId)]);
  await receiveFile(context, fileId);
  expect((await readStage(world, fileId, 'receive')).generation).toBe(1);
  expect(await copies(fileId)).toEqual(['in_force']);
});

test('quarantine keeps what the record does not yet name as locked, and lets go of it then', async () => {
  const context = receiveContext(world);
  const { fileId, key } = await report(randomBytes(5000));
  await clearQuarantine(context);
  expect(await versionsUnder('quarantine', key)).toBe(1);
  await receiveFile(context, fileId);
  await world.superSql`update files set retain_until = clock_timestamp() - interval '1 second' where id = ${fileId}`;
  await clearQuarantine(context);
  expect(await versionsUnder('quarantine', key), 'its lock has ended').toBe(1);
  await world.superSql`update files set retain_until = clock_timestamp() + interval '30 days' where id = ${fileId}`;
  await clearQuarantine(context);
  expect(await versionsUnder('quarantine', key)).toBe(0);
  await checkInvariants(world);
});

test('quarantine keeps the bytes when the original in the store is not the recorded one', async () => {
  const context = receiveContext(world);
  const { fileId, key } = await report(randomBytes(5000));
  await receiveFile(context, fileId);
  const [before] = await world.superSql<[{ size: number }]>`select size from files where id = ${fileId}`;
  await world.superSql`update files set size = 4999 where id = ${fileId}`;
  await world.superSql`update original_copies set size = 4999 where file_id = ${fileId}`;
  await clearQuarantine(context);
  expect(await versionsUnder('quarantine', key)).toBe(1);
  await world.superSql`update files set size = ${before.size} where id = ${fileId}`;
  await world.superSql`update original_copies set size = ${before.size} where file_id = ${fileId}`;
  await clearQuarantine(context);
  expect(await versionsUnder('quarantine', key)).toBe(0);
});

test('an upload that was never handed in is deleted after its draft has ended', async () => {
  const context = receiveContext(world);
  let key = '';
  const given = fileReport(world, {
    files: [{ name: 'a', bytes: randomBytes(10) }],
    beforeSubmit: async ([file]) => {
      key = file?.key ?? '';
      throw new Error('went away');
    },
  });
  await expect(given).rejects.toThrow('went away');
  await world.superSql`update drafts set expires_at = clock_timestamp() - interval '1 minute' where submitted_at is null`;
  await clearQuarantine(context);
  expect(await versionsUnder('quarantine', key)).toBe(1); // not yet given up
  await expireDrafts(world.sql('records'));
  await clearQuarantine(context);
  expect(await versionsUnder('quarantine', key)).toBe(1); // given up this moment: a request under way may still complete it
  await world.superSql`update uploads set abandoned_at = abandoned_at - interval '1 hour' where object_key = ${key}`;
  await clearQuarantine(context);
  expect(await versionsUnder('quarantine', key)).toBe(0);
  await checkInvariants(world);
});

test('a report that is being handed in while its draft ends keeps its files', async () => {
  const sql = world.superSql;
  const hold = Promise.withResolvers<void>();
  let holding: Promise<unknown> = Promise.resolve();
  let key = '';
  const handingIn = fileReport(world, {
    files: [{ name: 'a', bytes: randomBytes(10) }],
    beforeSubmit: async ([file]) => {
      key = file?.key ?? '';
      await sql`update drafts set expires_at = clock_timestamp() + interval '1 second' where submitted_at is null and expires_at > clock_timestamp()`;
      const held = Promise.withResolvers<void>();
      holding = sql.begin(async (tx) => {
        await tx`lock table triage_items in access exclusive mode`; // handing in now stops after it made its files
        held.resolve();
        await hold.promise;
      });
      await held.promise;
    },
  });
  const waiting = async (login: string) =>
    (await sql`select from pg_stat_activity where datname = current_database() and usename = ${login} and wait_event_type = 'Lock'`)
      .length > 0;
  await eventually('handing in has made its files', () => waiting('exhibit_intake_login'));
  await eventually(
    'its draft is over',
    async () => (await sql`select from drafts where submitted_at is null and expires_at < clock_timestamp()`).length > 0,
  );
  const ending = expireDrafts(world.sql('records'));
  await eventually('the end of the draft waits for it', () => waiting('exhibit_records_login'));
  hold.resolve();
  await Promise.all([holding, handingIn, ending]);
  const [upload] = await sql<{ state: string }[]>`select state from uploads where object_key = ${key}`;
  expect(upload?.state).toBe('stored');
  await checkInvariants(world, { lockMs: 60_000 });
});

test('a copy that a dead process left complete is put on record by housekeeping', async () => {
  const context = receiveContext(world);
  const { fileId } = await report(randomBytes(10));
  const key = randomBytes(16).toString('hex');
  await world.superSql`insert into original_copies (file_id, object_key) values (${fileId}, ${key})`;
  await writeStream(context.store, { bucket: 'originals', key, source: Readable.from([randomBytes(10)]) });
  await clearStrayCopies(context);
  const [row] = await world.superSql<[{ state: string; size: number }]>`select state, size from original_copies where object_key = ${key}`;
  expect(row).toEqual({ state: 'superseded', size: 10 });
  await checkInvariants(world);
});
