import { createHash, randomBytes } from 'node:crypto';
import { CreateBucketCommand, DeleteBucketCommand, GetBucketLifecycleConfigurationCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStores, type Stores } from '#tests/support/stores.ts';
import { bootstrapStore } from './bootstrap.ts';
import { bucketName } from './client.ts';
import {
  abortMultipart,
  completeMultipart,
  createMultipart,
  findVersions,
  listParts,
  listUploads,
  presignPart,
  uploadPart,
} from './multipart.ts';
import { listVersions, putObject } from './objects.ts';
import { probeStore } from './probe.ts';

const longestDraft = 14 * 24; // hours: the most that `intake.draftHours` takes
const origin = 'http://localhost:4000';
let stores: Stores;
beforeAll(async () => {
  stores = await openStores('store', [origin]);
});
afterAll(() => stores.close());

const newKey = () => randomBytes(16).toString('hex');
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('a part sent by a browser', () => {
  async function upload() {
    const store = stores.store('intake');
    const key = `u/${newKey()} ü+&?=`; // signing must survive what a key could hold
    const uploadId = await createMultipart(store, 'quarantine', key);
    const body = randomBytes(5000);
    const part = {
      bucket: 'quarantine',
      key,
      uploadId,
      partNumber: 1,
      sha256: sha256(body),
      size: body.byteLength,
      expiresSeconds: 60,
    } as const;
    return { store, body, part, presigned: await presignPart(store, part) };
  }
  const put = (url: string, body: Uint8Array<ArrayBuffer>, headers: Record<string, string>) =>
    fetch(url, { method: 'PUT', body, headers: { ...headers, origin } });

  test('is stored when its bytes are the signed ones, and the page may read its ETag', async () => {
    const { store, body, part, presigned } = await upload();
    const reply = await put(presigned.url, body, presigned.headers);
    expect(reply.status).toBe(200);
    expect(reply.headers.get('access-control-allow-origin')).toBe(origin);
    expect(reply.headers.get('access-control-expose-headers')).toMatch(/etag/i);
    const parts = await listParts(store, part);
    expect(parts).toEqual([{ partNumber: 1, etag: reply.headers.get('etag'), size: 5000 }]);
    const { versionId } = await completeMultipart(store, { ...part, parts });
    expect(await findVersions(store, 'quarantine', part.key)).toEqual([{ versionId, size: 5000, latest: true }]);
  });

  test.each(['other bytes', 'fewer bytes', 'no hash', 'another hash'])('is refused with %s', async (what) => {
    const { store, body, part, presigned } = await upload();
    const other = randomBytes(5000);
    const headers = what === 'no hash' ? {} : what === 'another hash' ? { 'x-amz-content-sha256': sha256(other) } : presigned.headers;
    const sent = what === 'other bytes' || what === 'another hash' ? other : what === 'fewer bytes' ? body.subarray(1) : body;
    const reply = await put(presigned.url, sent, headers);
    expect(reply.ok).toBe(false);
    expect(await listParts(store, part)).toEqual([]);
  });

  test('is refused under another part number, and with another time', async () => {
    const { body, presigned } = await upload();
    expect((await put(presigned.url.replace('partNumber=1', 'partNumber=2'), body, presigned.headers)).status).toBe(403);
    expect((await put(presigned.url.replace('X-Amz-Expires=60', 'X-Amz-Expires=6000'), body, presigned.headers)).status).toBe(403);
  });

  test('is not asked for by another site', async () => {
    const { presigned } = await upload();
    const preflight = (from: string) =>
      fetch(presigned.url, {
        method: 'OPTIONS',
        headers: { origin: from, 'access-control-request-method': 'PUT', 'access-control-request-headers': 'x-amz-content-sha256' },
      });
    expect((await preflight(origin)).headers.get('access-control-allow-origin')).toBe(origin);
    expect((await preflight('http://elsewhere.example')).headers.get('access-control-allow-origin')).toBeNull();
  });

  test('is signed for the public endpoint, by path or by host', async () => {
    const own = stores.store('intake');
    const part = {
      bucket: 'quarantine',
      key: 'k',
      uploadId: 'u',
      partNumber: 3,
      sha256: sha256(Buffer.from('')),
      size: 0,
      expiresSeconds: 60,
    } as const;
    const byPath = new URL((await presignPart({ ...own, publicEndpoint: 'https://files.example.org' }, part)).url);
    expect([byPath.host, byPath.pathname]).toEqual(['files.example.org', `/${bucketName(own, 'quarantine')}/k`]);
    const byHost = new URL((await presignPart({ ...own, publicEndpoint: 'https://s3.example.org', forcePathStyle: false }, part)).url);
    expect([byHost.host, byHost.pathname]).toEqual([`${bucketName(own, 'quarantine')}.s3.example.org`, '/k']);
    expect(byHost.searchParams.get('X-Amz-SignedHeaders')).toBe('content-length;host;x-amz-content-sha256');
  });
});

