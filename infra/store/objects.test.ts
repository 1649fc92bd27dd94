import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStores, type Stores } from '#tests/support/stores.ts';
import { openStore, type Store } from './client.ts';
import { findVersions, listUploads } from './multipart.ts';
import { deleteVersion, headObject, putObject, readObject, readRetention, setRetention } from './objects.ts';
import { partBytes, writeStream } from './write-stream.ts';

const mib = 1024 * 1024;
let stores: Stores;
beforeAll(async () => {
  stores = await openStores('objects');
});
afterAll(() => stores.close());

const newKey = () => randomBytes(16).toString('hex');
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

async function bytesOf(body: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of body as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The real store, with a look at each call's name before it is made; `instead` may answer in its place. */
function watched(store: Store, see: { before?: (name: string) => unknown; after?: (name: string) => void }): Store {
  const client = new Proxy(store.client, {
    get(target, property) {
      if (property !== 'send') return Reflect.get(target, property) as unknown;
      return async (command: { constructor: { name: string } }, ...rest: []) => {
        const answer = see.before?.(command.constructor.name);
        if (answer !== undefined) return answer;
        const reply: unknown = await target.send(command as never, ...rest);
        see.after?.(command.constructor.name);
        return reply;
      };
    },
  });
  return { ...store, client };
}

describe('writing a stream', () => {
  test.each([
    ['nothing', [0]],
    ['one byte', [1]],
    ['exactly one part', [5 * mib]],
    ['one byte more than two parts', [3 * mib, 7 * mib, 1]],
    ['many small chunks', Array.from({ length: 100 }, () => 77_777)],
  ])('of %s: hashed, checksummed and stored in one pass', async (_, lengths) => {
    const chunks = lengths.map((length) => randomBytes(length));
    const whole = Buffer.concat(chunks);
    const key = newKey();
    const told: string[] = [];
    const written = await writeStream(stores.store('receive'), {
      bucket: 'originals',
      key,
      source: Readable.from(chunks),
      partSize: 5 * mib,
      onUploadId: (id) => void told.push(id),
    });
    expect(told).toHaveLength(1);
    expect(written.size).toBe(whole.byteLength);
    expect(written.sha256.toString('hex')).toBe(sha256(whole));
    expect(written.crc32).toBe(crc32(whole));
    let offset = 0;
    for (const part of written.parts) expect(part.sha256).toBe(sha256(whole.subarray(offset, (offset += part.size))));
    expect(offset).toBe(whole.byteLength);
    const { body, size } = await readObject(stores.store('media'), { bucket: 'originals', key, versionId: written.versionId });
    expect(size).toBe(whole.byteLength);
    expect(sha256(await bytesOf(body))).toBe(sha256(whole));
  });

  test('keeps at most two parts in memory: the source waits', async () => {
    let given = 0;
    let stored = 0;
    let most = 0;
    const store = watched(stores.store('media'), { after: (name) => void (name === 'UploadPartCommand' && stored++) });
    const source = async function* () {
      for (let n = 0; n < 8; n++) {
        given++;
        most = Math.max(most, given - stored);
        yield randomBytes(5 * mib);
      }
    };
    const written = await writeStream(store, { bucket: 'derivatives', key: newKey(), source: source(), partSize: 5 * mib });
    expect(written.parts).toHaveLength(8);
    expect(most).toBeLessThanOrEqual(2); // one that travels, and the chunk that is being taken over
  });

  test('whose source breaks leaves no version and no open upload', async () => {
    const store = stores.store('receive');
    const key = newKey();
    const source = async function* () {
      yield randomBytes(6 * mib);
      throw Object.assign(new Error('broke'), { name: 'SourceBroke' });
    };
    await expect(writeStream(store, { bucket: 'originals', key, source: source(), partSize: 5 * mib })).rejects.toMatchObject({
      name: 'SourceBroke',
    });
    expect(await findVersions(store, 'originals', key)).toEqual([]);
    for await (const open of listUploads(store, 'originals')) expect(open.key).not.toBe(key);
  });

  test('that is given up stops reading its source', async () => {
    const giveUp = new AbortController();
    let isReleased = false;
    const source = async function* () {
      try {
        for (;;) {
          yield randomBytes(1000);
          giveUp.abort(new Error('enough'));
        }
      } finally {
        isReleased = true;
      }
    };
    const write = writeStream(stores.store('receive'), { bucket: 'originals', key: newKey(), source: source(), signal: giveUp.signal });
    await expect(write).rejects.toThrow('enough');
    expect(isReleased).toBe(true);
  });

  test('fits 5 TiB into the parts a store takes, none larger than it takes', () => {
    let total = 0;
    let largest = 0;
    for (let n = 1; n <= 10_000; n++) {
      total += partBytes(n);
      largest = Math.max(largest, partBytes(n));
    }
    expect(total).toBeGreaterThan(5 * 1024 ** 4);
    expect(largest).toBeLessThanOrEqual(5 * 1024 ** 3);
    expect(partBytes(1)).toBe(8 * mib);
  });
});

describe('a single object', () => {
  test('is read by range', async () => {
    const body = Buffer.from('0123456789');
    const { versionId } = await putObject(stores.store('media'), { bucket: 'derivatives', key: 'digits', body });
    const object = { bucket: 'derivatives', key: 'digits', versionId } as const;
    const middle = await readObject(stores.store('console'), { ...object, range: { start: 2, end: 4 } });
    expect([(await bytesOf(middle.body)).toString(), middle.size, middle.contentRange]).toEqual(['234', 3, 'bytes 2-4/10']);
    const rest = await readObject(stores.store('console'), { ...object, range: { start: 7 } });
    expect((await bytesOf(rest.body)).toString()).toBe('789');
    await expect(readObject(stores.store('console'), { ...object, range: { start: 10 } })).rejects.toMatchObject({ name: 'RangeRefused' });
  });

  test('that is not there, or not for this key, says which', async () => {
    const { versionId } = await putObject(stores.store('media'), { bucket: 'derivatives', key: 'there', body: Buffer.from('x') });
    const read = (user: 'media' | 'intake', key: string) => readObject(stores.store(user), { bucket: 'derivatives', key, versionId });
    await expect(read('media', 'nowhere')).rejects.toMatchObject({ name: 'ObjectMissing' });
    await expect(read('intake', 'there')).rejects.toMatchObject({ name: 'StoreDenied' });
  });

  test('whose body the store cuts short is an error, not a short file', async () => {
    const short = createServer((_, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('only this', () => response.socket?.destroy());
    });
    await new Promise<void>((resolve) => short.listen(0, '127.0.0.1', resolve));
    const address = short.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const store = openStore({ ...stores.root, endpoint: `http://127.0.0.1:${port}` });
    const read = async () => bytesOf((await readObject(store, { bucket: 'originals', key: 'k', versionId: 'v' })).body);
    await expect(read()).rejects.toMatchObject({ name: 'BodyTruncated' });
    short.close();
    store.client.destroy();
  });

  test('of a store that is away is StoreUnavailable', async () => {
    const store = openStore({ ...stores.root, endpoint: 'http://127.0.0.1:1' });
    await expect(headObject(store, { bucket: 'originals', key: 'k' })).rejects.toMatchObject({ name: 'StoreUnavailable' });
    store.client.destroy();
  });

  test('deleted twice is deleted', async () => {
    const intake = stores.store('intake');
    const { versionId } = await putObject(intake, { bucket: 'quarantine', key: 'twice', body: Buffer.from('x') });
    const version = { bucket: 'quarantine', key: 'twice', versionId } as const;
    await expect(deleteVersion(intake, version)).rejects.toMatchObject({ name: 'StoreDenied' });
    await deleteVersion(stores.store('receive'), version);
    await deleteVersion(stores.store('receive'), version);
  });
});

describe('a lock', () => {
  async function original() {
    const key = newKey();
    const { versionId } = await writeStream(stores.store('receive'), {
      bucket: 'originals',
      key,
      source: Readable.from([Buffer.from('evidence')]),
    });
    return { key, versionId };
  }
  const days = (count: number) => new Date(Date.now() + count * 864e5);

  test('is read back as it was set, rounded up to the second', async () => {
    const version = await original();
    expect(await readRetention(stores.store('receive'), version)).toBeNull();
    const until = new Date(Math.floor(Date.now() / 1000) * 1000 + 30 * 864e5 + 123);
    const held = await setRetention(stores.store('receive'), { ...version, mode: 'GOVERNANCE', until });
    expect(held).toEqual({ mode: 'GOVERNANCE', until: new Date(until.getTime() + 877) });
    expect((await headObject(stores.store('receive'), { bucket: 'originals', ...version })).retention).toEqual(held);
  });

  test('can be set again and extended, and not shortened', async () => {
    const version = await original();
    const lock = (until: Date) => setRetention(stores.store('receive'), { ...version, mode: 'GOVERNANCE', until });
    const month = days(30);
    await lock(month);
    await lock(month);
    await lock(days(60));
    await expect(lock(days(1))).rejects.toMatchObject({ name: 'StoreDenied' });
    await expect(deleteVersion(stores.root, { bucket: 'originals', ...version })).rejects.toMatchObject({ name: 'StoreDenied' });
  });

  test('is no lock when the store only says so', async () => {
    const version = await original();
    const deaf = watched(stores.store('receive'), { before: (name) => (name === 'PutObjectRetentionCommand' ? {} : undefined) });
    const lock = setRetention(deaf, { ...version, mode: 'GOVERNANCE', until: days(1) });
    await expect(lock).rejects.toMatchObject({ name: 'RetentionNotHeld' });
  });
});
