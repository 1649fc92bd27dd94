/**
 * The server's half of an upload from the browser straight to quarantine: create, sign each part, complete. No byte of a file passes here.
 *
 * Order and crashes: name in the draft → row `open` → upload id in the store → row `uploading` → parts → one version → row `stored` with its custody event.
 * Each step may be repeated; creating again with the same id finds what is there, completing again after a lost reply finds the version that the first one made.
 */
import { randomUUID } from 'node:crypto';
import type { AppLoadContext } from '@remix-run/node';
import { z } from 'zod';
import type { DraftProof } from '#db/intake/drafts.ts';
import { UploadGone } from '#db/intake/errors.ts';
import {
  forgetUpload,
  openUpload,
  readUploads,
  recordUploadStarted,
  recordUploadStored,
  removeUpload,
  type Upload,
} from '#db/intake/uploads.ts';
import { abortMultipart, completeMultipart, createMultipart, findVersions, listParts, presignPart } from '#infra/store/multipart.ts';
import { changeDraft, type Draft } from '../draft/draft.ts';
import { cleanName, partSizeFor } from './limits.ts';
import type { FileRole } from './report-files.ts';

const bucket = 'quarantine';
const addressSeconds = 3600; // one part on a very slow line
const hash = z.string().regex(/^[0-9a-f]{64}$/);

export const createRequest = z.strictObject({
  /** Chosen by the browser, so that it can ask again when it never heard the answer. */
  upload: z.uuid(),
  name: z.string().max(2000),
  size: z.int().min(0),
  role: z.enum(['evidence', 'statement']).default('evidence'),
});
export const signRequest = z.strictObject({ upload: z.uuid(), part: z.int().min(1).max(10_000), size: z.int().min(1), sha256: hash });
export const completeRequest = z.strictObject({ upload: z.uuid(), sha256: hash, parts: z.array(hash).min(1).max(10_000) });

/**
 * Asked again with the same id it gives the same answer; where it fails nothing stays, neither a row that counts nor a name in the draft.
 * Throws `OverLimit`, `WrongState`, `DraftEnded`, `StoreUnavailable`; `UploadGone` and `UploadDiffers` for an id that stands for something else. The caller has refused
 * empty files and kinds.
 */
export async function createUpload(
  context: AppLoadContext,
  draft: Draft,
  { upload, name, size, role }: z.infer<typeof createRequest>,
): Promise<{ upload: string; partSize: number }> {
  const { sql } = context;
  const objectKey = randomUUID(); // tells nothing, not even whose it is
  const answer = { upload, partSize: partSizeFor(size) };
  try {
    await nameUpload(context, draft, { upload, name: cleanName(name), role });
    await openUpload(sql, draft.proof, { id: upload, objectKey, route: 'direct', size, partSize: answer.partSize });
    await startInStore(context, draft.proof, upload);
    return answer;
  } catch (error) {
    // Where the record is away too, an open row may stay: the same id finds it again, and the browser takes back what it gives up.
    if (await forgetUpload(sql, draft.proof, upload).catch(() => false)) await unnameUpload(context, draft, upload).catch(() => {});
    throw error;
  }
}

/** Opens the row's upload in the store, unless an earlier asking has, or another that runs at this moment is faster: the first one recorded counts. */
async function startInStore(context: AppLoadContext, proof: DraftProof, id: string): Promise<void> {
  const upload = await findUpload(context, proof, id);
  if (upload?.state === 'uploading') return;
  const key = upload?.objectKey ?? '';
  if (key === '') throw new UploadGone('given up meanwhile');
  const storeUpload = await createMultipart(context.store, bucket, key);
  try {
    await recordUploadStarted(context.sql, proof, id, storeUpload);
  } catch (error) {
    await abortMultipart(context.store, { bucket, key, uploadId: storeUpload }).catch(() => {}); // the bucket's own rule ends it too
    if ((error as Error).name !== 'UploadGone' || (await findUpload(context, proof, id))?.state !== 'uploading') throw error;
  }
}

/** Puts a file that is about to come into the draft, once, with what it is: evidence, or the witness's own statement. */
export async function nameUpload(
  context: AppLoadContext,
  draft: Draft,
  { upload, name, role }: { upload: string; name: string; role: FileRole },
): Promise<void> {
  const file = { upload, name, caption: '', declared: { role } };
  if (names(draft.content, upload)) return;
  await changeDraft(context, draft, (content) => (names(content, upload) ? content : { ...content, files: [...content.files, file] }));
}

