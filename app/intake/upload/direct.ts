/**
 * The server's half of an upload from the browser straight to quarantine: create or go on, sign each part, remove; `complete.ts` ends it. No byte of a file passes here.
 *
 * Order and crashes: name in the draft → row `open` → upload id in the store → row `uploading` → hash of a part → the part in the store → one version → row `stored` with its
 * custody event. Each step may be repeated; creating again with the same id finds what is there, and tells which parts the store holds already.
 */
import type { AppLoadContext } from '@remix-run/node';
import { z } from 'zod';
import type { DraftProof } from '#db/intake/drafts.ts';
import { UploadGone, UploadTwin, WrongState } from '#db/intake/errors.ts';
import {
  findTwin,
  forgetUpload,
  openUpload,
  readSignedParts,
  readUploads,
  recordUploadStarted,
  removeUpload,
  signUploadPart,
  type Upload,
} from '#db/intake/uploads.ts';
import { newUploadKey } from '#infra/store/checksums.ts';
import { abortMultipart, endOtherUploads, findPart, findVersions, listParts, openMultipart, presignPart } from '#infra/store/multipart.ts';
import type { DraftContent } from '../draft/content.ts';
import { changeDraft, type Draft } from '../draft/draft.ts';
import { cleanName, partSizeFor } from './limits.ts';
import type { FileRole } from './report-files.ts';

export const bucket = 'quarantine';
const addressSeconds = 3600; // one part on a very slow line
export const hash = z.string().regex(/^[0-9a-f]{64}$/);

export const createRequest = z.strictObject({
  /** Chosen by the browser, so that it can ask again when it never heard the answer. */
  upload: z.uuid(),
  name: z.string().max(2000),
  size: z.int().min(0),
  role: z.enum(['evidence', 'statement']).default('evidence'),
  /** Of the whole file, where the answer before was that the report holds another of the same length. */
  sha256: hash.optional(),
});
export const signRequest = z.strictObject({
  upload: z.uuid(),
  part: z.int().min(1).max(10_000),
  size: z.int().min(1),
  sha256: hash,
  /** The part was sent before and nobody heard what became of it. */
  again: z.literal(true).optional(),
});

export type Created = {
  upload: string;
  partSize: number;
  /** What the store holds of it already, by the hash that was signed for it: these need not be sent again. */
  parts: { n: number; sha256: string }[];
  /** The report holds a file of the same length: nothing was opened. Asked again with the file's hash, it is either refused as that file or opened. */
  twin: boolean;
};

/**
 * Opens an upload, or goes on with one that is under way: asked again with the same id it gives the same answer. Where it fails nothing new stays, neither a row that counts
 * nor a name in the draft. Throws `OverLimit`, `WrongState`, `DraftEnded`, `StoreUnavailable`, `UploadTwin`; `UploadGone` and `UploadDiffers` for an id that stands for
 * something else or for what the store has ended. The caller has refused empty files and kinds.
 */
export async function createUpload(
  context: AppLoadContext,
  draft: Draft,
  { upload, name, size, role, sha256 }: z.infer<typeof createRequest>,
): Promise<Created> {
  const { sql } = context;
  if (draft.submitted) throw new WrongState('handed in');
  const twin = await findTwin(sql, draft.proof, { uploadId: upload, size, sha256 });
  // Nothing is given up by it: the id may be that of another file of the same length, which the browser only tries.
  if (twin === 'same') throw new UploadTwin('the report holds this file already');
  const partSize = partSizeFor(size);
  if (twin === 'size' && sha256 === undefined) return { upload, partSize, parts: [], twin: true };
  const objectKey = newUploadKey(context.store); // tells nothing, not even whose it is
  const about = { upload, name: cleanName(name), role };
  try {
    await nameUpload(context, draft, about);
    await openUpload(sql, draft.proof, { id: upload, objectKey, route: 'direct', size, partSize });
    const going = await startInStore(context, draft.proof, upload);
    if (going === null) return { upload, partSize, parts: [], twin: false };
    return { upload, partSize: going.partSize, parts: await findStored(context, draft, going), twin: false };
  } catch (error) {
    // Where the record is away too, an open row may stay: the same id finds it again, and the browser takes back what it gives up.
    if (await forgetUpload(sql, draft.proof, upload).catch(() => false)) await unnameAgain(context, draft, about).catch(() => {});
    throw error;
  }
}

