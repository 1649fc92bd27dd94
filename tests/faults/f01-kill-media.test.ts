/** F1 for the media group: SIGKILL in mid-metadata, in mid-preview, between effect and compare-and-set, and in the assessment. The report gets ready all the same. */
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkInvariants } from '#tests/support/invariants.ts';
import { startProcess } from '#tests/support/processes.ts';
import { fileReport } from '#tests/support/report.ts';
import type { FiledReport } from '#tests/support/report.ts';
import { readStage } from '#tests/support/stages.ts';
import { eventually, openWorld } from '#tests/support/world.ts';
import type { World } from '#tests/support/world.ts';

const lockMs = 2000;
const short = { LOCK_DURATION_MS: String(lockMs) };
const acknowledged: FiledReport[] = [];
let world: World;

beforeAll(async () => {
  world = await openWorld({ name: 'f1-media' });
  await Promise.all([startProcess(world, 'records', short), startProcess(world, 'receive', short)]);
});
afterAll(() => world.close());

test.each([
  ['media.inspect.started', 'inspect'],
  ['media.inspect.before-settle', 'inspect'],
  ['media.derive.stored', 'derive'],
  ['media.derive.before-settle', 'derive'],
  ['media.assess.before-settle', null],
] as const)('killed at %s', async (point, stage) => {
  const photo = await sharp({ create: { width: 640, height: 480, channels: 3, background: '#446688' } })
    .jpeg()
    .toBuffer();
  const doomed = await startProcess(world, 'media', { ...short, FAILPOINT: point });
  const filed = await fileReport(world, { files: [{ name: 'photo.jpg', bytes: photo }] });
  acknowledged.push(filed);
  const { signal } = await doomed.ended;
  expect(signal, `${point} was reached`).toBe('SIGKILL');

  const heir = await startProcess(world, 'media', { ...short, FAILPOINT: point });
  await eventually(
    'the report is ready',
    async () => {
      const [item] = await world.superSql<{ state: string }[]>`select state from triage_items where submission_id = ${filed.submissionId}`;
      return item?.state === 'ready';
    },
    60,
  );
  await heir.stop();
  if (stage) {
    const ended = await readStage(world, filed.files[0]?.fileId ?? '', stage);
    expect(ended.state).toBe('done');
    expect(ended.generation, 'started again after the kill').toBeGreaterThanOrEqual(2);
    expect(ended.generation, 'and not over and over').toBeLessThanOrEqual(3); // on a busy machine a beat can come late once
  }
  await checkInvariants(world, { acknowledged, lockMs });
});
