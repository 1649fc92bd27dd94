/**
 * What this store really enforces, found out by trying, with the owner's key: stores differ, and some accept a header and ignore it.
 * The findings go into the record and onto the health page; production refuses to start without `objectLock`.
 */
import { DeleteObjectCommand, GetBucketVersioningCommand, PutObjectCommand, PutObjectLegalHoldCommand } from '@aws-sdk/client-s3';
import { createHash, randomBytes } from 'node:crypto';
import { ask, bucketName, buckets, encryptionHeaders, type Bucket, type Store } from './client.ts';
import { BytesRefused, ObjectExists, StoreDenied, StoreRefused } from './errors.ts';
import { abortMultipart, createMultipart, uploadPart } from './multipart.ts';
import { deleteVersion, setRetention } from './objects.ts';
import { presignPart } from './presign.ts';
import { signContentHash } from './signed-hash.ts';

export type StoreFindings = {
  /** A locked test version could not be deleted, and its lock was read back. */
  objectLock: boolean;
  /** A lock in force could not be shortened without the bypass. */
  lockNotShortened: boolean;
  /** A part with other bytes than the signed hash was refused, both from a server and through a presigned address. */
  partHash: boolean;
  presignedPartHash: boolean;
  /** A presigned address was refused when the hash header was left out. */
  presignedHashRequired: boolean;
  /** Quarantine, originals, derivatives, records and bundles all keep versions. */
  versioning: boolean;
  /** A wrong `x-amz-checksum-sha256` was refused: an additional safeguard, which the local gateway lacks. */
  checksumHeader: boolean;
  /** `If-None-Match: *` was honoured: an additional safeguard; keys are random in any case. */
  conditionalWrite: boolean;
  /** Legal holds are understood. */
  legalHold: boolean;
};

/** The test version's lock. Seconds: it is removed by the owner's bypass, and where that fails it lapses by itself. */
const lockSeconds = 120;

/** Tries everything on small objects under random keys `probe/…`, and removes what it can. Throws only when the store cannot be used at all. */
export async function probeStore(store: Store): Promise<StoreFindings> {
  const lock = await probeLock(store);
  return {
    ...lock,
    ...(await probeParts(store)),
    versioning: await probeVersioning(store),
    checksumHeader: await probeChecksum(store),
    conditionalWrite: await probeConditionalWrite(store),
  };
}

async function probeLock(store: Store): Promise<Pick<StoreFindings, 'objectLock' | 'lockNotShortened' | 'legalHold'>> {
  const key = newKey();
  const versionId = await put(store, 'originals', key);
  if (!versionId) return { objectLock: false, lockNotShortened: false, legalHold: false };
  try {
    const now = Date.now();
    try {
      await setRetention(store, { key, versionId, mode: 'GOVERNANCE', until: new Date(now + lockSeconds * 1000) });
    } catch (error) {
      if (error instanceof StoreDenied || isRefusal(error)) return { objectLock: false, lockNotShortened: false, legalHold: false };
      throw error;
    }
    const objectLock = await isRefused(() => deleteVersion(store, { bucket: 'originals', key, versionId }));
    const lockNotShortened = await isRefused(() =>
      setRetention(store, { key, versionId, mode: 'GOVERNANCE', until: new Date(now + 10_000) }),
    );
    const legalHold = !(await isRefused(() => setLegalHold(store, key, versionId, 'ON')));
    if (legalHold) await setLegalHold(store, key, versionId, 'OFF');
    return { objectLock, lockNotShortened, legalHold };
  } finally {
    await removeLocked(store, key, versionId);
  }
}

