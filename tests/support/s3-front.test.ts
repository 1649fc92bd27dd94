/** Each of the front's effects, tried on the real gateway with the code that will meet it. */
import { createHash, randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { bucketName, type Store } from '#infra/store/client.ts';
import {
  abortMultipart,
  completeMultipart,
  createMultipart,
  findVersions,
  listParts,
  presignPart,
  uploadPart,
} from '#infra/store/multipart.ts';
import { putObject, readObject } from '#infra/store/objects.ts';
import { effects, openFront, type Front } from '#tests/support/s3-front.ts';
import { openStores, type Stores } from '#tests/support/stores.ts';

const origin = 'http://localhost:4000';
let stores: Stores;
let front: Front;
let store: Store;
beforeAll(async () => {
  stores = await openStores('front', [origin]);
  front = await openFront(stores.root.endpoint);
  store = front.store(stores.store('intake'));
});
afterEach(() => {
  front.clear();
  front.forget();
});
afterAll(async () => {
  store.client.destroy();
  await front.close();
  await stores.close();
});

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const large = randomBytes(300_000);

async function begin(by = store, to = front, body: Uint8Array<ArrayBuffer> = large) {
  const key = randomBytes(16).toString('hex');
  const uploadId = await createMultipart(by, 'quarantine', key);
  const upload = { bucket: 'quarantine', key, uploadId } as const;
  const part = { ...upload, partNumber: 1, sha256: sha256(body), size: body.byteLength, expiresSeconds: 60 };
  const { url, headers } = await presignPart({ ...by, publicEndpoint: to.endpoint }, part);
  const send = (extra: Record<string, string> = {}) => fetch(url, { method: 'PUT', body, headers: { ...headers, origin, ...extra } });
  return { upload, part, url, send, put: () => uploadPart(by, { ...upload, partNumber: 1, body, sha256: sha256(body) }) };
}

describe('without a rule', () => {
  test('what is signed for the front holds at the gateway: by a page’s address with its preflight, and by the SDK', async () => {
    const { upload, url, send, put } = await begin();
    const preflight = await fetch(url, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'PUT', 'access-control-request-headers': 'x-amz-content-sha256' },
    });
    expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([200, origin]);
    const reply = await send();
    expect([reply.status, reply.headers.get('access-control-allow-origin')]).toEqual([200, origin]);
    expect(reply.headers.get('etag')).toBe(await put());
    const { versionId } = await completeMultipart(store, { ...upload, parts: await listParts(store, upload) });
    expect(await findVersions(stores.store('intake'), 'quarantine', upload.key)).toMatchObject([{ versionId, size: large.byteLength }]);
    const told = front.requests().map(({ verb, from, status }) => `${verb} ${from} ${status}`);
    expect(told).toEqual([
      'listObjects server 200', // of the buckets: which kind of store this is
      'createMultipart server 200',
      'options page 200',
      'uploadPart page 200',
      'uploadPart server 200',
      'listParts server 200',
      'complete server 200',
    ]);
    expect(front.bytes('uploadPart')).toBe(2 * large.byteLength);
  });

  test('bytes that are not the signed ones are refused by the gateway', async () => {
    const { send } = await begin(store, front, large.subarray(0, 1000)); // refused by its head alone: more would be cut off while it is sent
    expect((await send({ 'x-amz-content-sha256': sha256(Buffer.from('other')) })).status).toBe(403);
  });
});

describe('a rule', () => {
  test('applies so often, after so many, to this part, in this bucket, and tells when', async () => {
    const { send } = await begin();
    const elsewhere = [
      front.rule({ verb: 'uploadPart', part: 2, effect: effects.slowDown() }),
      front.rule({ verb: 'any', bucket: 'originals', effect: effects.slowDown() }),
    ];
    const second = front.rule({ verb: 'uploadPart', part: 1, after: 1, times: 1, effect: effects.internalError() });
    const happened = second.happened();
    expect([(await send()).status, (await send()).status, (await send()).status]).toEqual([200, 500, 200]);
    await happened;
    expect([second.applied(), ...elsewhere.map((rule) => rule.applied())]).toEqual([1, 0, 0]);
    const ended = front.rule({ verb: 'uploadPart', effect: effects.internalError() });
    ended.end();
    expect((await send()).status).toBe(200);
  });
});

