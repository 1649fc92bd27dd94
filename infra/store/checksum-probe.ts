/**
 * Whether this store enforces `x-amz-checksum-sha256`, asked by the process that will sign it, with no other right than it has: the record's own findings (`probe.ts`)
 * are the owner's, and a public process may not read them.
 */
import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { UploadPartCommand } from '@aws-sdk/client-s3';
import { asChecksum, newUploadKey } from './checksums.ts';
import { ask, bucketName, type Store } from './client.ts';
import { BytesRefused, StoreRefused } from './errors.ts';
import { abortMultipart, createMultipart } from './multipart.ts';
import { signContentHash } from './signed-hash.ts';

export type ChecksumFinding = 'enforced' | 'ignored' | 'unknown';

/** The store as it is to be used from now on. What is not known within `patience` milliseconds counts as not enforced: the signed content hash holds on every store. */
export async function findChecksums(store: Store, patience: number): Promise<{ store: Store; finding: ChecksumFinding }> {
  const bell = new AbortController();
  const late = sleep(patience, 'unknown' as const, { signal: bell.signal, ref: false }).catch(() => 'unknown' as const);
  const finding = await Promise.race([probe({ ...store, enforcesChecksums: true }).catch(() => 'unknown' as const), late]);
  bell.abort();
  return { store: { ...store, enforcesChecksums: finding === 'enforced' }, finding };
}

/** In quarantine, whose bytes nobody can read back with this key, and of an upload that is never completed. */
async function probe(store: Store): Promise<ChecksumFinding> {
  const upload = { bucket: 'quarantine', key: newUploadKey(store), uploadId: '' } as const;
  const uploadId = await createMultipart(store, upload.bucket, upload.key);
  try {
    const body = randomBytes(64);
    const send = async (sum: string): Promise<boolean> => {
      const command = new UploadPartCommand({
        Bucket: bucketName(store, upload.bucket),
        Key: upload.key,
        UploadId: uploadId,
        PartNumber: 1,
        Body: body,
        ContentLength: body.byteLength,
        ChecksumSHA256: asChecksum(sum),
      });
      const right = createHash('sha256').update(body).digest('hex');
      signContentHash(command, right);
      try {
        await ask('try a checksum in quarantine', () => store.client.send(command));
        return true;
      } catch (error) {
        if (error instanceof BytesRefused || error instanceof StoreRefused) return false;
        throw error; // not a word about the sum
      }
    };
    if (await send(createHash('sha256').update('other bytes').digest('hex'))) return 'ignored';
    const isTaken = await send(createHash('sha256').update(body).digest('hex'));
    return isTaken ? 'enforced' : 'ignored'; // a store that refuses the header as such
  } finally {
    await abortMultipart(store, { ...upload, uploadId }).catch(() => {}); // the bucket's rule ends it otherwise
  }
}
