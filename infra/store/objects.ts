/** Single objects: read a recorded version, write a small body once, hold and release versions. */
import {
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectRetentionCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  PutObjectRetentionCommand,
} from '@aws-sdk/client-s3';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { ask, bucketName, encryptionHeaders, type Bucket, type Store } from './client.ts';
import { BodyTruncated, ObjectExists, RetentionNotHeld } from './errors.ts';
import { signContentHash } from './signed-hash.ts';

export type RetentionMode = 'GOVERNANCE' | 'COMPLIANCE';
export type Retention = { mode: RetentionMode; until: Date };

/** A store that sends nothing for this long while it is asked to is broken. Milliseconds. */
const stallTimeout = 60_000;

/**
 * Opens a version for one read. `range` counts bytes from 0, both ends included. `size` is the length of this body, not of the object.
 * The body fails with BodyTruncated when the store stops early or stalls; a slow reader is waited for. Destroy the body to give up.
 */
export async function readObject(
  store: Store,
  object: { bucket: Bucket; key: string; versionId: string; range?: { start: number; end?: number }; signal?: AbortSignal },
): Promise<{ body: Readable; size: number; contentRange?: string }> {
  const { range } = object;
  const reply = await ask(`read from ${object.bucket}`, () =>
    store.client.send(
      new GetObjectCommand({
        Bucket: bucketName(store, object.bucket),
        Key: object.key,
        VersionId: object.versionId,
        ...(range ? { Range: `bytes=${range.start}-${range.end ?? ''}` } : {}),
      }),
      object.signal ? { abortSignal: object.signal } : {},
    ),
  );
  const size = reply.ContentLength;
  if (!(reply.Body instanceof Readable) || size === undefined) throw new BodyTruncated(`read from ${object.bucket}: no body`);
  const body = Readable.from(watchBody(reply.Body, size, object.bucket), { objectMode: false });
  object.signal?.addEventListener('abort', () => body.destroy(new BodyTruncated(`read from ${object.bucket}: given up`)), { once: true });
  return { body, size, ...(reply.ContentRange ? { contentRange: reply.ContentRange } : {}) };
}

/** Passes a body on and counts it: short, long or stalled is an error, never a quiet end. */
async function* watchBody(source: Readable, size: number, bucket: Bucket): AsyncGenerator<Uint8Array> {
  let seen = 0;
  let stalled: NodeJS.Timeout | undefined;
  const watch = () => {
    stalled = setTimeout(
      () => source.destroy(new BodyTruncated(`read from ${bucket}: stalled after ${seen} of ${size} bytes`)),
      stallTimeout,
    );
  };
  try {
    watch();
    for await (const chunk of source as AsyncIterable<Uint8Array>) {
      clearTimeout(stalled);
      seen += chunk.byteLength;
      yield chunk; // the reader's own time is not the store's
      watch();
    }
  } catch (cause) {
    throw cause instanceof BodyTruncated
      ? cause
      : new BodyTruncated(`read from ${bucket}: broke after ${seen} of ${size} bytes`, { cause });
  } finally {
    clearTimeout(stalled);
    source.destroy();
  }
  if (seen !== size) throw new BodyTruncated(`read from ${bucket}: ended after ${seen} of ${size} bytes`);
}

/**
 * Writes a small body once, its hash signed. The same bytes under the same key again are the same version (a retry whose reply was lost);
 * other bytes throw ObjectExists. For anything that does not fit in memory use `writeStream`.
 */
export async function putObject(
  store: Store,
  object: { bucket: Bucket; key: string; body: Uint8Array; contentType?: string },
): Promise<{ versionId: string; sha256: string }> {
  const sha256 = createHash('sha256').update(object.body).digest('hex');
  const command = new PutObjectCommand({
    Bucket: bucketName(store, object.bucket),
    Key: object.key,
    Body: object.body,
    ContentLength: object.body.byteLength,
    ContentType: object.contentType ?? 'application/octet-stream',
    IfNoneMatch: '*',
    ...encryptionHeaders(store),
  });
  signContentHash(command, sha256);
  try {
    const reply = await ask(`write to ${object.bucket}`, () => store.client.send(command));
    if (reply.VersionId) return { versionId: reply.VersionId, sha256 };
    throw new ObjectExists(`write to ${object.bucket}: the bucket keeps no versions`);
  } catch (error) {
    if (!(error instanceof ObjectExists)) throw error;
    const etag = `"${createHash('md5').update(object.body).digest('hex')}"`;
    for await (const version of listVersions(store, object.bucket, object.key)) {
      const isSame = version.key === object.key && !version.deleted && version.size === object.body.byteLength && version.etag === etag;
      if (isSame) return { versionId: version.versionId, sha256 };
    }
    throw error;
  }
}

export type ObjectHead = { versionId: string; size: number; modified: Date | null; retention: Retention | null };

