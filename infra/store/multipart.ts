/**
 * Multipart uploads. Objects in the order in which they appear, and what a crash leaves behind:
 *   the caller's row of intent → an upload id (aborted by the reconciler, or in the end by the bucket's lifecycle rule) → parts (die with the upload)
 *   → a completed version (its key is random and recorded, so a lost reply is answered by `findVersions`).
 */
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  ListPartsCommand,
  UploadPartCommand,
  type ListPartsCommandOutput,
} from '@aws-sdk/client-s3';
import { asChecksum, bearsChecksums } from './checksums.ts';
import { ask, bucketName, encryptionHeaders, type Bucket, type Store } from './client.ts';
import { ObjectMissing, StoreUnavailable, UploadGone } from './errors.ts';
import { signContentHash } from './signed-hash.ts';
import { uploaderAcl } from './uploader-acl.ts';

export { presignPart, type PresignedPart } from './presign.ts';

/** S3's own bound. */
export const maxParts = 10_000;
/** S3 refuses smaller parts, the last excepted. Bytes. */
export const minPartBytes = 5 * 1024 * 1024;

/** `checksum`: base64 of its SHA-256, where the store kept one. */
export type StoredPart = { partNumber: number; etag: string; size: number; checksum?: string };
/** Where the store kept checksums, completing names them. */
export type CompletedPart = { partNumber: number; etag: string; checksum?: string };
export type ObjectVersion = { versionId: string; size: number; latest: boolean };

/** Opens a multipart upload for a key that has a row. Returns the store's upload id. */
export async function createMultipart(store: Store, bucket: Bucket, key: string): Promise<string> {
  return (await openMultipart(store, bucket, key)).uploadId;
}

/**
 * As `createMultipart`. `isDoubtful`: it took more than one try, so that an earlier one may have opened an upload under this key whose id nobody heard: once it is clear
 * that `uploadId` is the one that counts, `endOtherUploads`.
 */
export async function openMultipart(store: Store, bucket: Bucket, key: string): Promise<{ uploadId: string; isDoubtful: boolean }> {
  const acl = await uploaderAcl(store, bucket);
  const reply = await ask(`create upload in ${bucket}`, () =>
    store.client.send(
      new CreateMultipartUploadCommand({
        Bucket: bucketName(store, bucket),
        Key: key,
        ContentType: 'application/octet-stream',
        ...(bearsChecksums(key) ? { ChecksumAlgorithm: 'SHA256' as const } : {}),
        ...acl,
        ...encryptionHeaders(store),
      }),
    ),
  );
  if (!reply.UploadId) throw new UploadGone(`create upload in ${bucket}: no id in the reply`);
  return { uploadId: reply.UploadId, isDoubtful: (reply.$metadata.attempts ?? 1) > 1 };
}

/** Ends every unfinished upload under this key but one. */
export async function endOtherUploads(store: Store, kept: { bucket: Bucket; key: string; uploadId: string }): Promise<void> {
  const { Uploads = [] } = await ask(`list uploads in ${kept.bucket}`, () =>
    store.client.send(new ListMultipartUploadsCommand({ Bucket: bucketName(store, kept.bucket), Prefix: kept.key })),
  );
  for (const { Key, UploadId } of Uploads) {
    if (Key === kept.key && UploadId && UploadId !== kept.uploadId) await abortMultipart(store, { ...kept, uploadId: UploadId });
  }
}

/** Stores one part whose hash (lower-case hex) is signed; other bytes are refused with BytesRefused. Repeatable. Returns the part's ETag. */
export async function uploadPart(
  store: Store,
  part: { bucket: Bucket; key: string; uploadId: string; partNumber: number; body: Uint8Array; sha256: string; signal?: AbortSignal },
): Promise<string> {
  const command = new UploadPartCommand({
    Bucket: bucketName(store, part.bucket),
    Key: part.key,
    UploadId: part.uploadId,
    PartNumber: part.partNumber,
    Body: part.body,
    ContentLength: part.body.byteLength,
    ...(bearsChecksums(part.key) ? { ChecksumSHA256: asChecksum(part.sha256) } : {}),
  });
  signContentHash(command, part.sha256);
  const reply = await ask(`upload part to ${part.bucket}`, () =>
    store.client.send(command, part.signal ? { abortSignal: part.signal } : {}),
  );
  if (!reply.ETag) throw new UploadGone(`upload part to ${part.bucket}: no ETag in the reply`);
  return reply.ETag;
}

/** Every part the store holds of an unfinished upload, in order. Throws UploadGone when it is unknown. */
export async function listParts(store: Store, upload: { bucket: Bucket; key: string; uploadId: string }): Promise<StoredPart[]> {
  const parts: StoredPart[] = [];
  let marker: string | undefined;
  do {
    const page = await listPage(store, upload, { marker });
    for (const part of page.Parts ?? []) {
      if (part.PartNumber === undefined || !part.ETag) continue;
      const kept = part.ChecksumSHA256 ? { checksum: part.ChecksumSHA256 } : {};
      parts.push({ partNumber: part.PartNumber, etag: part.ETag, size: part.Size ?? 0, ...kept });
    }
    marker = page.IsTruncated ? page.NextPartNumberMarker : undefined;
  } while (marker && parts.length < maxParts);
  return parts;
}

