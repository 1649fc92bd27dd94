/**
 * `x-amz-checksum-sha256`, for stores that enforce it: such a store keeps the sum with the object, tells it in every list of parts, and compares it again when the parts
 * become one version. Beside the signed `x-amz-content-sha256`, never instead of it.
 *
 * A store takes sums for all parts of an upload or for none, as the upload was opened. So the choice is part of the key, and no restart, no second process and no probe
 * that failed in between changes it for an upload that is under way.
 */
import { randomUUID } from 'node:crypto';
import type { Store } from './client.ts';

export const checksumHeader = 'x-amz-checksum-sha256';
const mark = '.sum';

/** A fresh key for an upload from a browser: random, tells nothing of what it will hold. */
export function newUploadKey(store: Pick<Store, 'enforcesChecksums'>): string {
  return `${randomUUID()}${store.enforcesChecksums === true ? mark : ''}`;
}

/** Whether every part under this key bears its sum. */
export function bearsChecksums(key: string): boolean {
  return key.endsWith(mark);
}

/** The header's form of a hash in hex. */
export function asChecksum(sha256: string): string {
  return Buffer.from(sha256, 'hex').toString('base64');
}
