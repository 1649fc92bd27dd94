/**
 * Makes the buckets what the portal needs, with the owner's key: the only process that ever holds it. Repeatable, and run again by every deploy,
 * so that a policy someone loosened is tightened again.
 */
import {
  CreateBucketCommand,
  DeleteBucketCorsCommand,
  GetObjectLockConfigurationCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutBucketCorsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  type LifecycleRule,
} from '@aws-sdk/client-s3';
import { policyOf, type Principal } from './access.ts';
import { checksumHeader } from './checksums.ts';
import { ask, bucketName, buckets, type Bucket, type Store } from './client.ts';
import { ObjectMissing, StoreRefused } from './errors.ts';
import { contentHashHeader } from './signed-hash.ts';

/** A bucket of ours exists without Object Lock, which cannot be added safely: it must be emptied and made again by its owner. */
export class BucketWithoutLock extends Error {
  override readonly name = 'BucketWithoutLock';
}

/** Lock can only be chosen when a bucket is made. */
const locked: readonly Bucket[] = ['originals', 'records'];
/** Longer than any draft lives: 14 days by setting, and an upload that goes on moves its end. Housekeeping aborts earlier; this is for what no row names. Days. */
const unfinishedDays = 30;
/** A bundle can be built again, byte for byte, as long as its case exists. Days. */
const bundleDays = 30;

/**
 * Creates what is missing, and sets versioning, policies, CORS and lifecycle rules. `principals` are ARNs; `corsOrigins` are the intake's own
 * origins, the only pages that may send parts to quarantine.
 */
export async function bootstrapStore(
  store: Store,
  options: { principals: Record<Principal, string>; corsOrigins: readonly string[] },
): Promise<void> {
  const owner = await ownerOf(store);
  for (const bucket of buckets) {
    const Bucket = bucketName(store, bucket);
    await createBucket(store, bucket);
    await ask(`set versioning of ${bucket}`, () =>
      store.client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } })),
    );
    await ask(`set policy of ${bucket}`, () =>
      store.client.send(
        new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify(policyOf(bucket, Bucket, options.principals, owner)) }),
      ),
    );
    await ask(`set lifecycle of ${bucket}`, () =>
      store.client.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules: lifecycleOf(bucket) } })),
    );
  }
  await setCors(store, options.corsOrigins);
}

/** The ARN of who holds this key, on a store whose owners are users (the Ceph gateway: `user` or `tenant$user`); null on AWS, where an owner is an account. */
async function ownerOf(store: Store): Promise<string | null> {
  const { Owner } = await ask('ask who owns the buckets', () => store.client.send(new ListBucketsCommand({})));
  const id = Owner?.ID ?? '';
  if (id === '' || /^[0-9a-f]{64}$/.test(id)) return null;
  const [user = '', tenant = ''] = id.split('$').toReversed();
  return `arn:aws:iam::${tenant}:user/${user}`;
}

async function createBucket(store: Store, bucket: Bucket): Promise<void> {
  const Bucket = bucketName(store, bucket);
  const needsLock = locked.includes(bucket);
  try {
    await ask(`look for ${bucket}`, () => store.client.send(new HeadBucketCommand({ Bucket })));
  } catch (error) {
    if (!(error instanceof ObjectMissing)) throw error;
    const isElsewhere = store.region !== 'us-east-1'; // AWS wants every other region named
    await ask(`create ${bucket}`, () =>
      store.client.send(
        new CreateBucketCommand({
          Bucket,
          ...(needsLock ? { ObjectLockEnabledForBucket: true } : {}),
          ...(isElsewhere ? { CreateBucketConfiguration: { LocationConstraint: store.region as 'eu-west-1' } } : {}), // any region's name is valid
        }),
      ),
    );
  }
  if (needsLock) await assertLock(store, bucket);
}

async function assertLock(store: Store, bucket: Bucket): Promise<void> {
  try {
    const reply = await ask(`look at the lock of ${bucket}`, () =>
      store.client.send(new GetObjectLockConfigurationCommand({ Bucket: bucketName(store, bucket) })),
    );
    if (reply.ObjectLockConfiguration?.ObjectLockEnabled === 'Enabled') return;
  } catch (error) {
    if (!(error instanceof ObjectMissing || error instanceof StoreRefused)) throw error;
  }
  throw new BucketWithoutLock(`the bucket for ${bucket} has no Object Lock`);
}

/** Nothing that was completed is ever deleted by a rule, bundles excepted. */
function lifecycleOf(bucket: Bucket): LifecycleRule[] {
  const abort: LifecycleRule = {
    ID: 'abort-unfinished',
    Status: 'Enabled',
    Filter: { Prefix: '' },
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: unfinishedDays },
  };
  if (bucket !== 'bundles') return [abort];
  const expire: LifecycleRule = {
    ID: 'expire-bundles',
    Status: 'Enabled',
    Filter: { Prefix: '' },
    Expiration: { Days: bundleDays },
    NoncurrentVersionExpiration: { NoncurrentDays: 1 },
  };
  return [abort, expire];
}

async function setCors(store: Store, origins: readonly string[]): Promise<void> {
  const Bucket = bucketName(store, 'quarantine');
  if (origins.length === 0) {
    await ask('remove CORS of quarantine', () => store.client.send(new DeleteBucketCorsCommand({ Bucket })));
    return;
  }
  await ask('set CORS of quarantine', () =>
    store.client.send(
      new PutBucketCorsCommand({
        Bucket,
        CORSConfiguration: {
          CORSRules: [
            {
              AllowedOrigins: [...origins],
              AllowedMethods: ['PUT'],
              AllowedHeaders: [contentHashHeader, checksumHeader, 'content-type'],
              ExposeHeaders: ['ETag'],
              MaxAgeSeconds: 600,
            },
          ],
        },
      }),
    ),
  );
}