describe('a reply', () => {
  test.each([
    ['internalError', 500, 'InternalError'],
    ['slowDown', 503, 'SlowDown'],
    ['expired', 403, 'Request has expired'],
    ['expiredToken', 403, 'ExpiredToken'],
  ] as const)('of the kind %s is in the store’s words, readable for the page or not', async (kind, status, words) => {
    const { send } = await begin();
    front.rule({ verb: 'uploadPart', times: 1, effect: effects[kind]() });
    front.rule({ verb: 'uploadPart', times: 1, effect: effects[kind]({ cors: false }) });
    const [readable, unreadable] = [await send(), await send()];
    expect([readable.status, readable.headers.get('access-control-allow-origin')]).toEqual([status, origin]);
    expect(await readable.text()).toContain(words);
    expect([unreadable.status, unreadable.headers.get('access-control-allow-origin')]).toEqual([status, null]);
    expect(front.bytes('uploadPart')).toBe(2 * large.byteLength);
  });

  test('is lost after the store acted, and the SDK’s own second try finds it done', async () => {
    const { upload, put } = await begin();
    await put();
    const lost = front.rule({ verb: 'complete', times: 1, effect: effects.dropReply() });
    const { versionId } = await completeMultipart(store, { ...upload, parts: await listParts(store, upload) });
    expect(lost.applied()).toBe(1);
    expect(front.requests('complete').map(({ status }) => status)[0]).toBe('reset');
    expect(await findVersions(store, 'quarantine', upload.key)).toMatchObject([{ versionId }]);
  });

  test('is begun and breaks off, after the store acted', async () => {
    const { upload, send } = await begin();
    front.rule({ verb: 'uploadPart', times: 1, effect: effects.dropReply({ begun: true }) });
    const reply = await send();
    expect(reply.status).toBe(200);
    await expect(reply.text()).rejects.toThrow('terminated');
    expect(await listParts(store, upload)).toHaveLength(1);
  });

  test('never comes, until the line is cut; or comes late', async () => {
    const { send } = await begin();
    const hung = front.rule({ verb: 'uploadPart', times: 1, effect: effects.hang() });
    const sending = send().then(
      () => 'answered',
      () => 'cut',
    );
    await hung.happened();
    front.cutAll();
    expect(await sending).toBe('cut');
    front.rule({ verb: 'uploadPart', times: 1, effect: effects.slowReply(200) });
    const start = Date.now();
    expect((await send()).status).toBe(200);
    expect(Date.now() - start).toBeGreaterThanOrEqual(195);
  });

  test('with parts left out of the list, or another ETag', async () => {
    const { upload, put } = await begin();
    const etag = await put();
    front.rule({ verb: 'listParts', times: 1, effect: effects.staleParts([1]) });
    front.rule({ verb: 'listParts', times: 1, effect: effects.staleParts([2]) });
    front.rule({ verb: 'listParts', times: 1, effect: effects.wrongETag() });
    expect(await listParts(store, upload)).toEqual([]);
    expect(await listParts(store, upload)).toEqual([{ partNumber: 1, etag, size: large.byteLength }]);
    const [part] = await listParts(store, upload);
    expect(part?.etag).toMatch(/^"0{32}"$/);
    await expect(completeMultipart(store, { ...upload, parts: [part as NonNullable<typeof part>] })).rejects.toMatchObject({
      name: 'BytesRefused',
    });
    front.rule({ verb: 'uploadPart', effect: effects.wrongETag() });
    expect(await put()).toMatch(/^"0{32}"$/);
  });
});

