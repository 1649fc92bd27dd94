/**
 * One pass over a stream of unknown length: hashed, checksummed and stored at once, each part's own SHA-256 signed, so that the store itself
 * refuses bytes that are not the hashed ones. Two buffers only: one is filled while the other travels; the source waits when both are busy.
 *
 * Every body goes by multipart, however small: one way to store means one way to recover (the upload id is told before the first byte,
 * and a Complete whose reply was lost can be repeated), where a retried single PUT would leave a second version.
 */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Bucket, Store } from './client.ts';
import {
  abortMultipart,
  completeMultipart,
  endOtherUploads,
  maxParts,
  openMultipart,
  uploadPart,
  type CompletedPart,
} from './multipart.ts';

/** Bytes of the first parts. */
export const firstPartBytes = 8 * 1024 * 1024;
/** After this many parts of a size the next are twice as large: 10,000 parts then hold more than 5 TiB, and 50 GiB still takes parts of 32 MiB only. */
const partsOfASize = 1_000;
const largestPartBytes = 4 * 1024 ** 3;

export type WrittenPart = { n: number; size: number; sha256: string };
export type Written = {
  versionId: string;
  size: number;
  sha256: Buffer;
  crc32: number;
  /** As stored, in order; `sha256` in lower-case hex. */
  parts: WrittenPart[];
};

/** Bytes of part `n` (from 1), given the first part's. Pure. */
export function partBytes(n: number, first: number = firstPartBytes): number {
  const doubled = first * 2 ** Math.floor((n - 1) / partsOfASize);
  return Math.max(first, Math.min(doubled, largestPartBytes));
}

/**
 * Stores `source` under a fresh key that already has its row of intent. `onUploadId` runs before any byte is stored, so that a crash leaves
 * an upload someone can abort. Throws the source's own error or a named store error; the upload is then aborted, or, the store being away,
 * left to the reconciler, which asks `findVersions` whether a Complete got through after all.
 */
export async function writeStream(
  store: Store,
  target: {
    bucket: Bucket;
    key: string;
    source: AsyncIterable<Uint8Array>;
    /** Bytes, at least 5 MiB. */
    partSize?: number;
    onUploadId?: (uploadId: string) => Promise<void> | void;
    signal?: AbortSignal;
  },
): Promise<Written> {
  const { bucket, key, source, signal } = target;
  const first = target.partSize ?? firstPartBytes;
  const { uploadId, isDoubtful } = await openMultipart(store, bucket, key);
  const whole = createHash('sha256');
  const parts: WrittenPart[] = [];
  const completed: CompletedPart[] = [];
  let checksum = 0;
  let size = 0;
  let buffer: Buffer = Buffer.alloc(0);
  let filled = 0;
  let spare: Buffer | undefined;
  let travelling: Promise<Buffer> | undefined;

  /** Waits for the part under way, then sends the full buffer on its way and hands back an empty one. */
  const flush = async () => {
    const n = parts.length + 1;
    if (n > maxParts) throw new RangeError('a stream needs more parts than a store takes');
    spare = await travelling;
    const body = buffer.subarray(0, filled);
    const whose = buffer;
    const sha256 = createHash('sha256').update(body).digest('hex');
    parts.push({ n, size: filled, sha256 });
    travelling = uploadPart(store, { bucket, key, uploadId, partNumber: n, body, sha256, ...(signal ? { signal } : {}) }).then((etag) => {
      completed.push({ partNumber: n, etag });
      return whose;
    });
    travelling.catch(() => {}); // looked at by the next await; until then it must not count as unhandled
    buffer = Buffer.alloc(0);
    filled = 0;
  };

  try {
    await target.onUploadId?.(uploadId);
    if (isDoubtful) await endOtherUploads(store, { bucket, key, uploadId }).catch(() => {}); // the bucket's rule ends it otherwise
    for await (const chunk of source) {
      signal?.throwIfAborted();
      whole.update(chunk);
      checksum = crc32(chunk, checksum);
      size += chunk.byteLength;
      for (let offset = 0; offset < chunk.byteLength;) {
        if (buffer.byteLength === 0) {
          const wanted = partBytes(parts.length + 1, first);
          buffer = spare?.byteLength === wanted ? spare : Buffer.allocUnsafe(wanted);
          spare = undefined;
        }
        const taken = Math.min(buffer.byteLength - filled, chunk.byteLength - offset);
        buffer.set(chunk.subarray(offset, offset + taken), filled);
        filled += taken;
        offset += taken;
        if (filled === buffer.byteLength) await flush();
      }
    }
    if (filled > 0 || parts.length === 0) await flush(); // an empty object is one empty part
    await travelling;
    const { versionId } = await completeMultipart(store, { bucket, key, uploadId, parts: completed });
    return { versionId, size, sha256: whole.digest(), crc32: checksum, parts };
  } catch (error) {
    await travelling?.catch(() => {});
    await abortMultipart(store, { bucket, key, uploadId }).catch(() => {}); // the first error is the one that tells
    throw error;
  }
}
