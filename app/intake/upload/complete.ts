/** The end of an upload from the browser straight to quarantine: its parts become one version, and that the first custody event of the file. */
import type { AppLoadContext } from '@remix-run/node';
import { z } from 'zod';
import { UploadDiffers, UploadGone } from '#db/intake/errors.ts';
import { readSignedParts, recordUploadStored, type Upload } from '#db/intake/uploads.ts';
import { completeMultipart, findVersions, listParts, type StoredPart } from '#infra/store/multipart.ts';
import type { Draft } from '../draft/draft.ts';
import { bucket, findUpload, hash, sizeOfPart, unnameUpload } from './direct.ts';

export const completeRequest = z.strictObject({ upload: z.uuid(), sha256: hash, parts: z.array(hash).min(1).max(10_000) });

/** `missing`: numbers of the parts that the store does not hold whole. Sent again, they can be completed. */
export type Completed = { stored: true } | { stored: false; missing: number[] };

/**
 * Repeatable: after a lost reply it finds the version that the first one made, and an upload that is stored is stored again. Throws `UploadGone` where the store holds none;
 * `UploadDiffers` where the hashes told are not the signed ones; `UploadTwin`, and nothing of it stays, where the report holds this file already; `OverLimit`.
 */
export async function completeUpload(context: AppLoadContext, draft: Draft, done: z.infer<typeof completeRequest>): Promise<Completed> {
  const upload = await findUpload(context, draft.proof, done.upload);
  if (upload === null || upload.storeUploadId === null) throw new UploadGone('no such upload');
  if (upload.state === 'stored') return { stored: true };
  const signed = await readSignedParts(context.sql, draft.proof, upload.id);
  if (done.parts.length !== countParts(upload) || done.parts.some((sha256, index) => (signed.get(index + 1) ?? sha256) !== sha256))
    throw new UploadDiffers('not the parts that were signed');
  const made = await makeVersion(context, upload, upload.storeUploadId);
  if ('missing' in made) return { stored: false, missing: made.missing };
  try {
    await recordUploadStored(context.sql, draft.proof, {
      uploadId: upload.id,
      versionId: made.versionId,
      size: upload.size,
      parts: done.parts.map((sha256, index) => ({ n: index + 1, size: sizeOfPart(upload, index + 1), sha256 })),
      sha256: Buffer.from(done.sha256, 'hex'),
      hashSource: 'device',
    });
  } catch (error) {
    if ((error as Error).name === 'UploadTwin') await unnameUpload(context, draft, upload.id); // its bytes go with its row
    throw error;
  }
  return { stored: true };
}

/** Sizes and tags come from the store, not from the browser: what it says it sent does not count. */
async function makeVersion(
  { store }: AppLoadContext,
  upload: Upload,
  uploadId: string,
): Promise<{ versionId: string } | { missing: number[] }> {
  const where = { bucket, key: upload.objectKey, uploadId } as const;
  try {
    for (let asked = 1; ; asked += 1) {
      const { parts, missing } = sortParts(upload, await listParts(store, where));
      if (missing.length > 0) return { missing };
      try {
        return await completeMultipart(store, { ...where, parts });
      } catch (error) {
        if ((error as Error).name !== 'BytesRefused') throw error;
        // The store's list and what lies there differ: a list of a moment ago, once. Then no part of it can be relied on.
        if (asked === 2) return { missing: parts.map(({ partNumber }) => partNumber) };
      }
    }
  } catch (error) {
    if ((error as Error).name !== 'UploadGone') throw error;
  }
  // An earlier request completed it and died, or its reply was lost.
  const [version, ...others] = await findVersions(store, bucket, upload.objectKey);
  if (version && others.length === 0 && version.size === upload.size) return { versionId: version.versionId };
  throw new UploadGone('the store holds neither the upload nor its version');
}

function sortParts(upload: Upload, held: readonly StoredPart[]): { parts: StoredPart[]; missing: number[] } {
  const whole = new Map(
    held.filter(({ partNumber, size }) => size === sizeOfPart(upload, partNumber)).map((part) => [part.partNumber, part]),
  );
  const parts: StoredPart[] = [];
  const missing: number[] = [];
  for (let n = 1; n <= countParts(upload); n += 1) {
    const part = whole.get(n);
    if (part) parts.push(part);
    else missing.push(n);
  }
  return { parts, missing };
}

function countParts({ size, partSize }: Upload): number {
  return Math.ceil(size / partSize);
}