/**
 * Opens the row's upload in the store, unless an earlier asking has, or another that runs at this moment is faster: the first one recorded counts. Returns the upload
 * where it was under way before, null where it is new.
 */
async function startInStore(context: AppLoadContext, proof: DraftProof, id: string): Promise<Upload | null> {
  const upload = await findUpload(context, proof, id);
  if (upload?.state === 'uploading') return upload;
  const key = upload?.objectKey ?? '';
  if (key === '') throw new UploadGone('given up meanwhile');
  const { uploadId, isDoubtful } = await openMultipart(context.store, bucket, key);
  let kept = uploadId;
  try {
    await recordUploadStarted(context.sql, proof, id, uploadId);
  } catch (error) {
    await abortMultipart(context.store, { bucket, key, uploadId }).catch(() => {}); // the bucket's own rule ends it too
    const faster = (error as Error).name === 'UploadGone' ? await findUpload(context, proof, id) : null;
    if (faster?.state !== 'uploading' || faster.storeUploadId === null) throw error;
    kept = faster.storeUploadId;
  }
  if (isDoubtful) await endOtherUploads(context.store, { bucket, key, uploadId: kept }).catch(() => {}); // likewise
  return null;
}

/** The parts that the store holds whole. What it has ended (its own rule, an administrator) cannot go on: the row is given up, and the browser starts anew. */
async function findStored(context: AppLoadContext, draft: Draft, upload: Upload): Promise<Created['parts']> {
  const { store } = context;
  const signed = await readSignedParts(context.sql, draft.proof, upload.id);
  const all = [...signed].map(([n, sha256]) => ({ n, sha256 }));
  if (all.length === 0 || upload.storeUploadId === null) return [];
  try {
    const held = await listParts(store, { bucket, key: upload.objectKey, uploadId: upload.storeUploadId });
    const whole = new Set(
      held.filter(({ partNumber, size }) => size === sizeOfPart(upload, partNumber)).map(({ partNumber }) => partNumber),
    );
    return all.filter(({ n }) => whole.has(n));
  } catch (error) {
    if ((error as Error).name !== 'UploadGone') throw error;
    // Completed, and nobody recorded it: all that is left to do is to complete it again.
    const [version] = await findVersions(store, bucket, upload.objectKey);
    if (version?.size === upload.size) return all;
    await dropUpload(context, draft, upload.id);
    throw error;
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

/** A second asking, while the first one waited for a store that was away, may have opened the row again meanwhile: it keeps its name. */
async function unnameAgain(context: AppLoadContext, draft: Draft, about: { upload: string; name: string; role: FileRole }): Promise<void> {
  const content = await unnameUpload(context, draft, about.upload);
  if ((await findUpload(context, draft.proof, about.upload)) !== null) await nameUpload(context, { ...draft, content }, about);
}

export async function unnameUpload(context: AppLoadContext, draft: Draft, id: string): Promise<DraftContent> {
  return changeDraft(context, draft, (content) => ({ ...content, files: content.files.filter(({ upload }) => upload !== id) }));
}

function names({ files }: Draft['content'], id: string): boolean {
  return files.some(({ upload }) => upload === id);
}

/**
 * An address for exactly this part's bytes, once its hash is on record; `stored` where the browser asks again and the store holds that part by now.
 * Throws `UploadGone`, `UploadDiffers` for another hash than this part had before, `DraftEnded`.
 */
export async function signPart(
  context: AppLoadContext,
  proof: DraftProof,
  { upload, part, size, sha256, again }: z.infer<typeof signRequest>,
): Promise<{ url: string; headers: Record<string, string> } | { stored: true }> {
  const { objectKey: key, storeUploadId: uploadId } = await signUploadPart(context.sql, proof, { uploadId: upload, n: part, size, sha256 });
  if (again && (await findPart(context.store, { bucket, key, uploadId }, part))?.size === size) return { stored: true };
  return presignPart(context.store, { bucket, key, uploadId, partNumber: part, sha256, size, expiresSeconds: addressSeconds });
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

export async function findUpload({ sql }: AppLoadContext, proof: DraftProof, id: string): Promise<Upload | null> {
  return (await readUploads(sql, proof)).find((upload) => upload.id === id) ?? null;
}

export function sizeOfPart(upload: { size: number; partSize: number }, part: number): number {
  return Math.min(upload.partSize, upload.size - (part - 1) * upload.partSize);
}
