/** The SDK's own uploader: the same part size, the same number of parts on their way, and each part's hash signed, which is what it does over plain http. */
import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Upload } from '@aws-sdk/lib-storage';
import { partSizeFor } from '#app/intake/upload/limits.ts';
import { mostLanes } from '#app/intake/upload/transfer.ts';
import { bucketName } from '#infra/store/client.ts';
import { findVersions } from '#infra/store/multipart.ts';
import { deleteVersion } from '#infra/store/objects.ts';
import type { World } from '#tests/support/world.ts';

/** @throws Error where a part went without a hash: then it would not be the same work. */
export async function sendByLibStorage(world: World, { path, size }: { path: string; size: number }): Promise<void> {
  const store = world.store('intake');
  const key = `bench-${randomBytes(8).toString('hex')}`;
  const unsigned: string[] = [];
  const watch =
    (next: (args: { request: unknown }) => Promise<{ output: unknown; response: unknown }>) => async (args: { request: unknown }) => {
      const { headers, method } = args.request as { headers: Record<string, string>; method: string };
      const hash = headers['x-amz-content-sha256'] ?? 'none';
      if (method === 'PUT' && !/^[0-9a-f]{64}$/.test(hash)) unsigned.push(hash);
      return next(args);
    };
  store.client.middlewareStack.add(watch as never, { step: 'finalizeRequest', priority: 'low', name: 'watchHashes', override: true }); // the stack's own type names the SDK's internals
  const upload = new Upload({
    client: store.client,
    queueSize: mostLanes,
    partSize: partSizeFor(size),
    params: { Bucket: bucketName(store, 'quarantine'), Key: key, Body: createReadStream(path, { highWaterMark: 1024 ** 2 }) },
  });
  await upload.done();
  if (unsigned.length > 0) throw new Error(`parts went out with ${unsigned[0]} instead of a hash`);
  const [version] = await findVersions(store, 'quarantine', key);
  await deleteVersion(world.store('receive'), { bucket: 'quarantine', key, versionId: version?.versionId ?? '' });
}
