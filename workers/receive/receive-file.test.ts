/** Through the real processes: receive and records groups on the real servers. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { deleteVersion } from '#infra/store/objects.ts';
import { checkInvariants } from '#tests/support/invariants.ts';
import { startProcess } from '#tests/support/processes.ts';
import { eicar, fileReport } from '#tests/support/report.ts';
import type { FiledReport } from '#tests/support/report.ts';
import { eventually, openWorld } from '#tests/support/world.ts';
import type { World } from '#tests/support/world.ts';

const short = { LOCK_DURATION_MS: '1000' }; // paces follow it
let world: World;

vi.setConfig({ testTimeout: 90_000 }); // a busy scanner is asked again after a pause

beforeAll(async () => {
  world = await openWorld({ name: 'receive' });
  await Promise.all([startProcess(world, 'receive', short), startProcess(world, 'records', short)]);
});
afterAll(() => world.close());

type Row = {
  verdict: string;
  type: string | null;
  sha256: Buffer | null;
  stage: string;
  scan: string;
  reason: string | null;
  deleted: Date | null;
};

async function read(fileId: string): Promise<Row> {
  const [row] = await world.superSql<[Row]>`
    select f.verdict, f.type, f.sha256, r.state as stage, c.state as scan, r.reason, u.quarantine_deleted_at as deleted
    from files f join uploads u on u.id = f.upload_id join file_stages r on r.file_id = f.id and r.stage = 'receive' join file_stages c on c.file_id = f.id and c.stage = 'scan'
    where f.id = ${fileId}`;
  return row;
}

function settled(report: FiledReport): Promise<Row[]> {
  return eventually(
    'every file is received and scanned',
    async () => {
      const rows = await Promise.all(report.files.map((file) => read(file.fileId)));
      return rows.every((row) => ['done', 'parked'].includes(row.stage) && ['done', 'skipped', 'failed'].includes(row.scan))
        ? rows
        : undefined;
    },
    60,
  );
}

test('a file is hashed, locked, scanned and named in the record, and its quarantined copy goes only then', async () => {
  const canary = 'Nomen-Nescio-7731';
  const jpeg = Buffer.concat([Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'), randomBytes(9 * 1024 * 1024)]);
  const report = await fileReport(world, {
    files: [
      { name: `${canary}.jpg`, bytes: jpeg },
      { name: 'virus.txt', bytes: eicar() },
      { name: 'empty', bytes: Buffer.alloc(0) },
      { name: 'note.txt', bytes: Buffer.from('Они не назвались.') },
    ],
    answers: { narrative: canary },
  });
  const [photo, virus, empty, note] = await settled(report);
  expect(photo).toMatchObject({ verdict: 'clean', type: 'image/jpeg', stage: 'done' });
  expect(virus).toMatchObject({ verdict: 'infected', type: 'text/plain' });
  expect(empty).toMatchObject({ type: 'application/octet-stream', stage: 'done' });
  expect(note).toMatchObject({ verdict: 'clean', type: 'text/plain' });
  await eventually(
    'quarantine is empty',
    async () => (await Promise.all(report.files.map((file) => read(file.fileId)))).every((row) => row.deleted !== null),
    60,
  );
  await checkInvariants(world, { acknowledged: [report], canaries: [canary] });
});

test('a hash that the device computed differently is on record as a claim and refuses nothing', async () => {
  const report = await fileReport(world, { files: [{ name: 'clip', bytes: randomBytes(1000), declare: randomBytes(32) }] });
  const [row] = await settled(report);
  expect(row?.stage).toBe('done');
  const [event] = await world.superSql<[{ same: boolean }]>`
    select (payload::jsonb #>> '{declared,same}')::boolean as same from custody_events where action = 'file.received' and item = ${report.files[0]?.fileId ?? ''}`;
  expect(event.same).toBe(false);
});

test('an upload that is not in the store parks with a reason, asks for a person, and does not hold up the rest', async () => {
  const report = await fileReport(world, {
    files: [
      { name: 'kept', bytes: randomBytes(100) },
      { name: 'gone', bytes: randomBytes(100) },
    ],
    // Submitted and gone before any worker looked: only the buckets' owner could do that.
    beforeSubmit: ([, gone]) =>
      deleteVersion(world.store('root'), { bucket: 'quarantine', key: gone?.key ?? '', versionId: gone?.versionId ?? '' }),
  });
  const gone = report.files[1]?.fileId ?? '';
  await settled(report);
  expect(await read(gone)).toMatchObject({ stage: 'parked', scan: 'skipped', reason: 'the stored upload is missing', verdict: 'pending' });
  const [item] = await world.superSql<
    [{ attention: string }]
  >`select attention from triage_items where submission_id = ${report.submissionId}`;
  expect(item.attention).toBe('a file could not be received');
  await checkInvariants(world, { acknowledged: [report] });
});
