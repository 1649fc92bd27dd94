/** F11 at intake: the store refuses, stalls or says what is not so, while a witness sends a file. What is asked again is done; other bytes are never taken. */
import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { findVersions } from '#infra/store/multipart.ts';
import { askFor, hashOf, partsOf, sendPart, type Asked } from '#tests/support/direct-upload.ts';
import { checkInvariants } from '#tests/support/invariants.ts';
import type { Acknowledged } from '#tests/support/invariants.ts';
import { startProcess } from '#tests/support/processes.ts';
import type { RunningProcess } from '#tests/support/processes.ts';
import { effects, openFront } from '#tests/support/s3-front.ts';
import type { Front, Rule } from '#tests/support/s3-front.ts';
import { reaches } from '#tests/support/stages.ts';
import { Witness } from '#tests/support/witness.ts';
import { openWorld } from '#tests/support/world.ts';
import type { World } from '#tests/support/world.ts';

const lockMs = 2000;
const short = { LOCK_DURATION_MS: String(lockMs) };
const MiB = 1024 ** 2;
const name = 'van.mp4';
const acknowledged: Acknowledged[] = [];
let world: World;
let front: Front;
let running: RunningProcess[];

beforeAll(async () => {
  world = await openWorld({ name: 'f11-uploads' });
  front = await openFront(world.servers.s3.endpoint);
  running = await Promise.all([
    startProcess(world, 'records', short),
    startProcess(world, 'receive', short),
    startProcess(world, 'intake', front.environment),
  ]);
});
afterEach(async () => {
  front.clear();
  front.refuse(false);
  await checkInvariants(world, { acknowledged, lockMs });
});
afterAll(async () => {
  await Promise.all((running ?? []).map((process) => process.stop()));
  await front?.close();
  await world?.close();
});

/** As the page's script: what is refused for the moment is asked again, each part by a fresh address, and what is missing is sent again. Returns the answers that were no success. */
async function send(witness: Witness, upload: string, bytes: Uint8Array): Promise<(number | 'broken')[]> {
  const failures: (number | 'broken')[] = [];
  const until = async (attempt: () => Promise<Asked>): Promise<Asked['body']> => {
    for (let tried = 0; tried < 5; tried += 1) {
      const { status, body } = await attempt();
      if (status === 200) return body;
      failures.push(status);
    }
    throw new Error(`refused too often: ${failures.join(', ')}`);
  };
  const { partSize } = await until(() => askFor(witness, 'create', { upload, name, size: bytes.byteLength, role: 'evidence' }));
  const parts = partsOf(bytes, partSize as number);
  const put = async (n: number): Promise<void> => {
    for (let tried = 0; tried < 5; tried += 1) {
      const part = { upload, n, bytes: parts[n - 1] as Uint8Array<ArrayBuffer>, ...(tried > 0 ? { again: true as const } : {}) };
      const sent = await sendPart(witness, part);
      if (sent === 200 || sent === 'stored') return;
      failures.push(sent);
    }
    throw new Error(`part ${n} was refused too often: ${failures.join(', ')}`);
  };
  for (let n = 1; n <= parts.length; n += 1) await put(n);
  for (let round = 0; round < 3; round += 1) {
    const { stored, missing } = await until(() => askFor(witness, 'complete', { upload, sha256: hashOf(bytes), parts: parts.map(hashOf) }));
    if (stored === true) return failures;
    for (const n of missing as number[]) await put(n);
  }
  throw new Error('never complete');
}

/** The whole way: sent under this trouble, handed in, received. */
async function report(rules: readonly Rule[]): Promise<{ failures: (number | 'broken')[]; applied: number[] }> {
  const witness = new Witness(world.installation.origins.intake);
  await witness.begin();
  const set = rules.map((rule) => front.rule({ ...rule, bucket: 'quarantine' }));
  const bytes = randomBytes(11 * MiB);
  const upload = randomUUID();
  front.forget();
  const failures = await send(witness, upload, bytes);
  const [{ key }] = await world.superSql<[{ key: string }]>`select object_key as key from uploads where id = ${upload}`;
  expect(await findVersions(world.store('intake'), 'quarantine', key)).toMatchObject([{ size: bytes.byteLength }]);
  await witness.answer();
  expect((await witness.handIn()).status).toBe(303);
  const { reference } = await witness.receipt();
  acknowledged.push({ reference, files: [{ name, size: bytes.byteLength, sha256: hashOf(bytes) }] });
  const [file] = await world.superSql<[{ id: string }]>`select id from files where upload_id = ${upload}`;
  await reaches(world, file.id, 'receive', ['done']);
  return { failures, applied: set.map((rule) => rule.applied()) };
}

