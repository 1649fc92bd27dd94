/** `x-amz-checksum-sha256` on a store that enforces it (the front, which does then what AWS does) and on one that does not (the local gateway). */
import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { effects, openFront, type Front } from '#tests/support/s3-front.ts';
import { openStores, type Stores } from '#tests/support/stores.ts';
import { findChecksums } from './checksum-probe.ts';
import { newUploadKey } from './checksums.ts';
import type { Store } from './client.ts';
import { completeMultipart, createMultipart, findVersions, listParts, listUploads, presignPart, uploadPart } from './multipart.ts';

const origin = 'http://localhost:4000';
let stores: Stores;
let front: Front;
let plain: Store;
let enforcing: Store;
beforeAll(async () => {
  stores = await openStores('sums', [origin]);
  front = await openFront(stores.root.endpoint, { enforceChecksum: true });
  plain = front.store(stores.store('intake'));
  enforcing = { ...plain, enforcesChecksums: true };
});
afterAll(async () => {
  plain.client.destroy();
  await front.close();
  await stores.close();
});

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

async function open(store: Store) {
  const body = randomBytes(5000);
  const key = newUploadKey(store);
  const uploadId = await createMultipart(store, 'quarantine', key);
  const upload = { bucket: 'quarantine', key, uploadId } as const;
  return { body, upload, part: { ...upload, partNumber: 1, sha256: sha256(body), size: body.byteLength, expiresSeconds: 60 } };
}
async function send(store: Store, { body, part }: Awaited<ReturnType<typeof open>>, change: Record<string, string | undefined> = {}) {
  const { url, headers } = await presignPart(store, part);
  const sent = Object.entries({ ...headers, ...change, origin }).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return fetch(url, { method: 'PUT', body, headers: sent });
}

describe('asked at the start', () => {
  test('the store that enforces is known, the other too, and nothing stays in either', async () => {
    expect(await findChecksums(plain, 5_000)).toMatchObject({ finding: 'enforced', store: { enforcesChecksums: true } });
    expect(await findChecksums(stores.store('intake'), 5_000)).toMatchObject({ finding: 'ignored', store: { enforcesChecksums: false } });
    const left = [];
    for await (const upload of listUploads(stores.store('intake'), 'quarantine')) left.push(upload);
    expect(left).toEqual([]);
  });

  test.each([
    ['never answers', effects.hang()],
    ['is broken', effects.internalError()],
    ['refuses this key', effects.expired()],
  ])('a store that %s holds the start up no longer than it may, and counts as one that does not', async (_what, effect) => {
    front.rule({ verb: 'uploadPart', effect });
    const start = Date.now();
    expect(await findChecksums(plain, 2_000)).toMatchObject({ finding: 'unknown', store: { enforcesChecksums: false } });
    expect(Date.now() - start).toBeLessThan(3_000);
    front.clear();
    front.cutAll();
  });
});

describe('where it is enforced', () => {
  test('a part bears both hashes, and the upload is completed with them', async () => {
    const opened = await open(enforcing);
    expect((await send(enforcing, opened)).status).toBe(200);
    const parts = await listParts(enforcing, opened.upload);
    expect(parts).toMatchObject([{ checksum: Buffer.from(opened.part.sha256, 'hex').toString('base64') }]);
    const { versionId } = await completeMultipart(enforcing, { ...opened.upload, parts });
    expect(await findVersions(enforcing, 'quarantine', opened.upload.key)).toMatchObject([{ versionId, size: 5000 }]);
  });

  test('either hash left out or another one is refused, and so are bytes that changed on the way', async () => {
    const opened = await open(enforcing);
    for (const name of ['x-amz-content-sha256', 'x-amz-checksum-sha256']) {
      expect((await send(enforcing, opened, { [name]: undefined })).ok).toBe(false);
    }
    const other = createHash('sha256').update('other').digest('base64');
    expect((await send(enforcing, opened, { 'x-amz-checksum-sha256': other })).ok).toBe(false);
    front.rule({ verb: 'uploadPart', times: 1, effect: effects.alterRequestBody() });
    const changed = await send(enforcing, opened);
    expect([changed.status, await changed.text()]).toEqual([400, expect.stringContaining('BadDigest')]);
    expect(await listParts(enforcing, opened.upload)).toEqual([]);
  });

  test('it is signed as a header, and a page may send it', async () => {
    const { url } = await presignPart(enforcing, (await open(enforcing)).part);
    const signed = new URL(url).searchParams.get('X-Amz-SignedHeaders');
    expect(signed).toBe('content-length;host;x-amz-checksum-sha256;x-amz-content-sha256');
    const asked = 'x-amz-checksum-sha256,x-amz-content-sha256';
    const preflight = await fetch(url, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'PUT', 'access-control-request-headers': asked },
    });
    expect(preflight.headers.get('access-control-allow-headers')?.split(',').toSorted().join(',')).toBe(asked);
  });

  test('a server’s part bears it too', async () => {
    const { upload, body, part } = await open(enforcing);
    await uploadPart(enforcing, { ...upload, partNumber: 1, body, sha256: part.sha256 });
    await completeMultipart(enforcing, { ...upload, parts: await listParts(enforcing, upload) });
  });
});

test.each([
  ['without, by one that knows nothing', () => [plain, enforcing]],
  ['with it, by one that knew', () => [enforcing, plain]],
])('an upload that was opened %s is finished as it began by another process', async (_how, pair) => {
  const [before, after] = pair() as [Store, Store];
  const opened = await open(before);
  expect((await send(after, opened)).status).toBe(200);
  await completeMultipart(after, { ...opened.upload, parts: await listParts(after, opened.upload) });
});

test('on a store that does not enforce it nothing is sent that it does not know', async () => {
  const store = stores.store('intake');
  const { part } = await open(store);
  expect(part.key).toMatch(/^[0-9a-f-]{36}$/);
  const { url, headers } = await presignPart(store, part);
  expect(Object.keys(headers)).toEqual(['x-amz-content-sha256']);
  expect(new URL(url).searchParams.get('X-Amz-SignedHeaders')).toBe('content-length;host;x-amz-content-sha256');
});