describe('a request', () => {
  test('is reset after some of its bytes, and the gateway keeps nothing of it', async () => {
    const { upload, send } = await begin();
    front.rule({ verb: 'uploadPart', times: 1, effect: effects.reset(100_000) });
    await expect(send()).rejects.toThrow('fetch failed');
    expect(front.requests('uploadPart')).toMatchObject([{ status: 'reset' }]);
    expect(front.bytes()).toBeGreaterThanOrEqual(100_000);
    expect(await listParts(store, upload)).toEqual([]);
    front.rule({ verb: 'uploadPart', times: 1, effect: effects.reset() });
    await expect(send()).rejects.toThrow('fetch failed');
  });

  test.each([0, 150_000, 10 ** 9])('whose byte %i was changed in flight is refused by the gateway', async (at) => {
    const { upload, send } = await begin();
    front.rule({ verb: 'uploadPart', times: 1, effect: effects.alterRequestBody(at) });
    expect((await send()).status).toBe(400);
    expect(await listParts(store, upload)).toEqual([]);
    expect((await send()).status).toBe(200);
  });
});

test.each(['cut', 'short', 'chunked'] as const)('a body that is too short (%s), and a slow one', async (how) => {
  const media = front.store(stores.store('media'));
  const key = randomBytes(16).toString('hex');
  const { versionId } = await putObject(media, { bucket: 'derivatives', key, body: large });
  const address = { bucket: 'derivatives', key, versionId } as const;
  const read = async () => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of (await readObject(media, address)).body as AsyncIterable<Uint8Array>) chunks.push(chunk);
    return Buffer.concat(chunks);
  };
  const rule = front.rule({ verb: 'getObject', times: 1, effect: effects.truncateBody(1000, how) });
  if (how === 'cut') await expect(read()).rejects.toMatchObject({ name: 'BodyTruncated' });
  else
    await read().then(
      (bytes) => expect(bytes).toEqual(large.subarray(0, 1000)),
      (error: Error) => expect(error.name).toBe('BodyTruncated'),
    );
  expect(rule.applied()).toBe(1);
  front.rule({ verb: 'getObject', times: 1, effect: effects.slowReply(0, 1_000_000) });
  const start = Date.now();
  expect(await read()).toEqual(large);
  expect(Date.now() - start).toBeGreaterThanOrEqual(250);
  media.client.destroy();
});

test('while it refuses the store is down, and then it is back', async () => {
  const { send } = await begin();
  front.refuse(true);
  await expect(send()).rejects.toThrow('fetch failed');
  front.refuse(false);
  expect((await send()).status).toBe(200);
});

test('a narrow line is shared by all', async () => {
  const [one, other] = [await begin(), await begin()];
  front.limit(1_000_000);
  const start = Date.now();
  await Promise.all([one.send(), other.send()]);
  front.limit(undefined);
  expect(Date.now() - start).toBeGreaterThanOrEqual(550);
});

test('as a store that enforces x-amz-checksum-sha256 it refuses what AWS refuses', async () => {
  const strict = await openFront(stores.root.endpoint, { enforceChecksum: true });
  const by = strict.store(stores.store('intake'));
  const { upload, send, put } = await begin(by, strict);
  const right = createHash('sha256').update(large).digest('base64');
  expect((await send()).status).toBe(200); // opened without the algorithm: as ever
  const without = await send({ 'x-amz-checksum-sha256': right });
  expect([without.status, await without.text()]).toEqual([400, expect.stringContaining('Checksum Type mismatch')]);
  await put();
  await completeMultipart(by, { ...upload, parts: await listParts(by, upload) });
  const media = strict.store(stores.store('media'));
  const wrong = createHash('sha256').update('x').digest('base64');
  const { PutObjectCommand } = await import('@aws-sdk/client-s3');
  const command = (ChecksumSHA256: string) =>
    media.client.send(new PutObjectCommand({ Bucket: bucketName(media, 'derivatives'), Key: 'sum', Body: large, ChecksumSHA256 }));
  await expect(command(wrong)).rejects.toMatchObject({ name: 'BadDigest' });
  await command(right);
  for (const opened of [by, media]) opened.client.destroy();
  await strict.close();
});

test('an upload that is aborted is aborted', async () => {
  const { upload } = await begin();
  await abortMultipart(store, upload);
  expect(front.requests('abort')).toMatchObject([{ status: 204, key: upload.key }]);
});
