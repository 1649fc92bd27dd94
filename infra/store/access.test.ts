import * as S3 from '@aws-sdk/client-s3';
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStores, type Stores } from '#tests/support/stores.ts';
import { principals, type Principal } from './access.ts';
import { bucketName, buckets, type Bucket, type Store } from './client.ts';
import { writeStream } from './write-stream.ts';

/**
 * What each credential may do, written down a second time on purpose: this table is the promise, access.ts is how it is kept.
 * Every verb that is not named here for a credential and a bucket must be refused.
 */
const promised: Record<Principal, Partial<Record<Bucket, readonly Verb[]>>> = {
  intake: { quarantine: ['upload', 'list', 'listVersions', 'listUploads', 'listParts', 'abort', 'abortOthers', 'put'] },
  receive: {
    quarantine: ['get', 'head', 'getVersion', 'list', 'listVersions', 'listUploads', 'deleteVersion', 'abortOthers'],
    originals: [
      'upload',
      'put',
      'list',
      'listVersions',
      'listUploads',
      'listParts',
      'abort',
      'abortOthers',
      'copyFrom',
      'get',
      'head',
      'getVersion',
      'getRetention',
      'setRetention',
    ],
  },
  media: {
    originals: ['get', 'head', 'getVersion'],
    derivatives: [
      'upload',
      'put',
      'list',
      'listVersions',
      'listUploads',
      'listParts',
      'abort',
      'abortOthers',
      'copyFrom',
      'get',
      'head',
      'getVersion',
    ],
  },
  records: {
    originals: ['get', 'head', 'getVersion', 'getRetention'],
    derivatives: ['get', 'head', 'getVersion'],
    records: ['upload', 'put', 'list', 'listVersions', 'listUploads', 'listParts', 'abort', 'abortOthers'],
    bundles: [
      'upload',
      'put',
      'list',
      'listVersions',
      'listUploads',
      'listParts',
      'abort',
      'abortOthers',
      'copyFrom',
      'get',
      'head',
      'getVersion',
    ],
  },
  console: {
    originals: ['get', 'head', 'getVersion'],
    derivatives: ['get', 'head', 'getVersion'],
    bundles: ['get', 'head', 'getVersion'],
  },
};
const hasLock: readonly Bucket[] = ['originals', 'records'];

