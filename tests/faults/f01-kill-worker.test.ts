/** F1: SIGKILL of a worker at each named point, between any two effects. The step runs again once for the kill, and nothing is lost, doubled or orphaned. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkInvariants } from '#tests/support/invariants.ts';
import { startProcess } from '#tests/support/processes.ts';
import type { RunningProcess } from '#tests/support/processes.ts';
import { fileReport } from '#tests/support/report.ts';
import type { FiledReport } from '#tests/support/report.ts';
import { hourPasses, reaches } from '#tests/support/stages.ts';
import { openWorld } from '#tests/support/world.ts';
import type { World } from '#tests/support/world.ts';

const lockMs = 2000;
const short = { LOCK_DURATION_MS: String(lockMs) };
const acknowledged: FiledReport[] = [];
let world: World;

beforeAll(async () => {
  world = await openWorld({ name: 'f1' });
});
afterAll(() => world.close());

async function report(size: number): Promise<{ fileId: string }> {
  const filed = await fileReport(world, { files: [{ name: 'clip.mp4', bytes: randomBytes(size) }] });
  acknowledged.push(filed);
  return { fileId: filed.files[0]?.fileId ?? '' };
}

/** Starts a group that kills itself at `point`, has `work` lead it there, and starts it again. */
async function killedAt(
  group: 'receive' | 'records',
  point: string,
  work: () => Promise<void>,
  extra: Record<string, string> = {},
): Promise<RunningProcess> {
  const first = await startProcess(world, group, { ...short, ...extra, FAILPOINT: point });
  await work();
  const { signal } = await first.ended;
  expect(signal, `${point} was reached`).toBe('SIGKILL');
  return startProcess(world, group, { ...short, ...extra, FAILPOINT: point });
}

describe('receiving', () => {
  let records: RunningProcess;
  beforeAll(async () => {
    records = await startProcess(world, 'records', short);
  });
  afterAll(() => records.stop());

  test.each([
    ['receive.after-intent', 2],
    ['receive.mid-copy', 2],
    ['receive.after-complete', 2],
    ['receive.after-lock', 2],
    ['receive.after-commit', 1],
  ])('killed at %s', async (point, least) => {
    let fileId = '';
    const again = await killedAt('receive', point, async () => {
      ({ fileId } = await report(6 * 1024 * 1024));
    });
    const stage = await reaches(world, fileId, 'receive', ['done']);
    await reaches(world, fileId, 'scan', ['done']);
    expect(stage.generation, 'started again after the kill').toBeGreaterThanOrEqual(least);
    expect(stage.generation, 'and not over and over').toBeLessThanOrEqual(least === 1 ? 1 : 3); // on a busy machine a beat can come late once
    await again.stop();
    const [copies] = await world.superSql<[{ all: number; inForce: number; open: number }]>`
      select count(*)::integer as all, (count(*) filter (where state = 'in_force'))::integer as "inForce", (count(*) filter (where state in ('intent', 'stored')))::integer as open
      from original_copies where file_id = ${fileId}`;
    expect(copies).toEqual({ all: stage.generation, inForce: 1, open: 0 });
    await checkInvariants(world, { acknowledged, lockMs });
  });

  test.each(['scan.started', 'scan.answered'])('killed at %s, in a later scan', async (point) => {
    const without = await startProcess(world, 'receive', { ...short, CLAMD_SOCKET: `${world.folder}/nobody-listens` });
    const { fileId } = await report(100_000);
    await reaches(world, fileId, 'receive', ['done']);
    await without.stop();
    const again = await killedAt('receive', point, () => hourPasses(world, fileId, 'scan'));
    const stage = await reaches(world, fileId, 'scan', ['done']);
    expect(stage.verdict).toBe('clean');
    await again.stop();
    await checkInvariants(world, { acknowledged, lockMs });
  });
});

test('killed between handing a job to the queue and marking its row: the second handing over is the same job', async () => {
  let fileId = '';
  const records = await killedAt('records', 'relay.after-publish', async () => {
    ({ fileId } = await report(1000));
  });
  const receive = await startProcess(world, 'receive', short);
  const stage = await reaches(world, fileId, 'receive', ['done']);
  expect(stage.generation).toBe(1);
  await Promise.all([receive.stop(), records.stop()]);
  await checkInvariants(world, { acknowledged, lockMs });
});
