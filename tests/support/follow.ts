/** A report whose witness can come back: filed through intake's door, with the page opened as the site would. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Sql } from '#db/connect.ts';
import { openPage, type FollowSession } from '#db/intake/follow-session.ts';
import { completeMultipart, createMultipart, uploadPart } from '#infra/store/multipart.ts';
import { openUpload, recordUploadStarted, recordUploadStored, signUploadPart } from '#db/intake/uploads.ts';
import { followProof, newPassphrase, newReference } from '#infra/vault/witness.ts';
import type { DraftProof } from '#db/intake/drafts.ts';
import { startAddition } from '#db/intake/additions.ts';
import { exampleAnswers } from '#tests/support/review.ts';
import type { World } from '#tests/support/world.ts';

export type Returning = { submissionId: string; reference: string; passphrase: string; proof: Buffer };
export const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

/** Hands a report in without files; nothing is assessed, because no worker runs. */
export async function fileForReturn(
  world: World,
  { answers = exampleAnswers, showsReport = true, language = 'en' }: { answers?: object; showsReport?: boolean; language?: string } = {},
): Promise<Returning> {
  const sql = world.sql('intake');
  const draft = { id: randomUUID(), proof: randomBytes(32) };
  const [submissionId, reference, passphrase] = [randomUUID(), newReference(), newPassphrase()];
  const proof = followProof(reference, passphrase);
  await sql`select intake_start_draft(${draft.id}, ${sha256(draft.proof)}, ${submissionId}, ${randomUUID()}, ${randomBytes(64)})`;
  const said = { reference, proofHash: sha256(proof).toString('hex'), language, answers: JSON.stringify(answers), showsReport, files: [] };
  await sql`select intake_submit(${draft.id}, ${draft.proof}, ${JSON.stringify(said)}::text::jsonb)`;
  return { submissionId, reference, passphrase, proof };
}

export async function comeBack(
  sql: Sql,
  { reference, proof }: Pick<Returning, 'reference' | 'proof'>,
  language: string | null = null,
): Promise<FollowSession> {
  const token = randomBytes(32);
  await openPage(sql, { reference, proof, tokenHash: sha256(token), language });
  return { token };
}

/** An addition with these files stored in quarantine (or, without `bytes`, in the record alone), not handed in yet. */
export async function beginAddition(
  world: World,
  session: FollowSession,
  files: readonly { bytes?: Buffer }[],
): Promise<{ draft: DraftProof; uploads: string[] }> {
  const sql = world.sql('intake');
  const draft = { id: randomUUID(), proof: randomBytes(32) };
  await startAddition(sql, session, {
    id: draft.id,
    proofHash: sha256(draft.proof),
    idempotencyKey: randomUUID(),
    ciphertext: randomBytes(64),
  });
  const uploads: string[] = [];
  for (const { bytes } of files) uploads.push(await storeUpload(world, draft, bytes));
  return { draft, uploads };
}

async function storeUpload(world: World, draft: DraftProof, bytes: Buffer | undefined): Promise<string> {
  const sql = world.sql('intake');
  const [id, objectKey] = [randomUUID(), randomUUID()];
  const body = bytes ?? randomBytes(16); // never in the store, and no two alike
  const size = body.byteLength;
  const hash = sha256(body);
  await openUpload(sql, draft, { id, objectKey, route: 'direct', size, partSize: 8 * 1024 * 1024 });
  let [storeUploadId, versionId] = ['none', 'none'];
  if (bytes) {
    const store = world.store('intake');
    storeUploadId = await createMultipart(store, 'quarantine', objectKey);
    const part = {
      bucket: 'quarantine',
      key: objectKey,
      uploadId: storeUploadId,
      partNumber: 1,
      body,
      sha256: hash.toString('hex'),
    } as const;
    const etag = await uploadPart(store, part);
    const parts = [{ partNumber: 1, etag, size, sha256: part.sha256 }];
    ({ versionId } = await completeMultipart(store, { bucket: 'quarantine', key: objectKey, uploadId: storeUploadId, parts }));
  }
  await recordUploadStarted(sql, draft, id, storeUploadId);
  const parts = [{ n: 1, size, sha256: hash.toString('hex') }];
  await signUploadPart(sql, draft, { uploadId: id, n: 1, size, sha256: hash.toString('hex') });
  await recordUploadStored(sql, draft, { uploadId: id, versionId, size, parts, sha256: hash, hashSource: 'device' });
  return id;
}