function listPage(
  store: Store,
  upload: { bucket: Bucket; key: string; uploadId: string },
  { marker, most }: { marker: string | undefined; most?: number },
): Promise<ListPartsCommandOutput> {
  return ask(`list parts in ${upload.bucket}`, () =>
    store.client.send(
      new ListPartsCommand({
        Bucket: bucketName(store, upload.bucket),
        Key: upload.key,
        UploadId: upload.uploadId,
        ...(marker ? { PartNumberMarker: marker } : {}),
        ...(most ? { MaxParts: most } : {}),
      }),
    ),
  ).catch((error: unknown) => {
    throw error instanceof ObjectMissing ? new UploadGone(error.message, { cause: error }) : error; // the gateway's word for it
  });
}

/** One part of an unfinished upload, or null while the store does not hold it. Throws UploadGone when the upload is unknown. */
export async function findPart(
  store: Store,
  upload: { bucket: Bucket; key: string; uploadId: string },
  partNumber: number,
): Promise<StoredPart | null> {
  const page = await listPage(store, upload, { marker: String(partNumber - 1), most: 1 });
  const part = page.Parts?.[0];
  return part?.PartNumber === partNumber && part.ETag ? { partNumber, etag: part.ETag, size: part.Size ?? 0 } : null;
}

/**
 * Makes the parts one version. Repeatable: when the upload is gone because an earlier Complete succeeded and its reply was lost, the version it made is found and returned
 * (keys are written once, so a version under this key is that one). Throws UploadGone when there is none, BytesRefused when a part is not what lies there.
 */
export async function completeMultipart(
  store: Store,
  upload: { bucket: Bucket; key: string; uploadId: string; parts: readonly CompletedPart[] },
): Promise<{ versionId: string }> {
  try {
    const reply = await ask(`complete upload in ${upload.bucket}`, () =>
      store.client.send(
        new CompleteMultipartUploadCommand({
          Bucket: bucketName(store, upload.bucket),
          Key: upload.key,
          UploadId: upload.uploadId,
          MultipartUpload: {
            Parts: upload.parts.map(({ partNumber, etag, checksum }) => ({
              PartNumber: partNumber,
              ETag: etag,
              ...(checksum === undefined ? {} : { ChecksumSHA256: checksum }),
            })),
          },
        }),
      ),
    );
    if (reply.VersionId) return { versionId: reply.VersionId };
  } catch (error) {
    // The gateway answers 500 ("already in progress") to an upload that it no longer knows; whether it does, its parts tell.
    if (!(error instanceof UploadGone) && !(error instanceof StoreUnavailable && (await isGone(store, upload)))) throw error;
  }
  const [version, ...more] = await findVersions(store, upload.bucket, upload.key);
  if (!version || more.length > 0) throw new UploadGone(`complete upload in ${upload.bucket}: no single version under the key`);
  return { versionId: version.versionId };
}

async function isGone(store: Store, upload: { bucket: Bucket; key: string; uploadId: string }): Promise<boolean> {
  try {
    await listParts(store, upload);
    return false;
  } catch (error) {
    return error instanceof UploadGone;
  }
}

/** Ends an unfinished upload and frees its parts. An upload that is already gone is the wanted result. */
export async function abortMultipart(store: Store, upload: { bucket: Bucket; key: string; uploadId: string }): Promise<void> {
  try {
    await ask(`abort upload in ${upload.bucket}`, () =>
      store.client.send(
        new AbortMultipartUploadCommand({ Bucket: bucketName(store, upload.bucket), Key: upload.key, UploadId: upload.uploadId }),
      ),
    );
  } catch (error) {
    if (!(error instanceof UploadGone)) throw error;
  }
}

/** The versions under exactly this key, newest first. Needs no right to read or HEAD: so intake can learn what became of a Complete whose reply was lost. */
export async function findVersions(store: Store, bucket: Bucket, key: string): Promise<ObjectVersion[]> {
  const page = await ask(`find versions in ${bucket}`, () =>
    store.client.send(new ListObjectVersionsCommand({ Bucket: bucketName(store, bucket), Prefix: key, MaxKeys: 100 })),
  );
  return (page.Versions ?? [])
    .filter((version) => version.Key === key && version.VersionId)
    .map((version) => ({ versionId: version.VersionId ?? '', size: version.Size ?? 0, latest: version.IsLatest ?? false }));
}

/** Unfinished uploads of a bucket, for the reconciler, oldest page first. */
export async function* listUploads(
  store: Store,
  bucket: Bucket,
): AsyncGenerator<{ key: string; uploadId: string; initiated: Date | null }> {
  let keyMarker: string | undefined;
  let uploadMarker: string | undefined;
  for (;;) {
    const page = await ask(`list uploads in ${bucket}`, () =>
      store.client.send(
        new ListMultipartUploadsCommand({
          Bucket: bucketName(store, bucket),
          ...(keyMarker ? { KeyMarker: keyMarker } : {}),
          ...(uploadMarker ? { UploadIdMarker: uploadMarker } : {}),
        }),
      ),
    );
    for (const upload of page.Uploads ?? []) {
      if (upload.Key && upload.UploadId) yield { key: upload.Key, uploadId: upload.UploadId, initiated: upload.Initiated ?? null };
    }
    if (!page.IsTruncated || !page.NextKeyMarker) return;
    keyMarker = page.NextKeyMarker;
    uploadMarker = page.NextUploadIdMarker;
  }
}
