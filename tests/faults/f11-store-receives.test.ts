/** F11 at the receive group: the store refuses, stalls, breaks off or says what is not so, while a file goes from quarantine to the originals. */
import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { checkInvariants } from '#tests/support/invariants.ts';
import { startProcess } from '#tests/support/processes.ts';
import type { RunningProcess } from '#tests/support/processes.ts';
import { fileReport } from '#tests/support/report.ts';
import type { FiledFile, FiledReport } from '#tests/support/report.ts';
import { effects, openFront } from '#tests/support/s3-front.ts';
import type { Front, Rule } from '#tests/support/s3-front.ts';
import { hourPasses, readStage } from '#tests/support/stages.ts';
import type { Seen } from '#tests/support/stages.ts';
import { eventually, openWorld } from '#tests/support/world.ts';
import type { World } from '#tests/support/world.ts';

const lockMs = 2000;
const short = { LOCK_DURATION_MS: String(lockMs) };
const MiB = 1024 ** 2;
const acknowledged: FiledReport[] = [];
let world: World;
let front: Front;
let running: RunningProcess[];
let silent: { file: FiledFile; applied(): number };

beforeAll(async () => {
  world = await openWorld({ name: 'f11' });
  front = await openFront(world.servers.s3.endpoint);
  running = await Promise.all([
    startProcess(world, 'records', short),
    startProcess(world, 'receive', { ...short, S3_ENDPOINT: front.endpoint }),
  ]);
  // The client waits a minute for an answer; the others are tried meanwhile.
  let key = '';
  const rule = front.rule({ verb: 'getObject', times: 1, when: (request) => request.key === key, effect: effects.hang() });
  const file = await report((filed) => (key = filed.key));
  silent = { file, applied: rule.applied };
});
afterEach(() => checkInvariants(world, { acknowledged, lockMs }));
afterAll(async () => {
  await Promise.all((running ?? []).map((process) => process.stop()));
  await front?.close();
  await world?.close();
});

/** Two parts on the way to the originals. */
async function report(beforeSubmit: (file: FiledFile) => void = () => undefined): Promise<FiledFile> {
  const filed = await fileReport(world, {
    files: [{ name: 'clip.mp4', bytes: randomBytes(9 * MiB) }],
    beforeSubmit: async ([file]) => beforeSubmit(file as FiledFile),
  });
  acknowledged.push(filed);
  return filed.files[0] as FiledFile;
}

/** However often it is put off: the pauses between two starts are let pass. */
function received({ fileId }: FiledFile): Promise<Seen> {
  return eventually(
    'the file is received',
    async () => {
      const stage = await readStage(world, fileId, 'receive');
      if (stage.state === 'pending' && stage.attempts > 0) await hourPasses(world, fileId, 'receive');
      return stage.state === 'done' || stage.state === 'parked' ? stage : undefined;
    },
    100,
  );
}

const flipped = effects.alterReply((body) => {
  body[body.byteLength >> 1] = (body[body.byteLength >> 1] ?? 0) ^ 1;
  return body;
});

/** `starts`: 1 where asking again is enough, 2 where the step begins anew. */
describe.each<[string, Omit<Rule, 'bucket'>, number]>([
  ['500 once', { verb: 'getObject', times: 1, effect: effects.internalError() }, 1],
  ['500 at each try of the client', { verb: 'getObject', times: 3, effect: effects.internalError() }, 2],
  ['503 SlowDown', { verb: 'getObject', times: 2, effect: effects.slowDown() }, 1],
  ['403, the key has expired', { verb: 'getObject', times: 1, effect: effects.expiredToken() }, 2],
  ['a reset instead of an answer', { verb: 'getObject', times: 1, effect: effects.dropReply() }, 1],
  ['a body that is cut', { verb: 'getObject', times: 1, effect: effects.truncateBody(5 * MiB, 'cut') }, 2],
  [
    'a body that is short, with 200 and a length that agrees',
    { verb: 'getObject', times: 1, effect: effects.truncateBody(5 * MiB, 'short') },
    2,
  ],
  ['a body that ends early without a length', { verb: 'getObject', times: 1, effect: effects.truncateBody(5 * MiB, 'chunked') }, 2],
  ['other bytes of the right length', { verb: 'getObject', times: 1, effect: flipped }, 2],
  ['a slow body', { verb: 'getObject', times: 1, effect: effects.slowReply(500, 4 * MiB) }, 1],
])('reading quarantine: %s', (_name, rule, starts) => {
  test('the original is the file', async () => {
    const set = front.rule({ ...rule, bucket: 'quarantine' });
    const file = await report();
    const stage = await received(file);
    expect(set.applied()).toBe(rule.times);
    set.end();
    expect([stage.state, stage.generation]).toEqual(['done', starts]);
  });
});

describe.each<[string, Omit<Rule, 'bucket'>, number]>([
  ['create: 500 at each try', { verb: 'createMultipart', times: 3, effect: effects.internalError() }, 2],
  ['create: its answer is lost', { verb: 'createMultipart', times: 1, effect: effects.dropReply() }, 1],
  ['a part: 503 SlowDown', { verb: 'uploadPart', times: 2, effect: effects.slowDown() }, 1],
  ['a part: 403', { verb: 'uploadPart', part: 2, times: 1, effect: effects.expiredToken() }, 2],
  ['a part: reset in the middle', { verb: 'uploadPart', part: 1, times: 1, effect: effects.reset(3 * MiB) }, 1],
  ['a part: its answer is lost', { verb: 'uploadPart', part: 2, times: 1, effect: effects.dropReply() }, 1],
  ['a part: a byte is changed on the way', { verb: 'uploadPart', part: 1, times: 1, effect: effects.alterRequestBody(2 * MiB) }, 2],
  ['a part: a wrong ETag', { verb: 'uploadPart', part: 1, times: 1, effect: effects.wrongETag() }, 2],
  ['complete: 500 at each try, and nothing done', { verb: 'complete', times: 3, effect: effects.internalError() }, 2],
  ['the lock: 503 at each try', { verb: 'retention', times: 3, effect: effects.slowDown() }, 2],
])('writing an original, %s', (_name, rule, starts) => {
  test('the original is the file', async () => {
    const set = front.rule({ ...rule, bucket: 'originals' });
    const file = await report();
    const stage = await received(file);
    expect(set.applied()).toBe(rule.times);
    set.end();
    expect([stage.state, stage.generation]).toEqual(['done', starts]);
  });
});

test('the store is away for a while', async () => {
  front.refuse(true);
  const file = await report();
  await eventually('it was tried in vain', async () =>
    (await readStage(world, file.fileId, 'receive')).reason?.includes('StoreUnavailable'),
  );
  front.refuse(false);
  expect((await received(file)).state).toBe('done');
});

test('the one that was never answered is received too', async () => {
  const stage = await received(silent.file);
  expect(silent.applied()).toBe(1);
  expect([stage.state, stage.generation]).toEqual(['done', 1]);
});