/** Size, version and lock of an object (the latest version when none is named). Throws ObjectMissing. */
export async function headObject(store: Store, object: { bucket: Bucket; key: string; versionId?: string }): Promise<ObjectHead> {
  const reply = await ask(`head in ${object.bucket}`, () =>
    store.client.send(
      new HeadObjectCommand({
        Bucket: bucketName(store, object.bucket),
        Key: object.key,
        ...(object.versionId ? { VersionId: object.versionId } : {}),
      }),
    ),
  );
  const { ObjectLockMode: mode, ObjectLockRetainUntilDate: until } = reply;
  return {
    versionId: reply.VersionId ?? object.versionId ?? '',
    size: reply.ContentLength ?? 0,
    modified: reply.LastModified ?? null,
    retention: mode && until ? { mode, until } : null,
  };
}

/** Deletes one version for good. A version that is already gone is the wanted result; a locked one throws StoreDenied. */
export async function deleteVersion(store: Store, object: { bucket: Bucket; key: string; versionId: string }): Promise<void> {
  await ask(`delete from ${object.bucket}`, () =>
    store.client.send(new DeleteObjectCommand({ Bucket: bucketName(store, object.bucket), Key: object.key, VersionId: object.versionId })),
  );
}

/**
 * Locks an original until a date (rounded up to the whole second, which is what stores keep), then reads the lock back:
 * the gateway ignores lock headers elsewhere, so only what was read back is recorded. Throws RetentionNotHeld when it differs,
 * StoreDenied when it would shorten a lock in force.
 */
export async function setRetention(
  store: Store,
  lock: { key: string; versionId: string; mode: RetentionMode; until: Date },
): Promise<Retention> {
  const until = new Date(Math.ceil(lock.until.getTime() / 1000) * 1000);
  const version = { Bucket: bucketName(store, 'originals'), Key: lock.key, VersionId: lock.versionId };
  await ask('lock in originals', () =>
    store.client.send(new PutObjectRetentionCommand({ ...version, Retention: { Mode: lock.mode, RetainUntilDate: until } })),
  );
  const held = await readRetention(store, lock);
  if (!held || held.mode !== lock.mode || held.until.getTime() !== until.getTime()) {
    throw new RetentionNotHeld(`lock in originals: asked ${lock.mode} until ${until.toISOString()}, the store holds ${describe(held)}`);
  }
  return held;
}

/** What AWS and the gateway say of a version without a lock. */
const noLock: ReadonlySet<string> = new Set(['NoSuchObjectLockConfiguration', 'ObjectLockConfigurationNotFoundError']);

/** The lock that the store holds on an original's version, or null. */
export async function readRetention(store: Store, lock: { key: string; versionId: string }): Promise<Retention | null> {
  try {
    const reply = await store.client.send(
      new GetObjectRetentionCommand({ Bucket: bucketName(store, 'originals'), Key: lock.key, VersionId: lock.versionId }),
    );
    const { Mode: mode, RetainUntilDate: until } = reply.Retention ?? {};
    return mode && until ? { mode, until } : null;
  } catch (cause) {
    if (noLock.has((cause as Error).name)) return null;
    return ask('read a lock in originals', () => Promise.reject(cause));
  }
}

function describe(held: Retention | null): string {
  return held ? `${held.mode} until ${held.until.toISOString()}` : 'none';
}

export type ListedVersion = {
  key: string;
  versionId: string;
  size: number;
  etag: string;
  latest: boolean;
  /** A delete marker rather than bytes. */
  deleted: boolean;
  modified: Date | null;
};

/** Every version and delete marker whose key starts with `prefix`, page by page. */
export async function* listVersions(store: Store, bucket: Bucket, prefix: string): AsyncGenerator<ListedVersion> {
  let keyMarker: string | undefined;
  let versionMarker: string | undefined;
  for (;;) {
    const page = await ask(`list versions in ${bucket}`, () =>
      store.client.send(
        new ListObjectVersionsCommand({
          Bucket: bucketName(store, bucket),
          Prefix: prefix,
          ...(keyMarker ? { KeyMarker: keyMarker } : {}),
          ...(versionMarker ? { VersionIdMarker: versionMarker } : {}),
        }),
      ),
    );
    for (const [entries, deleted] of [[page.Versions ?? [], false] as const, [page.DeleteMarkers ?? [], true] as const]) {
      for (const entry of entries) {
        yield {
          key: entry.Key ?? '',
          versionId: entry.VersionId ?? '',
          size: 'Size' in entry ? (entry.Size ?? 0) : 0,
          etag: 'ETag' in entry ? (entry.ETag ?? '') : '',
          latest: entry.IsLatest ?? false,
          deleted,
          modified: entry.LastModified ?? null,
        };
      }
    }
    if (!page.IsTruncated || !page.NextKeyMarker) return;
    keyMarker = page.NextKeyMarker;
    versionMarker = page.NextVersionIdMarker;
  }
}
