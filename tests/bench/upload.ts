/**
 * `upload`: MiB a second of our uploader's core, whole way (create, sign, parts, complete by the real intake process, part and whole-file hashes in one read),
 * against a plain loop of the SDK's UploadPart with the same part size, the same number on their way and the same signed hashes. Same gateway, same file of 256 MiB
 * in the page cache; both sides use Node's hashes and each keeps its connections.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { open, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import path from 'node:path';
import { transferParts, mostLanes, type HashedPart, type Part } from '#app/intake/upload/transfer.ts';
import { partSizeFor } from '#app/intake/upload/limits.ts';
import { completeMultipart, createMultipart, findVersions, uploadPart } from '#infra/store/multipart.ts';
import { deleteVersion } from '#infra/store/objects.ts';
import type { Figure } from '#tests/bench/protocol.ts';
import { atLeast, compare, seconds } from '#tests/bench/protocol.ts';
import { startProcess } from '#tests/support/processes.ts';
import { Witness } from '#tests/support/witness.ts';
import { openWorld, type World } from '#tests/support/world.ts';

const MiB = 1024 ** 2;
const size = 256 * MiB;
const partSize = partSizeFor(size);
const bucket = 'quarantine';
const agent = new Agent({ keepAlive: true });

export async function* bench(): AsyncGenerator<Figure> {
  const world = await openWorld({ name: 'upload' });
  const file = path.join(world.folder, 'video');
  try {
    const intake = await startProcess(world, 'intake');
    await writeFile(file, randomBytes(size));
    const handle = await open(file);
    try {
      yield await compare({
        bench: 'upload',
        a: {
          what: 'our uploader, MiB/s',
          measure: async () => size / MiB / (await seconds(() => byOurUploader(world, intake.origin ?? '', handle))),
        },
        b: { what: 'UploadPart loop, MiB/s', measure: async () => size / MiB / (await seconds(() => byUploadParts(world, handle))) },
        target: atLeast(0.9),
        note: 'A also signs over HTTP, hashes the whole file and records custody',
      });
    } finally {
      await handle.close();
      await intake.stop();
    }
  } finally {
    await world.close();
  }
}

type Handle = Awaited<ReturnType<typeof open>>;

async function readPart(handle: Handle, { start, end }: Part): Promise<ArrayBuffer> {
  const bytes = new ArrayBuffer(end - start);
  await handle.read(new Uint8Array(bytes), 0, end - start, start);
  return bytes;
}

async function byOurUploader(world: World, origin: string, handle: Handle): Promise<void> {
  const witness = new Witness(origin);
  await witness.begin();
  const ask = async <T>(verb: string, body: object): Promise<T> => {
    const { status, text } = await witness.json(`/report/files/${verb}`, body);
    if (status !== 200) throw new Error(`${verb} answered ${status}`);
    return JSON.parse(text) as T;
  };
  const { upload } = await ask<{ upload: string }>('create', { upload: randomUUID(), name: 'video.mp4', size });
  const whole = createHash('sha256');
  const parts = await transferParts(size, partSize, {
    async read(part): Promise<HashedPart> {
      const bytes = await readPart(handle, part);
      whole.update(new Uint8Array(bytes));
      return { bytes, sha256: createHash('sha256').update(new Uint8Array(bytes)).digest('hex') };
    },
    async send({ n }, { bytes, sha256 }) {
      const { url, headers } = await ask<{ url: string; headers: Record<string, string> }>('sign', {
        upload,
        part: n,
        size: bytes.byteLength,
        sha256,
      });
      await put(url, headers, new Uint8Array(bytes));
    },
  });
  await ask('complete', { upload, sha256: whole.digest('hex'), parts });
  const [row] = await world.superSql<
    { key: string; version: string }[]
  >`select object_key as key, version_id as version from uploads where id = ${upload}`;
  await deleteVersion(world.store('receive'), { bucket, key: row?.key ?? '', versionId: row?.version ?? '' });
}

/** Over the same kind of kept connections as the SDK's own. */
function put(url: string, headers: Record<string, string>, body: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const sending = request(url, { method: 'PUT', agent, headers: { ...headers, 'content-length': body.byteLength } }, (response) => {
      response.resume();
      if (response.statusCode === 200) response.once('end', resolve);
      else reject(new Error(`the store answered ${response.statusCode}`));
    });
    sending.once('error', reject);
    sending.end(body);
  });
}

async function byUploadParts(world: World, handle: Handle): Promise<void> {
  const store = world.store('intake');
  const key = `bench-${randomBytes(8).toString('hex')}`;
  const uploadId = await createMultipart(store, bucket, key);
  const completed: { partNumber: number; etag: string }[] = [];
  const waiting = Array.from({ length: Math.ceil(size / partSize) }, (_, index) => index + 1);
  const lane = async (): Promise<void> => {
    for (let n = waiting.shift(); n !== undefined; n = waiting.shift()) {
      const body = new Uint8Array(await readPart(handle, { n, start: (n - 1) * partSize, end: Math.min(size, n * partSize) }));
      const sha256 = createHash('sha256').update(body).digest('hex');
      completed.push({ partNumber: n, etag: await uploadPart(store, { bucket, key, uploadId, partNumber: n, body, sha256 }) });
    }
  };
  await Promise.all(Array.from({ length: mostLanes }, lane));
  await completeMultipart(store, { bucket, key, uploadId, parts: completed.toSorted((x, y) => x.partNumber - y.partNumber) });
  const [version] = await findVersions(store, bucket, key);
  await deleteVersion(world.store('receive'), { bucket, key, versionId: version?.versionId ?? '' });
}