/** `failures`: what the witness's side saw and asked again; none where the server's own client made it good. */
describe.each<[string, Rule[], (number | 'broken')[]]>([
  ['create: 500 once', [{ verb: 'createMultipart', times: 1, effect: effects.internalError() }], []],
  ['create: 503 at each try of the client', [{ verb: 'createMultipart', times: 3, effect: effects.slowDown() }], [503]],
  ['create: 403', [{ verb: 'createMultipart', times: 1, effect: effects.expiredToken() }], [500]],
  ['create: the answer is lost', [{ verb: 'createMultipart', times: 1, effect: effects.dropReply() }], []],
  ['a part: 500', [{ verb: 'uploadPart', part: 1, times: 1, effect: effects.internalError() }], [500]],
  ['a part: 503 SlowDown', [{ verb: 'uploadPart', part: 2, times: 2, effect: effects.slowDown() }], [503, 503]],
  ['a part: its address has expired', [{ verb: 'uploadPart', part: 2, times: 1, effect: effects.expired() }], [403]],
  ['a part: reset in the middle', [{ verb: 'uploadPart', part: 2, times: 1, effect: effects.reset(3 * MiB) }], ['broken']],
  ['a part: stored, and the answer is lost', [{ verb: 'uploadPart', part: 1, times: 1, effect: effects.dropReply() }], ['broken']],
  ['a part: a byte is changed on the way', [{ verb: 'uploadPart', part: 3, times: 1, effect: effects.alterRequestBody(9) }], [400]],
  ['a part: the store tells another ETag', [{ verb: 'uploadPart', part: 3, times: 1, effect: effects.wrongETag() }], []],
  ['a part: the answer is late', [{ verb: 'uploadPart', part: 1, times: 1, effect: effects.slowReply(1_000) }], []],
  ['complete: the list of parts is old', [{ verb: 'listParts', times: 1, effect: effects.staleParts([2]) }], []],
  ['complete: the list of parts is from before any', [{ verb: 'listParts', times: 1, effect: effects.staleParts('all') }], []],
  ['complete: the list tells wrong ETags', [{ verb: 'listParts', times: 1, effect: effects.wrongETag() }], []],
  ['complete: the list tells wrong ETags twice', [{ verb: 'listParts', times: 2, effect: effects.wrongETag() }], []],
  ['complete: the list is cut', [{ verb: 'listParts', times: 3, effect: effects.truncateBody(300) }], [503]],
  [
    'complete: the list is half a document, with 200',
    [{ verb: 'listParts', times: 3, effect: effects.truncateBody(300, 'short') }],
    [503, 503, 503],
  ],
  ['complete: 500 at each try', [{ verb: 'complete', times: 3, effect: effects.internalError() }], [503]],
])('%s', (_name, rules, failures) => {
  test('the file arrives as it is', async () => {
    const told = await report(rules);
    expect(told.applied).toEqual(rules.map(({ times }) => times));
    expect(told.failures).toEqual(failures);
  });
});

test('the store is away at each step', async () => {
  const witness = new Witness(world.installation.origins.intake);
  await witness.begin();
  const bytes = randomBytes(6 * MiB);
  const upload = randomUUID();
  const create = () => askFor(witness, 'create', { upload, name, size: bytes.byteLength, role: 'evidence' });
  const away = async (attempt: () => Promise<Asked>): Promise<Asked> => {
    front.refuse(true);
    expect((await attempt()).status).toBe(503);
    front.refuse(false);
    return attempt();
  };
  const { body } = await away(create);
  const parts = partsOf(bytes, body.partSize as number);
  for (const [index, part] of parts.entries()) {
    front.refuse(true);
    expect(await sendPart(witness, { upload, n: index + 1, bytes: part })).toBe('broken');
    front.refuse(false);
    expect(await sendPart(witness, { upload, n: index + 1, bytes: part, again: true })).toBe(200);
  }
  const complete = () => askFor(witness, 'complete', { upload, sha256: hashOf(bytes), parts: parts.map(hashOf) });
  expect((await away(complete)).body).toEqual({ stored: true });
});

test('a part that the store holds is not asked for again', async () => {
  const witness = new Witness(world.installation.origins.intake);
  await witness.begin();
  const bytes = new Uint8Array(randomBytes(6 * MiB));
  const upload = randomUUID();
  const { body } = await askFor(witness, 'create', { upload, name, size: bytes.byteLength, role: 'evidence' });
  const [first] = partsOf(bytes, body.partSize as number) as [Uint8Array<ArrayBuffer>];
  front.rule({ verb: 'uploadPart', times: 1, effect: effects.dropReply() });
  expect(await sendPart(witness, { upload, n: 1, bytes: first })).toBe('broken');
  front.forget();
  expect(await sendPart(witness, { upload, n: 1, bytes: first, again: true })).toBe('stored');
  expect(front.bytes('uploadPart')).toBe(0);
  const again = await askFor(witness, 'create', { upload, name, size: bytes.byteLength, role: 'evidence' });
  expect(again.body.parts).toEqual([{ n: 1, sha256: hashOf(first) }]);
  expect((await askFor(witness, 'remove', { upload })).status).toBe(200);
});
