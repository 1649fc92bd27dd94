/** F14: the scanner is down, hangs, or says things nobody understands. The copy is made and locked all the same; the verdict stays pending, then is error; it is never clean. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { maxScanStarts } from '#db/flow/pace.ts';
import { checkInvariants } from '#tests/support/invariants.ts';
import { startFakeClamd, manners } from '#tests/support/clamd.ts';
import { startProcess } from '#tests/support/processes.ts';
import type { RunningProcess } from '#tests/support/processes.ts';
import { eicar, fileReport } from '#tests/support/report.ts';
import type { FiledReport } from '#tests/support/report.ts';
import { hourPasses, reaches, readStage } from '#tests/support/stages.ts';
import { eventually, openWorld } from '#tests/support/world.ts';
import type { World } from '#tests/support/world.ts';

const short = { LOCK_DURATION_MS: '1000' };
const acknowledged: FiledReport[] = [];
let world: World;
let records: RunningProcess;

beforeAll(async () => {
  world = await openWorld({ name: 'f14' });
  records = await startProcess(world, 'records', short);
});
afterAll(() => world.close());

async function report(bytes: Uint8Array): Promise<string> {
  const filed = await fileReport(world, { files: [{ name: 'found.bin', bytes }] });
  acknowledged.push(filed);
  return filed.files[0]?.fileId ?? '';
}

async function withScanner(socket: string, work: () => Promise<void>): Promise<void> {
  const receive = await startProcess(world, 'receive', { ...short, CLAMD_SOCKET: socket });
  try {
    await work();
  } finally {
    await receive.stop();
  }
}

/** The verdict of a file while its scanner never answers: pending at each start, error after the last. */
async function staysPendingThenError(fileId: string): Promise<void> {
  expect((await reaches(world, fileId, 'receive', ['done'])).verdict).toBe('pending');
  const waiting = await eventually('the later pass has tried too', async () => {
    const seen = await readStage(world, fileId, 'scan');
    return seen.state === 'pending' && seen.attempts >= 2 ? seen : undefined;
  });
  expect(waiting.verdict).toBe('pending');
  await hourPasses(world, fileId, 'scan', maxScanStarts - 1);
  const ended = await reaches(world, fileId, 'scan', ['failed', 'done']);
  expect(ended).toMatchObject({ state: 'failed', verdict: 'error' });
  const [item] = await world.superSql<
    [{ attention: string | null }]
  >`select t.attention from triage_items t join files f on f.submission_id = t.submission_id where f.id = ${fileId}`;
  expect(item.attention).toBe('a file could not be scanned');
}

test('down: the verdict is pending, then error', async () => {
  await withScanner(`${world.folder}/nobody-listens`, async () => staysPendingThenError(await report(eicar())));
  await checkInvariants(world, { acknowledged });
});

test.each(Object.keys(manners) as (keyof typeof manners)[])('%s: the verdict is pending, then error', async (manner) => {
  const socket = `${world.folder}/clamd`;
  const clamd = await startFakeClamd(socket, manners[manner]);
  try {
    await withScanner(socket, async () => staysPendingThenError(await report(eicar())));
  } finally {
    await clamd.close();
  }
  await checkInvariants(world, { acknowledged });
});

test('slow: a file larger than all buffers is copied and locked without the scanner', async () => {
  const socket = `${world.folder}/clamd`;
  const clamd = await startFakeClamd(socket, { version: manners.garbage.version, answer: null });
  try {
    await withScanner(socket, async () => {
      const fileId = await report(randomBytes(40 * 1024 * 1024));
      const { verdict } = await reaches(world, fileId, 'receive', ['done']);
      expect(verdict).toBe('pending');
    });
  } finally {
    await clamd.close();
  }
  await checkInvariants(world, { acknowledged });
});

test('back again: what was pending gets the verdict of a real scan', async () => {
  let fileId = '';
  await withScanner(`${world.folder}/nobody-listens`, async () => {
    fileId = await report(eicar());
    await reaches(world, fileId, 'receive', ['done']);
  });
  const receive = await startProcess(world, 'receive', short);
  await hourPasses(world, fileId, 'scan');
  expect((await reaches(world, fileId, 'scan', ['done'])).verdict).toBe('infected');
  await checkInvariants(world, { acknowledged });
  await receive.stop();
  await records.stop();
});
