/** F9 while a bundle is built: the record only reads for some seconds. No bundle is called ready that is not whole, and afterwards there is one that checks out. */
import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAccount } from '#db/accounts/create-account.ts';
import { addSubmissionToCase, openCase } from '#db/cases/cases.ts';
import { requestExport } from '#db/cases/request-export.ts';
import { readObject } from '#infra/store/objects.ts';
import { checkInvariants } from '#tests/support/invariants.ts';
import { startProcess, type RunningProcess } from '#tests/support/processes.ts';
import { fileReport } from '#tests/support/report.ts';
import { eventually, openWorld, type World } from '#tests/support/world.ts';

const run = promisify(execFile);
const lockMs = 1_000;
let world: World;
let records: RunningProcess;
let caseId: string;
let lead: string;

beforeAll(async () => {
  world = await openWorld({ name: 'f9-export' });
  const short = { LOCK_DURATION_MS: String(lockMs) };
  const [receive, started] = await Promise.all([startProcess(world, 'receive', short), startProcess(world, 'records', short)]);
  records = started;
  const { submissionId } = await fileReport(world, { files: [{ name: 'long.bin', bytes: randomBytes(48 * 1024 ** 2) }] });
  await eventually(
    'the file is received and scanned',
    async () => (await world.superSql`select from files where sha256 is not null and verdict <> 'pending'`).length === 1,
    60,
  );
  await receive.stop();
  lead = randomUUID();
  await createAccount(world.superSql, {
    id: lead,
    email: `${lead}@office.test`,
    name: 'A lead',
    passwordHash: 'none',
    totpSealed: randomBytes(8),
    roles: ['lead'],
    demo: false,
  });
  ({ id: caseId } = await openCase(world.sql('console'), lead, 'Stop at the corner'));
  await addSubmissionToCase(world.sql('console'), lead, { caseId, submissionId });
}, 180_000);
afterAll(async () => {
  await records?.kill9();
  await world.close();
});

type Export = { state: string; done: number; key: string | null; versionId: string | null };
async function look(exportId: string): Promise<Export> {
  const [row] = await world.superSql<
    Export[]
  >`select state, bytes_done::int as done, object_key as key, version_id as "versionId" from exports where id = ${exportId}`;
  if (!row) throw new Error('no such export');
  return row;
}

/** For new connections of everybody; those of the records group are ended, and come back. */
async function setReadOnly(value: 'on' | 'off'): Promise<void> {
  const { database } = world.installation;
  await world.superSql.unsafe(`alter database ${database} set default_transaction_read_only = ${value}`);
  await world.superSql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${database} and usename = 'exhibit_records_login'`;
}

/** Asks for bundles until one is caught while it is built. */
async function catchBuilding(): Promise<string> {
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const asked = await requestExport(world.sql('console'), lead, { caseId, recipient: 'District Attorney', authority: '' });
    if (asked.outcome !== 'requested') throw new Error('nothing was requested');
    for (let state = 'requested'; state !== 'ready'; { state } = await look(asked.exportId)) {
      if (state !== 'building') continue;
      await setReadOnly('on');
      if ((await look(asked.exportId)).state !== 'ready') return asked.exportId;
      await setReadOnly('off');
    }
  }
  throw new Error('every bundle was built before it could be caught');
}

test('a bundle that was under way is not ready while the record only reads, and is whole afterwards', async () => {
  await world.superSql`select 1`; // a connection from before the fault: it goes on writing
  const exportId = await catchBuilding();
  const end = Date.now() + 3 * lockMs;
  while (Date.now() < end) {
    expect((await look(exportId)).state).not.toBe('ready');
    await sleep(100);
  }
  await setReadOnly('off');

  const ready = await eventually(
    'the bundle is built',
    async () => {
      const now = await look(exportId);
      return now.state === 'ready' && now.key !== null && now.versionId !== null ? { key: now.key, versionId: now.versionId } : null;
    },
    60,
  );
  const { body } = await readObject(world.store('console'), { bucket: 'bundles', ...ready });
  const file = path.join(world.folder, 'bundle.zip');
  const chunks: Buffer[] = [];
  for await (const chunk of body as AsyncIterable<Buffer>) chunks.push(chunk);
  await writeFile(file, Buffer.concat(chunks));
  await run('unzip', ['-t', '-q', file]);
  expect((await run(process.execPath, ['workers/commands/verify.ts', file])).stdout).toContain('Nothing is wrong');
  await checkInvariants(world, { lockMs, outputs: [records.logs()] });
});
