/** Buckets of one test file's own on the real store, without a database: for the tests of the store's adapter. */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { DeleteBucketCommand, DeleteObjectCommand, ListMultipartUploadsCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import type { Servers, StoreUser } from '#infra/local/environments.mjs';
import { bootstrapStore } from '#infra/store/bootstrap.ts';
import { bucketName, buckets, openStore, type Store } from '#infra/store/client.ts';
import { abortMultipart } from '#infra/store/multipart.ts';

export type Stores = { root: Store; principals: Record<StoreUser, string>; store(user: StoreUser): Store; close(): Promise<void> };

/** The servers that EXHIBIT_SERVERS names. */
export async function readServers(): Promise<Servers> {
  return JSON.parse(await readFile(process.env.EXHIBIT_SERVERS ?? '', 'utf8')) as Servers;
}

/** Bootstraps five fresh buckets. `origins` may send parts to quarantine. */
export async function openStores(name: string, origins: readonly string[] = ['http://localhost:4000']): Promise<Stores> {
  const { s3 } = await readServers();
  const prefix = `${name}-${randomBytes(4).toString('hex')}-`;
  const open = (credentials: { accessKeyId: string; secretAccessKey: string }): Store => {
    const { accessKeyId, secretAccessKey } = credentials;
    return openStore({
      endpoint: s3.endpoint,
      region: s3.region,
      forcePathStyle: s3.forcePathStyle,
      accessKeyId,
      secretAccessKey,
      prefix,
      encryption: 'none',
    });
  };
  const root = open(s3.root);
  const users = Object.keys(s3.users) as StoreUser[];
  const stores = Object.fromEntries(users.map((user) => [user, open(s3.users[user])])) as Record<StoreUser, Store>;
  const principals = Object.fromEntries(users.map((user) => [user, s3.users[user].principal])) as Record<StoreUser, string>;
  await bootstrapStore(root, { principals, corsOrigins: origins });
  return {
    root,
    principals,
    store: (user) => stores[user],
    async close() {
      for (const bucket of buckets) await removeBucket(root, bucket);
      for (const opened of [root, ...Object.values(stores)]) opened.client.destroy();
    },
  };
}

async function removeBucket(root: Store, bucket: (typeof buckets)[number]): Promise<void> {
  const Bucket = bucketName(root, bucket);
  const { Uploads = [] } = await root.client.send(new ListMultipartUploadsCommand({ Bucket }));
  for (const { Key, UploadId } of Uploads) await abortMultipart(root, { bucket, key: Key ?? '', uploadId: UploadId ?? '' });
  for (;;) {
    const { Versions = [], DeleteMarkers = [], IsTruncated } = await root.client.send(new ListObjectVersionsCommand({ Bucket }));
    for (const { Key, VersionId } of [...Versions, ...DeleteMarkers]) {
      await root.client.send(new DeleteObjectCommand({ Bucket, Key, VersionId, BypassGovernanceRetention: true }));
    }
    if (!IsTruncated) break;
  }
  await root.client.send(new DeleteBucketCommand({ Bucket }));
}
