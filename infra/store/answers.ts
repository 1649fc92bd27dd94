/** Whether the store answers at all, and whether it knows our key. */
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { randomBytes } from 'node:crypto';
import { bucketName, type Bucket, type Store } from './client.ts';

/** Any answer below 500 means that the store speaks. Waits no longer than `patience` milliseconds. Never rejects. */
export async function storeAnswers(endpoint: string, patience: number): Promise<boolean> {
  try {
    const response = await fetch(endpoint, { method: 'HEAD', signal: AbortSignal.timeout(patience), redirect: 'manual' });
    return response.status < 500;
  } catch {
    return false;
  }
}

export type StoreAnswer = { answers: boolean; key: 'accepted' | 'refused' | 'unknown' };

/** Also asks for an object that cannot exist: the store then says either that it is not there (or not for us to see), or that it does not know who asks. */
export async function askStore(store: Store, bucket: Bucket, patience: number): Promise<StoreAnswer> {
  if (!(await storeAnswers(store.endpoint, patience))) return { answers: false, key: 'unknown' };
  const missing = new GetObjectCommand({ Bucket: bucketName(store, bucket), Key: `health/${randomBytes(16).toString('hex')}` });
  try {
    await store.client.send(missing, { abortSignal: AbortSignal.timeout(patience) });
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    if (name === 'NoSuchKey' || name === 'AccessDenied') return { answers: true, key: 'accepted' };
    if (name === 'InvalidAccessKeyId' || name === 'SignatureDoesNotMatch') return { answers: true, key: 'refused' };
  }
  return { answers: true, key: 'unknown' };
}
