/** tus, the known resumable uploader: its server beside us as one would run it, with its own adapter to the same gateway and parts of the same size; its client in Node. */
import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { S3Store } from '@tus/s3-store';
import { Server } from '@tus/server';
import { Upload } from 'tus-js-client';
import { partSizeFor } from '#app/intake/upload/limits.ts';
import { mostLanes } from '#app/intake/upload/transfer.ts';
import { bucketName } from '#infra/store/client.ts';
import type { World } from '#tests/support/world.ts';

export type Tus = { send(file: { path: string; size: number }): Promise<void>; close(): Promise<void> };

/** Writes as the buckets' owner, because tus reads and rewrites what it has written; its objects go with the world. */
export async function openTus(world: World, size: number): Promise<Tus> {
  const { endpoint, region, root } = world.servers.s3;
  const datastore = new S3Store({
    partSize: partSizeFor(size),
    maxConcurrentPartUploads: mostLanes,
    useTags: false,
    s3ClientConfig: {
      bucket: bucketName(world.store('intake'), 'derivatives'),
      endpoint,
      region,
      forcePathStyle: true,
      requestChecksumCalculation: 'WHEN_REQUIRED', // the gateway refuses the others
      responseChecksumValidation: 'WHEN_REQUIRED',
      credentials: { accessKeyId: root.accessKeyId, secretAccessKey: root.secretAccessKey },
    },
  });
  const tus = new Server({ path: '/files', datastore });
  const server = createServer((request, response) => void tus.handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // listening on TCP
  return {
    send: ({ path }) =>
      new Promise((resolve, reject) => {
        const body = createReadStream(path, { highWaterMark: 1024 ** 2 });
        const done = { onSuccess: () => resolve(), onError: reject };
        new Upload(body, {
          endpoint: `http://127.0.0.1:${port}/files`,
          chunkSize: Infinity,
          uploadSize: size,
          retryDelays: null,
          ...done,
        }).start();
      }),
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}