type Target = { Bucket: string; Key: string; VersionId: string };
/** Each verb once, against an object that the buckets' owner put there (so that a refusal is the policy's and not a missing object's). */
const verbs = {
  put: (store, { Bucket }) => store.client.send(new S3.PutObjectCommand({ Bucket, Key: fresh(), Body: 'x' })),
  upload: async (store, { Bucket }) => {
    const Key = fresh();
    const { UploadId } = await store.client.send(new S3.CreateMultipartUploadCommand({ Bucket, Key }));
    const { ETag } = await store.client.send(new S3.UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, Body: 'x' }));
    const Parts = [{ PartNumber: 1, ETag }];
    await store.client.send(new S3.CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }));
  },
  listParts: async (store, { Bucket }) => {
    const Key = fresh();
    const { UploadId } = await store.client.send(new S3.CreateMultipartUploadCommand({ Bucket, Key }));
    await store.client.send(new S3.ListPartsCommand({ Bucket, Key, UploadId }));
  },
  abort: async (store, { Bucket }) => {
    const Key = fresh();
    const { UploadId } = await store.client.send(new S3.CreateMultipartUploadCommand({ Bucket, Key }));
    await store.client.send(new S3.AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
  },
  abortOthers: async (store, { Bucket }, root) => {
    const Key = fresh();
    const { UploadId } = await root.client.send(new S3.CreateMultipartUploadCommand({ Bucket, Key }));
    await store.client.send(new S3.AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
  },
  list: (store, { Bucket }) => store.client.send(new S3.ListObjectsV2Command({ Bucket })),
  listVersions: (store, { Bucket }) => store.client.send(new S3.ListObjectVersionsCommand({ Bucket })),
  listUploads: (store, { Bucket }) => store.client.send(new S3.ListMultipartUploadsCommand({ Bucket })),
  get: async (store, { Bucket, Key }) => (await store.client.send(new S3.GetObjectCommand({ Bucket, Key }))).Body?.transformToByteArray(),
  getVersion: async (store, target) => (await store.client.send(new S3.GetObjectCommand(target))).Body?.transformToByteArray(),
  head: (store, { Bucket, Key }) => store.client.send(new S3.HeadObjectCommand({ Bucket, Key })),
  copyFrom: (store, { Bucket, Key }) =>
    store.client.send(new S3.CopyObjectCommand({ Bucket, Key: fresh(), CopySource: `${Bucket}/${Key}` })),
  getAcl: (store, { Bucket, Key }) => store.client.send(new S3.GetObjectAclCommand({ Bucket, Key })),
  setAcl: (store, { Bucket, Key }) => store.client.send(new S3.PutObjectAclCommand({ Bucket, Key, ACL: 'public-read' })),
  setTags: (store, { Bucket, Key }) =>
    store.client.send(new S3.PutObjectTaggingCommand({ Bucket, Key, Tagging: { TagSet: [{ Key: 'a', Value: 'b' }] } })),
  delete: (store, { Bucket, Key }) => store.client.send(new S3.DeleteObjectCommand({ Bucket, Key })),
  deleteVersion: (store, target) => store.client.send(new S3.DeleteObjectCommand(target)),
  getRetention: (store, target) => store.client.send(new S3.GetObjectRetentionCommand(target)),
  setRetention: (store, target) =>
    store.client.send(
      new S3.PutObjectRetentionCommand({ ...target, Retention: { Mode: 'GOVERNANCE', RetainUntilDate: new Date(Date.now() + 3 * 864e5) } }),
    ),
  setLegalHold: (store, target) => store.client.send(new S3.PutObjectLegalHoldCommand({ ...target, LegalHold: { Status: 'ON' } })),
  getPolicy: (store, { Bucket }) => store.client.send(new S3.GetBucketPolicyCommand({ Bucket })),
  setPolicy: (store, { Bucket }) =>
    store.client.send(new S3.PutBucketPolicyCommand({ Bucket, Policy: '{"Version":"2012-10-17","Statement":[]}' })),
  deletePolicy: (store, { Bucket }) => store.client.send(new S3.DeleteBucketPolicyCommand({ Bucket })),
  setVersioning: (store, { Bucket }) =>
    store.client.send(new S3.PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Suspended' } })),
  setLifecycle: (store, { Bucket }) => store.client.send(new S3.DeleteBucketLifecycleCommand({ Bucket })),
  deleteBucket: (store, { Bucket }) => store.client.send(new S3.DeleteBucketCommand({ Bucket })),
} satisfies Record<string, (store: Store, target: Target, root: Store) => Promise<unknown>>;
type Verb = keyof typeof verbs;

function attempt(verb: Verb, principal: Principal, target: Target): Promise<unknown> {
  const run: (store: Store, target: Target, root: Store) => Promise<unknown> = verbs[verb];
  return run(stores.store(principal), target, stores.root);
}

function fresh(): string {
  return `t/${randomBytes(8).toString('hex')}`;
}

let stores: Stores;
beforeAll(async () => {
  stores = await openStores('access');
});
afterAll(() => stores.close());

/** A fresh object of the owner's, locked for a day where the bucket can. */
async function place(bucket: Bucket): Promise<Target> {
  const Bucket = bucketName(stores.root, bucket);
  const Key = fresh();
  const { VersionId = '' } = await stores.root.client.send(new S3.PutObjectCommand({ Bucket, Key, Body: 'evidence' }));
  return { Bucket, Key, VersionId };
}

async function lock(target: Target, days: number): Promise<void> {
  const Retention = { Mode: 'GOVERNANCE', RetainUntilDate: new Date(Date.now() + days * 864e5) } as const;
  await stores.root.client.send(new S3.PutObjectRetentionCommand({ ...target, Retention }));
}

async function outcome(attempt: Promise<unknown>): Promise<'allowed' | 'refused' | string> {
  try {
    await attempt;
    return 'allowed';
  } catch (error) {
    const { name, $metadata } = error as { name: string; $metadata?: { httpStatusCode?: number } };
    return $metadata?.httpStatusCode === 403 ? 'refused' : name;
  }
}

const cells = principals.flatMap((principal) => buckets.map((bucket) => [principal, bucket] as const));

describe.each(cells)("%s's key in %s", (principal, bucket) => {
  const allowed = promised[principal][bucket] ?? [];
  test.concurrent.each((Object.keys(verbs) as Verb[]).map((verb) => [verb, allowed.includes(verb) ? 'allowed' : 'refused'] as const))(
    '%s: %s',
    async (verb, wanted) => {
      const target = await place(bucket);
      // A retention can only be looked at where there is one; elsewhere any refusal will do.
      if (verb === 'getRetention' && hasLock.includes(bucket)) await lock(target, 1);
      const seen = await outcome(attempt(verb, principal, target));
      expect(seen).toBe(wanted);
    },
  );
});

describe('an object belongs to its uploader only in name', () => {
  const own = async (principal: Principal, bucket: Bucket): Promise<Target> => {
    const Bucket = bucketName(stores.root, bucket);
    const Key = fresh();
    const { VersionId = '' } = await stores.store(principal).client.send(new S3.PutObjectCommand({ Bucket, Key, Body: 'mine' }));
    return { Bucket, Key, VersionId };
  };

  test.each(['get', 'getVersion', 'head', 'getAcl', 'setAcl', 'delete', 'deleteVersion', 'copyFrom'] as const)(
    'intake cannot %s what it uploaded itself',
    async (verb) => {
      expect(await outcome(attempt(verb, 'intake', await own('intake', 'quarantine')))).toBe('refused');
    },
  );

  test.each(['setAcl', 'delete', 'deleteVersion', 'setLegalHold'] as const)('receive cannot %s an original that it wrote', async (verb) => {
    expect(await outcome(attempt(verb, 'receive', await own('receive', 'originals')))).toBe('refused');
  });

  test.each(['get', 'getVersion', 'delete', 'deleteVersion', 'setRetention'] as const)(
    'records cannot %s a checkpoint that it wrote',
    async (verb) => {
      expect(await outcome(attempt(verb, 'records', await own('records', 'records')))).toBe('refused');
    },
  );

  test('receive can neither delete, bypass nor shorten a lock that it set, and can extend it', async () => {
    const target = await own('receive', 'originals');
    const { client } = stores.store('receive');
    const until = (days: number) => ({ Mode: 'GOVERNANCE', RetainUntilDate: new Date(Date.now() + days * 864e5) }) as const;
    await client.send(new S3.PutObjectRetentionCommand({ ...target, Retention: until(30) }));
    const refused = {
      delete: () => client.send(new S3.DeleteObjectCommand(target)),
      'delete with bypass': () => client.send(new S3.DeleteObjectCommand({ ...target, BypassGovernanceRetention: true })),
      shorten: () => client.send(new S3.PutObjectRetentionCommand({ ...target, Retention: until(1) })),
      'shorten with bypass': () =>
        client.send(new S3.PutObjectRetentionCommand({ ...target, Retention: until(1), BypassGovernanceRetention: true })),
      'take off': () => client.send(new S3.PutObjectRetentionCommand({ ...target, Retention: {}, BypassGovernanceRetention: true })),
    };
    for (const [name, tried] of Object.entries(refused)) expect([name, await outcome(tried())]).not.toEqual([name, 'allowed']);
    expect(await outcome(client.send(new S3.PutObjectRetentionCommand({ ...target, Retention: until(60) })))).toBe('allowed');
    const { Retention } = await client.send(new S3.GetObjectRetentionCommand(target));
    expect(Retention?.RetainUntilDate?.getTime()).toBeGreaterThan(Date.now() + 59 * 864e5);
  });
});

test("only the buckets' owner gets a locked original out, and only by the bypass", async () => {
  const Bucket = bucketName(stores.root, 'originals');
  const Key = fresh();
  const { VersionId = '' } = await stores.store('receive').client.send(new S3.PutObjectCommand({ Bucket, Key, Body: 'x' }));
  const target = { Bucket, Key, VersionId };
  const Retention = { Mode: 'GOVERNANCE', RetainUntilDate: new Date(Date.now() + 864e5) } as const;
  await stores.store('receive').client.send(new S3.PutObjectRetentionCommand({ ...target, Retention }));
  const remove = (store: Store) => outcome(store.client.send(new S3.DeleteObjectCommand({ ...target, BypassGovernanceRetention: true })));
  for (const principal of principals) expect([principal, await remove(stores.store(principal))]).toEqual([principal, 'refused']);
  expect(await outcome(stores.root.client.send(new S3.DeleteObjectCommand(target)))).toBe('refused');
  expect(await remove(stores.root)).toBe('allowed');
});

test('a key that nobody knows, and no key at all, get nothing', async () => {
  const target = await place('originals');
  const reply = await fetch(`${stores.root.endpoint}/${target.Bucket}/${target.Key}`);
  expect(reply.status).toBe(403);
});

describe('a quarantined object is read by the receive credential alone', () => {
  let target: Target;
  /** As the upload routes make it, with intake's key: on the gateway it is then intake's own. */
  beforeAll(async () => {
    const Key = fresh();
    const { versionId } = await writeStream(stores.store('intake'), {
      bucket: 'quarantine',
      key: Key,
      source: Readable.from([Buffer.from('evidence')]),
    });
    target = { Bucket: bucketName(stores.root, 'quarantine'), Key, VersionId: versionId };
  });
  const source = () => `${target.Bucket}/${target.Key}`;
  /** Where each credential may write: a copy to there would be a way of reading. */
  const into: Record<string, Bucket> = { intake: 'quarantine', media: 'derivatives', records: 'bundles', console: 'quarantine' };
  const reads: Record<string, (principal: Principal) => Promise<unknown>> = {
    GET: (principal) => attempt('get', principal, target),
    'GET of a range': (principal) =>
      stores.store(principal).client.send(new S3.GetObjectCommand({ Bucket: target.Bucket, Key: target.Key, Range: 'bytes=0-1' })),
    'GET of the version': (principal) => attempt('getVersion', principal, target),
    HEAD: (principal) => attempt('head', principal, target),
    'HEAD of the version': (principal) => stores.store(principal).client.send(new S3.HeadObjectCommand(target)),
    'GET of its attributes': (principal) =>
      stores
        .store(principal)
        .client.send(
          new S3.GetObjectAttributesCommand({ Bucket: target.Bucket, Key: target.Key, ObjectAttributes: ['ObjectSize', 'Checksum'] }),
        ),
    'a copy to where it may write': (principal) =>
      stores.store(principal).client.send(
        new S3.CopyObjectCommand({
          Bucket: bucketName(stores.root, into[principal] ?? 'quarantine'),
          Key: fresh(),
          CopySource: source(),
        }),
      ),
    // The copy's ETag would be the byte: so would the whole file, one request a byte.
    'a copy of one byte, as a part': (principal) => copyPart(principal, { CopySource: source(), CopySourceRange: 'bytes=0-0' }),
    'a copy of the version, as a part': (principal) => copyPart(principal, { CopySource: `${source()}?versionId=${target.VersionId}` }),
    'an address for GET that it signs itself': (principal) => fetchSigned(principal),
  };
  async function copyPart(principal: Principal, copy: { CopySource: string; CopySourceRange?: string }): Promise<void> {
    const { client } = stores.store(principal);
    const where = { Bucket: bucketName(stores.root, into[principal] ?? 'quarantine'), Key: fresh() };
    const { UploadId } = await client.send(new S3.CreateMultipartUploadCommand(where));
    await client.send(new S3.UploadPartCopyCommand({ ...where, ...copy, UploadId, PartNumber: 1 }));
  }
  /** As the gateway takes it, by hand: no code of ours signs a GET. */
  async function fetchSigned(principal: Principal): Promise<void> {
    const { accessKeyId, secretAccessKey, region, endpoint } = stores.store(principal);
    const { host, origin } = new URL(endpoint);
    const path = `/${source()}`;
    const time = new Date().toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
    const scope = `${time.slice(0, 8)}/${region}/s3/aws4_request`;
    const query = new URLSearchParams([
      ['X-Amz-Algorithm', 'AWS4-HMAC-SHA256'],
      ['X-Amz-Credential', `${accessKeyId}/${scope}`],
      ['X-Amz-Date', time],
      ['X-Amz-Expires', '60'],
      ['X-Amz-SignedHeaders', 'host'],
    ]);
    const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
    const asked = ['GET', path, query, `host:${host}`, '', 'host', 'UNSIGNED-PAYLOAD'].join('\n');
    const toSign = ['AWS4-HMAC-SHA256', time, scope, createHash('sha256').update(asked).digest('hex')].join('\n');
    const key = scope.split('/').reduce<string | Buffer>((so, part) => hmac(so, part), `AWS4${secretAccessKey}`);
    query.append('X-Amz-Signature', hmac(key, toSign).toString('hex'));
    const reply = await fetch(`${origin}${path}?${query}`);
    const text = await reply.text();
    if (reply.ok) return expect(text).toBe('evidence');
    expect(text, 'the signature itself is right').toContain('AccessDenied');
    throw Object.assign(new Error('refused'), { $metadata: { httpStatusCode: reply.status } });
  }

  describe.each(['intake', 'media', 'records', 'console'] as const)('%s is refused', (principal) => {
    test.each(Object.keys(reads))('%s', async (read) => {
      expect(await outcome(reads[read]?.(principal) ?? Promise.resolve())).toBe('refused');
    });
  });

  test.each(['', '?versionId'])('nobody at all is refused%s', async (query) => {
    const address = `${stores.root.endpoint}/${source()}${query === '' ? '' : `${query}=${target.VersionId}`}`;
    for (const method of ['GET', 'HEAD']) expect([method, (await fetch(address, { method })).status]).toEqual([method, 403]);
    expect((await fetch(`${stores.root.endpoint}/${target.Bucket}`)).status, 'and sees no list').toBe(403);
  });

  test('receive reads it, so that the refusals above are of those who ask and not of what they ask for', async () => {
    for (const read of [
      'GET',
      'GET of a range',
      'GET of the version',
      'HEAD',
      'HEAD of the version',
      'an address for GET that it signs itself',
    ])
      expect([read, await outcome(reads[read]?.('receive') ?? Promise.resolve())]).toEqual([read, 'allowed']);
  });
});
