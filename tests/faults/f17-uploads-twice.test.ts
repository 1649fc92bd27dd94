/** F17 for files: a request that comes twice, the same file from two tabs, an address used again after the end, a `complete` replayed after the report was handed in. One file, once. */
import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listVersions } from '#infra/store/objects.ts';
import { askFor, hashOf, sendDirectly } from '#tests/support/direct-upload.ts';
import { checkInvariants, type Acknowledged } from '#tests/support/invariants.ts';
import { startProcess, type RunningProcess } from '#tests/support/processes.ts';
import { Witness } from '#tests/support/witness.ts';
import { openWorld, type World } from '#tests/support/world.ts';

let world: World;
let intake: RunningProcess;
const acknowledged: Acknowledged[] = [];
beforeAll(async () => {
  world = await openWorld({ name: 'f17-uploads' });
  intake = await startProcess(world, 'intake');
});
afterAll(async () => {
  await checkInvariants(world, { acknowledged });
  await intake.stop();
  await world.close();
});

async function begin(): Promise<Witness> {
  const witness = new Witness(world.installation.origins.intake);
  await witness.begin();
  return witness;
}
/** Hands in what is there; the invariants are checked against it in the end. */
async function handIn(witness: Witness, files: { name: string; size: number; sha256: string }[]): Promise<void> {
  await witness.answer();
  await witness.handIn();
  const { reference } = await witness.receipt();
  acknowledged.push({ reference, files });
}
const versionsOf = async (upload: string): Promise<number> => {
  const [row] = await world.superSql<{ key: string }[]>`select object_key as key from uploads where id = ${upload}`;
  let count = 0;
  for await (const version of listVersions(world.store('root'), 'quarantine', row?.key ?? 'none')) if (!version.deleted) count += 1;
  return count;
};

test('every request twice at once: one upload, one version, one event', async () => {
  const witness = await begin();
  const bytes = randomBytes(6 * 1024 ** 2);
  const upload = randomUUID();
  const about = { upload, name: 'van.mp4', size: bytes.byteLength, role: 'evidence' };
  const created = await Promise.all([1, 2, 3].map(() => askFor(witness, 'create', about)));
  expect(created.map(({ status }) => status)).toEqual([200, 200, 200]);
  const complete = await sendDirectly(witness, { upload, name: 'van.mp4', bytes });
  const completed = await Promise.all([1, 2, 3].map(() => complete()));
  for (const answer of completed) expect(answer).toMatchObject({ status: 200, body: { stored: true } });
  expect(await versionsOf(upload)).toBe(1);
  const events = await world.superSql`select from custody_events where item = ${upload} and action = 'upload.stored'`;
  expect(events).toHaveLength(1);
  await handIn(witness, [{ name: 'van.mp4', size: bytes.byteLength, sha256: hashOf(bytes) }]);
  // A day later a browser sends it all again from its history.
  expect(await complete()).toMatchObject({ status: 200, body: { stored: true } });
  expect(await askFor(witness, 'create', { ...about, upload: randomUUID() })).toMatchObject({
    status: 409,
    body: { error: 'alreadySubmitted' },
  });
  expect(await askFor(witness, 'remove', { upload })).toMatchObject({ status: 409 });
  expect(await versionsOf(upload)).toBe(1);
});

test('the same file from two tabs is kept once, whichever is first, and nothing stays of the other', async () => {
  const witness = await begin();
  const bytes = randomBytes(6 * 1024 ** 2);
  const uploads = [randomUUID(), randomUUID()] as const;
  const completes = await Promise.all(uploads.map((upload) => sendDirectly(witness, { upload, name: 'van.mp4', bytes })));
  const answers = await Promise.all(completes.map((complete) => complete()));
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({ error: 'fileDuplicate' });
  const known = { name: 'again.mp4', size: bytes.byteLength, role: 'evidence' };
  expect((await askFor(witness, 'create', { ...known, upload: randomUUID() })).body).toMatchObject({ twin: true, parts: [] });
  const third = await askFor(witness, 'create', { ...known, upload: randomUUID(), sha256: hashOf(bytes) });
  expect(third).toMatchObject({ status: 409, body: { error: 'fileDuplicate' } });
  await handIn(witness, [{ name: 'van.mp4', size: bytes.byteLength, sha256: hashOf(bytes) }]);
});

test('a part’s address is of no use once the file is stored', async () => {
  const witness = await begin();
  const bytes = randomBytes(1000);
  const upload = randomUUID();
  await askFor(witness, 'create', { upload, name: 'a.jpg', size: 1000, role: 'evidence' });
  const part = { upload, part: 1, size: 1000, sha256: hashOf(bytes) };
  const { body } = await askFor(witness, 'sign', part);
  const { url, headers } = body as { url: string; headers: Record<string, string> };
  const put = async () => (await fetch(url, { method: 'PUT', body: new Uint8Array(bytes), headers })).status;
  expect([await put(), await put()]).toEqual([200, 200]); // the same bytes: harmless
  await askFor(witness, 'complete', { upload, sha256: hashOf(bytes), parts: [hashOf(bytes)] });
  expect(await put()).toBe(404);
  expect(await askFor(witness, 'sign', part)).toMatchObject({ status: 410, body: { error: 'uploadGone' } });
  expect(await versionsOf(upload)).toBe(1);
  await handIn(witness, [{ name: 'a.jpg', size: 1000, sha256: hashOf(bytes) }]);
});

test('another witness can do nothing with an upload whose id they know', async () => {
  const [owner, other] = [await begin(), await begin()];
  const bytes = randomBytes(1000);
  const upload = randomUUID();
  const complete = await sendDirectly(owner, { upload, name: 'a.jpg', bytes });
  const about = { upload, name: 'a.jpg', size: 1000, role: 'evidence' };
  const part = { upload, part: 1, size: 1000, sha256: hashOf(bytes) };
  expect((await askFor(other, 'create', about)).status).toBe(410);
  expect((await askFor(other, 'sign', part)).status).toBe(410);
  expect((await askFor(other, 'complete', { upload, sha256: hashOf(bytes), parts: [hashOf(bytes)] })).status).toBe(410);
  await askFor(other, 'remove', { upload });
  expect(await complete()).toMatchObject({ status: 200, body: { stored: true } });
  await handIn(owner, [{ name: 'a.jpg', size: 1000, sha256: hashOf(bytes) }]);
});
