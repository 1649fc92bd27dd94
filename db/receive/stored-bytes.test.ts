/** The count of what uploads take in the store: what is signed and never completed, what ends, what goes wrong. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDraft, type DraftProof } from '#db/intake/drafts.ts';
import { openUpload, recordUploadStarted, recordUploadStored, removeUpload, signUploadPart } from '#db/intake/uploads.ts';
import { openWorld, type World } from '#tests/support/world.ts';
import { readBudget, recountBytes } from './sweep.ts';

const partSize = 5_242_880;
const size = 2 * partSize + 100;
const sizes = [partSize, partSize, 100];

let world: World;
beforeAll(async () => {
  world = await openWorld({ name: 'stored-bytes' });
});
afterAll(() => world.close());

async function start(): Promise<DraftProof> {
  const draft = { id: randomUUID(), proof: randomBytes(32) };
  const proofHash = createHash('sha256').update(draft.proof).digest();
  await startDraft(world.sql('intake'), {
    id: draft.id,
    proofHash,
    submissionId: randomUUID(),
    idempotencyKey: randomUUID(),
    ciphertext: Buffer.from('x'),
  });
  return draft;
}
async function begin(draft: DraftProof): Promise<string> {
  const id = randomUUID();
  await openUpload(world.sql('intake'), draft, { id, objectKey: randomUUID(), route: 'direct', size, partSize });
  await recordUploadStarted(world.sql('intake'), draft, id, 'store-upload');
  return id;
}
const hashOf = (n: number) => createHash('sha256').update(`${n}`).digest('hex');
const sign = (draft: DraftProof, uploadId: string, n: number) =>
  signUploadPart(world.sql('intake'), draft, { uploadId, n, size: sizes[n - 1] ?? 0, sha256: hashOf(n) });
const store = (draft: DraftProof, uploadId: string) =>
  recordUploadStored(world.sql('intake'), draft, {
    uploadId,
    versionId: 'v',
    size,
    parts: sizes.map((bytes, index) => ({ n: index + 1, size: bytes, sha256: hashOf(index + 1) })),
    sha256: randomBytes(32),
    hashSource: 'device',
  });
async function counted(): Promise<number> {
  const { bytes } = await readBudget(world.sql('receive'));
  const [row] = await world.superSql<[{ truth: number }]>`select coalesce(sum(upload_takes(u)), 0)::bigint as truth from uploads u`;
  expect(bytes, 'the counter is what a recount says').toBe(row.truth);
  return bytes;
}
async function setBudget(bytes: number): Promise<void> {
  await world.superSql`insert into settings (key, version, value)
    select 'intake.maxStoreBytes', coalesce(max(version), 0) + 1, ${bytes}::text::jsonb from settings where key = 'intake.maxStoreBytes'`;
}

test('parts that are signed and never completed count, each once, until the upload was given up and cleared', async () => {
  const before = await counted();
  const draft = await start();
  const upload = await begin(draft);
  expect(await counted(), 'declared is not sent').toBe(before);
  await sign(draft, upload, 1);
  expect(await counted()).toBe(before + partSize);
  await sign(draft, upload, 1);
  await sign(draft, upload, 3);
  expect(await counted(), 'the last part is shorter').toBe(before + partSize + 100);
  await removeUpload(world.sql('intake'), draft, upload);
  expect(await world.superSql`select from upload_parts where upload_id = ${upload}`).toHaveLength(0);
  expect(await counted(), 'the store may hold them until it was told').toBe(before + partSize + 100);
  await world.superSql`update uploads set quarantine_deleted_at = clock_timestamp() where id = ${upload}`;
  expect(await counted()).toBe(before);
});

test('a file that was signed whole counts the same when it is stored, and fits where it just fits', async () => {
  const before = await counted();
  const draft = await start();
  const upload = await begin(draft);
  for (const n of [1, 2, 3]) await sign(draft, upload, n);
  await setBudget(before + size);
  await store(draft, upload);
  expect(await counted()).toBe(before + size);
  await setBudget(2 ** 41);
});

test('uploads that were opened while there was room cannot go on without end; what was signed may be signed again', async () => {
  const before = await counted();
  const draft = await start();
  const [first, second] = [await begin(draft), await begin(draft)];
  await setBudget(before + size);
  for (const n of [1, 2]) await sign(draft, first, n);
  await expect(sign(draft, second, 1)).rejects.toMatchObject({ name: 'OverLimit', limit: 'store' });
  await sign(draft, second, 3);
  await expect(sign(draft, first, 3)).rejects.toMatchObject({ name: 'OverLimit', limit: 'store' });
  await sign(draft, first, 1);
  expect(await counted()).toBe(before + size);
  await setBudget(2 ** 41);
});

test('a part that is being signed while its upload is given up leaves nothing behind', async () => {
  const before = await counted();
  const draft = await start();
  const upload = await begin(draft);
  const started = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const signing = world.sql('intake').begin(async (tx) => {
    await tx`select intake_sign_part(${draft.id}, ${Buffer.from(draft.proof)}, ${upload}, 1, ${partSize}, ${Buffer.from(hashOf(1), 'hex')})`;
    started.resolve();
    await goOn.promise;
  });
  await started.promise;
  let isOver = false;
  const giving = world.sql('receive')`update uploads set state = 'abandoned' where id = ${upload}`.then(() => (isOver = true)); // as the sweep and the end of a draft do
  await expect
    .poll(async () => (await world.superSql`select from pg_locks where not granted`).length > 0 || isOver, { timeout: 10_000 })
    .toBe(true);
  goOn.resolve();
  await Promise.all([signing, giving]);
  expect(await world.superSql`select from upload_parts where upload_id = ${upload}`).toHaveLength(0);
  expect(await counted()).toBe(before + partSize);
  await expect(sign(draft, upload, 2)).rejects.toMatchObject({ name: 'UploadGone' });
});

test('many parts of many reports are signed while uploads end: nobody waits in a circle, and the count holds', async () => {
  const drafts = await Promise.all(Array.from({ length: 4 }, () => start()));
  const work = await Promise.all(drafts.map(async (draft) => ({ draft, uploads: [await begin(draft), await begin(draft)] })));
  const outcomes = await Promise.allSettled(
    work.flatMap(({ draft, uploads }) =>
      uploads.flatMap((upload, index) => [
        ...[1, 2, 3].map((n) => sign(draft, upload, n)),
        ...(index === 0 ? [removeUpload(world.sql('intake'), draft, upload)] : []),
        ...[1, 2, 3].map((n) => sign(draft, upload, n)),
      ]),
    ),
  );
  const reasons = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [(outcome.reason as Error).name] : []));
  expect(reasons.filter((name) => name !== 'UploadGone')).toEqual([]);
  await counted();
});

test('a count that went wrong is put right once a day, and parts that stayed behind go', async () => {
  const before = await counted();
  const draft = await start();
  const upload = await begin(draft);
  await removeUpload(world.sql('intake'), draft, upload);
  await world.superSql`insert into upload_parts (upload_id, n, sha256) values (${upload}, 1, ${randomBytes(32)})`;
  await world.superSql`update stored_bytes set bytes = bytes + case shard when 3 then 1000 else -7 end where shard in (3, 4)`;
  await world.superSql`update stored_bytes set recounted_at = clock_timestamp() - interval '23 hours' where shard = 0`;
  expect(await recountBytes(world.sql('receive')), 'not due').toBeNull();
  await world.superSql`update stored_bytes set recounted_at = clock_timestamp() - interval '25 hours' where shard = 0`;
  expect(await recountBytes(world.sql('receive'))).toBeGreaterThan(1000);
  expect(await counted()).toBe(before);
  expect(await world.superSql`select from upload_parts where upload_id = ${upload}`).toHaveLength(0);
  expect(await recountBytes(world.sql('receive'))).toBeNull();
});