async function probeParts(store: Store): Promise<Pick<StoreFindings, 'partHash' | 'presignedPartHash' | 'presignedHashRequired'>> {
  const key = newKey();
  const uploadId = await createMultipart(store, 'quarantine', key);
  try {
    const right = randomBytes(64);
    const wrong = randomBytes(64);
    const sha256 = createHash('sha256').update(right).digest('hex');
    const part = { bucket: 'quarantine', key, uploadId, partNumber: 1, sha256 } as const;
    const partHash = await isRefused(() => uploadPart(store, { ...part, body: wrong }));
    // To the servers' own endpoint: whether the public one answers is the business of the health page.
    const { url, headers } = await presignPart(
      { ...store, publicEndpoint: store.endpoint },
      { ...part, size: right.byteLength, expiresSeconds: 60 },
    );
    const accepted = await send(url, right, headers);
    return {
      partHash,
      presignedPartHash: accepted && !(await send(url, wrong, headers)),
      presignedHashRequired: accepted && !(await send(url, right, {})),
    };
  } finally {
    await abortMultipart(store, { bucket: 'quarantine', key, uploadId }).catch(() => {}); // the lifecycle rule does it otherwise
  }
}

async function probeVersioning(store: Store): Promise<boolean> {
  for (const bucket of buckets) {
    const reply = await ask(`look at versioning of ${bucket}`, () =>
      store.client.send(new GetBucketVersioningCommand({ Bucket: bucketName(store, bucket) })),
    );
    if (reply.Status !== 'Enabled') return false;
  }
  return true;
}

async function probeChecksum(store: Store): Promise<boolean> {
  const key = newKey();
  const wrong = createHash('sha256').update('other bytes').digest('base64');
  let versionId: string | undefined;
  try {
    versionId = await put(store, 'derivatives', key, { ChecksumSHA256: wrong });
    return false;
  } catch (error) {
    if (isRefusal(error)) return true;
    throw error;
  } finally {
    if (versionId) await deleteVersion(store, { bucket: 'derivatives', key, versionId }).catch(() => {});
  }
}

async function probeConditionalWrite(store: Store): Promise<boolean> {
  const key = newKey();
  const versions = [await put(store, 'derivatives', key)];
  try {
    versions.push(await put(store, 'derivatives', key, { IfNoneMatch: '*' }));
    return false;
  } catch (error) {
    if (error instanceof ObjectExists) return true;
    if (isRefusal(error)) return false;
    throw error;
  } finally {
    for (const versionId of versions) if (versionId) await deleteVersion(store, { bucket: 'derivatives', key, versionId }).catch(() => {});
  }
}

/** Writes the probe's small body; returns the VersionId, if the bucket gives one. */
async function put(
  store: Store,
  bucket: Bucket,
  key: string,
  extra: { ChecksumSHA256?: string; IfNoneMatch?: string } = {},
): Promise<string | undefined> {
  const Body = Buffer.from('a test of what this store enforces; may be deleted');
  const command = new PutObjectCommand({
    Bucket: bucketName(store, bucket),
    Key: key,
    Body,
    ContentLength: Body.byteLength,
    ...encryptionHeaders(store),
    ...extra,
  });
  signContentHash(command, createHash('sha256').update(Body).digest('hex'));
  return (await ask(`write to ${bucket}`, () => store.client.send(command))).VersionId;
}

async function setLegalHold(store: Store, key: string, versionId: string, status: 'ON' | 'OFF'): Promise<void> {
  const version = { Bucket: bucketName(store, 'originals'), Key: key, VersionId: versionId };
  await ask('hold in originals', () => store.client.send(new PutObjectLegalHoldCommand({ ...version, LegalHold: { Status: status } })));
}

async function removeLocked(store: Store, key: string, versionId: string): Promise<void> {
  const version = { Bucket: bucketName(store, 'originals'), Key: key, VersionId: versionId };
  await store.client.send(new DeleteObjectCommand({ ...version, BypassGovernanceRetention: true })).catch(() => {}); // lapses by itself
}

async function send(url: string, body: Uint8Array<ArrayBuffer>, headers: Record<string, string>): Promise<boolean> {
  const reply = await fetch(url, { method: 'PUT', body, headers, signal: AbortSignal.timeout(10_000) });
  await reply.arrayBuffer();
  return reply.ok;
}

async function isRefused(attempt: () => Promise<unknown>): Promise<boolean> {
  try {
    await attempt();
    return false;
  } catch (error) {
    if (isRefusal(error)) return true;
    throw error;
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof StoreDenied || error instanceof StoreRefused || error instanceof BytesRefused || error instanceof ObjectExists;
}

function newKey(): string {
  return `probe/${randomBytes(16).toString('hex')}`;
}
