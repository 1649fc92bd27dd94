/** What intake's functions refuse whoever calls them: the office's limits on every way in, and ids that are taken. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Sql } from '#db/connect.ts';
import { readBudget } from '#db/receive/sweep.ts';
import { expireDrafts } from '#db/flow/drafts.ts';
import type { SettingKey } from '#db/settings/definitions.ts';
import { seedReport } from '#tests/support/review.ts';
import { openWorld, type World } from '#tests/support/world.ts';
import { openPage } from './follow-session.ts';
import { readPage, readProof } from './follow.ts';
import { readDraft, saveDraft, startDraft, type DraftProof } from './drafts.ts';
import { openUpload, readUploads, recordUploadStarted, recordUploadStored, removeUpload, type UploadRoute } from './uploads.ts';

let world: World;
let intake: Sql;
beforeAll(async () => {
  world = await openWorld({ name: 'intake-limits' });
  intake = world.sql('intake');
  for (const [key, value] of [
    ['intake.maxFileBytes', 100],
    ['intake.maxSubmissionBytes', 150],
  ] as const)
    await setLimit(key, 2, value);
});
function setLimit(key: SettingKey, version: number, value: number) {
  return world.superSql`insert into settings (key, version, value) values (${key}, ${version}, ${value}::text::jsonb)`;
}
afterAll(() => world.close());

async function start(ids: { submissionId?: string; idempotencyKey?: string; ciphertext?: Buffer } = {}): Promise<DraftProof> {
  const draft = { id: randomUUID(), proof: randomBytes(32) };
  const proofHash = createHash('sha256').update(draft.proof).digest();
  await startDraft(intake, {
    id: draft.id,
    proofHash,
    submissionId: randomUUID(),
    idempotencyKey: randomUUID(),
    ciphertext: Buffer.from('x'),
    ...ids,
  });
  return draft;
}
async function begin(draft: DraftProof, route: UploadRoute, size: number): Promise<string> {
  const id = randomUUID();
  await openUpload(intake, draft, { id, objectKey: randomUUID(), route, size, partSize: 5_242_880 });
  await recordUploadStarted(intake, draft, id, 'store-upload');
  return id;
}
const store = (draft: DraftProof, uploadId: string, size: number) =>
  recordUploadStored(intake, draft, { uploadId, versionId: 'v', size, parts: [], sha256: randomBytes(32), hashSource: 'server' });

test('a file whose size is known only once it is here is held to the limits all the same', async () => {
  const draft = await start();
  await expect(store(draft, await begin(draft, 'through_server', 0), 101)).rejects.toMatchObject({ name: 'OverLimit', limit: 'file' });
  await store(draft, await begin(draft, 'through_server', 0), 90);
  const second = await begin(draft, 'through_server', 0);
  await expect(store(draft, second, 61)).rejects.toMatchObject({ name: 'OverLimit', limit: 'submission' });
  await store(draft, second, 60);
  expect((await readUploads(intake, draft)).map(({ state, size }) => `${state} ${size}`)).toEqual([
    'uploading 0',
    'stored 90',
    'stored 60',
  ]);
});

test('a file that was declared is stored at the declared length or not at all', async () => {
  const draft = await start();
  const upload = await begin(draft, 'direct', 50);
  for (const size of [49, 51]) await expect(store(draft, upload, size)).rejects.toMatchObject({ name: 'UploadDiffers' });
  await store(draft, upload, 50);
});

test('no draft is laid over a report that exists, whose id every login can hear', async () => {
  const report = await seedReport(world);
  await expect(start({ submissionId: report.id })).rejects.toMatchObject({ name: 'WrongState' });
  const [row] = await world.superSql<{ key: string }[]>`select idempotency_key as key from submissions where id = ${report.id}`;
  await expect(start({ idempotencyKey: row?.key ?? '' })).rejects.toMatchObject({ name: 'WrongState' });
});

test('nor over one that was begun, left something in custody, and was given up', async () => {
  const submissionId = randomUUID();
  await world.superSql`select custody_append('submission', ${submissionId}, 'witness', 'witness', 'upload.stored', null, null, null)`;
  await expect(start({ submissionId })).rejects.toMatchObject({ name: 'WrongState' });
});

test('a draft has an end to its size', async () => {
  const long = Buffer.alloc(2 * 1024 ** 2 + 1);
  await expect(start({ ciphertext: long })).rejects.toMatchObject({ name: 'OverLimit', limit: 'draft' });
  const draft = await start({ ciphertext: long.subarray(1) });
  await expect(saveDraft(intake, draft, 1, long)).rejects.toMatchObject({ name: 'OverLimit', limit: 'draft' });
  expect((await readDraft(intake, draft)).version).toBe(1);
});

async function handIn(more: Record<string, unknown>): Promise<{ reference: string; proof: Buffer }> {
  const draft = await start();
  const proof = randomBytes(32);
  const reference = `EX-${randomBytes(4).toString('hex').toUpperCase()}`;
  const content = {
    reference,
    proofHash: createHash('sha256').update(proof).digest('hex'),
    language: 'en',
    answers: '{}',
    files: [],
    ...more,
  };
  await intake`select intake_submit(${draft.id}, ${Buffer.from(draft.proof)}, ${JSON.stringify(content)}::text::jsonb)`;
  return { reference, proof };
}

test('a report for a compartment that nobody made yet is open to nobody, instead of to everybody', async () => {
  const { reference } = await handIn({ compartment: 'not_made_yet' });
  const [row] =
    await world.superSql`select c.code from submissions s left join compartments c on c.id = s.compartment_id where s.reference = ${reference}`;
  expect(row).toEqual({ code: 'not_made_yet' });
});

test('a witness who looks at the follow-up page leaves no trace of when', async () => {
  const { reference, proof } = await handIn({});
  for (let look = 0; look < 2; look += 1) {
    const token = randomBytes(32);
    await openPage(intake, { reference, proof, tokenHash: createHash('sha256').update(token).digest(), language: null });
    await readPage(intake, { token });
    await readProof(intake, { token });
  }
  const [row] = await world.superSql<{ actions: string[] }[]>`
    select array_agg(e.action) as actions from custody_events e join submissions s on s.id = e.subject_id where s.reference = ${reference}`;
  expect(row?.actions).toEqual(['submission.received']);
});

test('all reports together stay within the budget of the whole store, which unfinished uploads cannot use up', async () => {
  const taken = async () => (await readBudget(world.sql('receive'))).bytes;
  const before = await taken();
  await setLimit('intake.maxStoreBytes', 2, before + 120);
  const drafts = await Promise.all(Array.from({ length: 4 }, () => start()));
  const uploads = await Promise.all(drafts.map((draft) => begin(draft, 'direct', 60)));
  expect(await taken(), 'declared is not stored').toBe(before);
  const outcomes = await Promise.allSettled(drafts.map((draft, index) => store(draft, uploads[index] ?? '', 60)));
  // Stored at the same moment two may both find room; the next one never does.
  expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThanOrEqual(2);
  const now = await taken();
  expect(now).toBe(before + 60 * outcomes.filter(({ status }) => status === 'fulfilled').length);

  const full = { name: 'OverLimit', limit: 'store' };
  await setLimit('intake.maxStoreBytes', 3, now);
  const late = await start();
  await expect(begin(late, 'direct', 1)).rejects.toMatchObject(full);
  await expect(begin(late, 'through_server', 0)).rejects.toMatchObject(full);
  await setLimit('intake.maxStoreBytes', 4, now + 10);
  const small = await begin(late, 'through_server', 0);
  await expect(store(late, small, 11)).rejects.toMatchObject(full);
  await store(late, small, 10);
  await store(late, small, 10); // again, after a lost answer
  expect(await taken()).toBe(now + 10);

  // Given up, it takes its room until its bytes are gone, and then no more.
  await removeUpload(intake, late, small);
  expect(await taken()).toBe(now + 10);
  const [draft] = drafts;
  await world.superSql`update drafts set expires_at = clock_timestamp() where id = ${draft?.id ?? ''}`;
  await expireDrafts(world.sql('records'));
  expect(await taken()).toBe(now + 10);
  await world.superSql`update uploads set quarantine_deleted_at = clock_timestamp() where state = 'abandoned'`;
  expect(await taken()).toBe(now - (outcomes[0]?.status === 'fulfilled' ? 60 : 0));
  await setLimit('intake.maxStoreBytes', 5, 2 ** 41);
});