async function unnameUpload(context: AppLoadContext, draft: Draft, id: string): Promise<void> {
  await changeDraft(context, draft, (content) => ({ ...content, files: content.files.filter(({ upload }) => upload !== id) }));
}

function names({ files }: Draft['content'], id: string): boolean {
  return files.some(({ upload }) => upload === id);
}

/** An address for exactly this part's bytes; null where no such part belongs to the upload. */
export async function signPart(
  context: AppLoadContext,
  proof: DraftProof,
  part: z.infer<typeof signRequest>,
): Promise<{ url: string; headers: Record<string, string> } | null> {
  const upload = await findUpload(context, proof, part.upload);
  if (upload === null || upload.state !== 'uploading' || upload.storeUploadId === null || part.size !== sizeOfPart(upload, part.part))
    return null;
  return presignPart(context.store, {
    bucket,
    key: upload.objectKey,
    uploadId: upload.storeUploadId,
    partNumber: part.part,
    sha256: part.sha256,
    size: part.size,
    expiresSeconds: addressSeconds,
  });
}

/**
 * `stored` again for an upload that is stored; `differs` where the store holds parts of other numbers or sizes than the file's; `gone` where it holds none.
 * The store has refused bytes that are not those of a part's signed hash. That the hashes told here are the signed ones is not compared here: receiving reads the
 * whole file and compares its own.
 */
export async function completeUpload(
  context: AppLoadContext,
  draft: Draft,
  done: z.infer<typeof completeRequest>,
): Promise<'stored' | 'differs' | 'gone'> {
  const upload = await findUpload(context, draft.proof, done.upload);
  if (upload === null || upload.storeUploadId === null) return 'gone';
  if (upload.state === 'stored') return 'stored';
  const count = Math.ceil(upload.size / upload.partSize);
  if (done.parts.length !== count) return 'differs';
  const versionId = await makeVersion(context, upload, upload.storeUploadId);
  if (versionId === 'differs' || versionId === 'gone') return versionId;
  await recordUploadStored(context.sql, draft.proof, {
    uploadId: upload.id,
    versionId: versionId.versionId,
    size: upload.size,
    parts: done.parts.map((sha256, index) => ({ n: index + 1, size: sizeOfPart(upload, index + 1), sha256 })),
    sha256: Buffer.from(done.sha256, 'hex'),
    hashSource: 'device',
  });
  return 'stored';
}

/** Sizes and tags come from the store, not from the browser: what it says it sent does not count. */
async function makeVersion(context: AppLoadContext, upload: Upload, uploadId: string): Promise<{ versionId: string } | 'differs' | 'gone'> {
  const { store } = context;
  const where = { bucket, key: upload.objectKey, uploadId } as const;
  try {
    const parts = await listParts(store, where);
    const count = Math.ceil(upload.size / upload.partSize);
    const whole =
      parts.length === count &&
      parts.every(({ partNumber, size }, index) => partNumber === index + 1 && size === sizeOfPart(upload, partNumber));
    return whole ? await completeMultipart(store, { ...where, parts }) : 'differs';
  } catch (error) {
    if ((error as Error).name !== 'UploadGone') throw error;
  }
  // An earlier request completed it and died, or its reply was lost.
  const [version, ...others] = await findVersions(store, bucket, upload.objectKey);
  return version && others.length === 0 && version.size === upload.size ? { versionId: version.versionId } : 'gone';
}

/** Takes a file out of the report: its parts are freed now, a stored version by housekeeping. One that the record does not have leaves the draft all the same. */
export async function dropUpload(context: AppLoadContext, draft: Draft, uploadId: string): Promise<void> {
  const dropped = await removeUpload(context.sql, draft.proof, uploadId).catch((error: unknown) => {
    if ((error as Error).name === 'UploadGone') return null;
    throw error;
  });
  await unnameUpload(context, draft, uploadId);
  if (dropped !== null && dropped.was !== 'stored' && dropped.storeUploadId !== null) {
    // A store that is away does not keep the witness: unfinished uploads of abandoned rows are aborted by housekeeping too.
    await abortMultipart(context.store, { bucket, key: dropped.objectKey, uploadId: dropped.storeUploadId }).catch(() => {});
  }
}

async function findUpload({ sql }: AppLoadContext, proof: DraftProof, id: string): Promise<Upload | null> {
  return (await readUploads(sql, proof)).find((upload) => upload.id === id) ?? null;
}

function sizeOfPart(upload: { size: number; partSize: number }, part: number): number {
  return Math.min(upload.partSize, upload.size - (part - 1) * upload.partSize);
}
