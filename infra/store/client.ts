/**
 * The object store, seen by one credential. The same code serves AWS and the Ceph gateway of the local stack, whose differences are named where they are met.
 */
import { S3Client } from '@aws-sdk/client-s3';
import { asStoreError } from './errors.ts';

/** The five buckets, by what they are for. Their names are these behind `S3_BUCKET_PREFIX`. */
export const buckets = ['quarantine', 'originals', 'derivatives', 'records', 'bundles'] as const;
export type Bucket = (typeof buckets)[number];

export type StoreSettings = {
  endpoint: string;
  /** What browsers see and what is signed for them; the endpoint itself when absent. */
  publicEndpoint?: string | undefined;
  region: string;
  forcePathStyle: boolean;
  accessKeyId: string;
  secretAccessKey: string;
  /** Before every bucket's name; may be empty. */
  prefix: string;
  encryption: 'none' | 'AES256' | 'aws:kms';
};

export type Store = StoreSettings & {
  publicEndpoint: string;
  client: S3Client;
  /** Found by `findChecksums`; only who signs addresses for browsers asks. */
  enforcesChecksums?: boolean;
};

/** One try, so that a hung store is noticed; three tries, so that a hiccup is not. Milliseconds. */
const connectionTimeout = 5_000;
const requestTimeout = 60_000;
const maxAttempts = 3;

/** Opens a client. Does not connect: a store that is down is found out at the first call. Close with `store.client.destroy()`. */
export function openStore(settings: StoreSettings): Store {
  const client = new S3Client({
    endpoint: settings.endpoint,
    region: settings.region,
    forcePathStyle: settings.forcePathStyle,
    credentials: { accessKeyId: settings.accessKeyId, secretAccessKey: settings.secretAccessKey },
    // The gateway ignores x-amz-checksum-* and refuses trailers; x-amz-content-sha256 is what both stores enforce.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts,
    requestHandler: {
      connectionTimeout,
      requestTimeout,
      throwOnRequestTimeout: true,
      httpAgent: { keepAlive: true, maxSockets: 64 },
      httpsAgent: { keepAlive: true, maxSockets: 64 },
    },
  });
  return { ...settings, publicEndpoint: settings.publicEndpoint ?? settings.endpoint, client };
}

/** The bucket's name in the store. */
export function bucketName(store: Pick<Store, 'prefix'>, bucket: Bucket): string {
  return `${store.prefix}${bucket}`;
}

/** What a new object asks of the store by way of encryption at rest. */
export function encryptionHeaders(store: Pick<Store, 'encryption'>): { ServerSideEncryption?: 'AES256' | 'aws:kms' } {
  return store.encryption === 'none' ? {} : { ServerSideEncryption: store.encryption };
}

/** Runs one call and names its failure. `what` is a verb and a bucket's role, never a key. */
export async function ask<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    throw asStoreError(cause, what);
  }
}