describe('an upload', () => {
  test('whose Complete was answered into the void can be completed again', async () => {
    const store = stores.store('intake');
    const key = newKey();
    const uploadId = await createMultipart(store, 'quarantine', key);
    const body = Buffer.from('once');
    const etag = await uploadPart(store, { bucket: 'quarantine', key, uploadId, partNumber: 1, body, sha256: sha256(body) });
    const upload = { bucket: 'quarantine', key, uploadId, parts: [{ partNumber: 1, etag }] } as const;
    const first = await completeMultipart(store, upload);
    expect(await completeMultipart(store, upload)).toEqual(first);
    expect(await findVersions(store, 'quarantine', key)).toHaveLength(1);
  });

  test('that was aborted cannot be completed, and aborting it again is no error', async () => {
    const store = stores.store('intake');
    const key = newKey();
    const upload = { bucket: 'quarantine', key, uploadId: await createMultipart(store, 'quarantine', key) } as const;
    await abortMultipart(store, upload);
    await abortMultipart(store, upload);
    await expect(completeMultipart(store, { ...upload, parts: [{ partNumber: 1, etag: '"x"' }] })).rejects.toMatchObject({
      name: 'UploadGone',
    });
    await expect(listParts(store, upload)).rejects.toMatchObject({ name: 'UploadGone' });
  });

  test('refuses a part whose bytes are not those that were hashed', async () => {
    const store = stores.store('receive');
    const key = newKey();
    const uploadId = await createMultipart(store, 'originals', key);
    const part = {
      bucket: 'originals',
      key,
      uploadId,
      partNumber: 1,
      body: Buffer.from('right'),
      sha256: sha256(Buffer.from('wrong')),
    } as const;
    await expect(uploadPart(store, part)).rejects.toMatchObject({ name: 'BytesRefused' });
    await abortMultipart(store, { bucket: 'originals', key, uploadId });
  });

  test('that is unfinished is listed until it is aborted', async () => {
    const store = stores.store('receive');
    const key = newKey();
    const uploadId = await createMultipart(store, 'originals', key);
    const seen = async () => {
      for await (const open of listUploads(store, 'originals')) if (open.uploadId === uploadId) return open;
      return null;
    };
    expect(await seen()).toMatchObject({ key, initiated: expect.any(Date) });
    await abortMultipart(store, { bucket: 'originals', key, uploadId });
    expect(await seen()).toBeNull();
  });

  test('of a key that is the beginning of another finds only its own versions', async () => {
    const store = stores.store('media');
    await putObject(store, { bucket: 'derivatives', key: 'same-start', body: Buffer.from('a') });
    await putObject(store, { bucket: 'derivatives', key: 'same-start-longer', body: Buffer.from('b') });
    expect(await findVersions(store, 'derivatives', 'same-start')).toHaveLength(1);
    const listed = [];
    for await (const version of listVersions(store, 'derivatives', 'same-start')) listed.push(version.key);
    expect(listed).toEqual(['same-start', 'same-start-longer']);
  });
});

describe('the bootstrap', () => {
  test('may run again and again', async () => {
    await bootstrapStore(stores.root, { principals: stores.principals, corsOrigins: [origin] });
  });

  test('ends unfinished uploads after the longest draft, and no completed object of quarantine', async () => {
    const Bucket = bucketName(stores.root, 'quarantine');
    const { Rules = [] } = await stores.root.client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
    expect(Rules).toHaveLength(1);
    expect(Rules[0]).not.toHaveProperty('Expiration');
    expect((Rules[0]?.AbortIncompleteMultipartUpload?.DaysAfterInitiation ?? 0) * 24).toBeGreaterThan(longestDraft);
  });

  test('refuses an originals bucket that has no lock', async () => {
    const other = { ...stores.root, prefix: `nolock-${randomBytes(4).toString('hex')}-` };
    await other.client.send(new CreateBucketCommand({ Bucket: bucketName(other, 'originals') }));
    await expect(bootstrapStore(other, { principals: stores.principals, corsOrigins: [] })).rejects.toMatchObject({
      name: 'BucketWithoutLock',
    });
    for (const bucket of ['quarantine', 'originals'] as const) {
      await other.client.send(new DeleteBucketCommand({ Bucket: bucketName(other, bucket) }));
    }
  });
});

test('the probe finds what this store enforces, and cleans up behind itself', async () => {
  const findings = await probeStore(stores.root);
  expect(findings).toMatchObject({
    objectLock: true,
    lockNotShortened: true,
    partHash: true,
    presignedPartHash: true,
    presignedHashRequired: true,
    versioning: true,
    checksumHeader: expect.any(Boolean),
    conditionalWrite: expect.any(Boolean),
    legalHold: true,
  });
  for (const bucket of ['quarantine', 'originals', 'derivatives'] as const) {
    for await (const left of listVersions(stores.root, bucket, 'probe/')) expect(left).toBeNull();
    for await (const open of listUploads(stores.root, bucket)) expect(open.key).not.toMatch(/^probe\//);
  }
});
