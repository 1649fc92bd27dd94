/**
 * What the object store can answer, as named errors. Every function of this folder throws one of these and nothing else of the SDK's;
 * `cause` holds the SDK's own error, whose text may repeat keys and must not be logged whole.
 */

/** The object, version, bucket or key is not there (any more). A credential that may not list the bucket gets StoreDenied instead. */
export class ObjectMissing extends Error {
  override readonly name = 'ObjectMissing';
}
/** A write-once key already holds other bytes. */
export class ObjectExists extends Error {
  override readonly name = 'ObjectExists';
}
/** The multipart upload is unknown: aborted, expired, or already complete. */
export class UploadGone extends Error {
  override readonly name = 'UploadGone';
}
/** The bytes are not those whose hash was signed, or the list of parts is not what lies there. Sending the same again cannot help. */
export class BytesRefused extends Error {
  override readonly name = 'BytesRefused';
}
/** This credential may not do that. */
export class StoreDenied extends Error {
  override readonly name = 'StoreDenied';
}
/** No answer, a time-out, or a 5xx after all retries. Trying later may help. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}
/** The store ended or altered a body before its stated length. */
export class BodyTruncated extends Error {
  override readonly name = 'BodyTruncated';
}
/** The store accepted a retention but does not hold it: the version must not be called locked. */
export class RetentionNotHeld extends Error {
  override readonly name = 'RetentionNotHeld';
}
/** The range asked for lies outside the object. */
export class RangeRefused extends Error {
  override readonly name = 'RangeRefused';
}
/** Some other refusal, which is a mistake of ours (or of the store). */
export class StoreRefused extends Error {
  override readonly name = 'StoreRefused';
}

const byCode: Record<string, new (message: string, options: ErrorOptions) => Error> = {
  NoSuchKey: ObjectMissing,
  NoSuchVersion: ObjectMissing,
  NoSuchBucket: ObjectMissing,
  NotFound: ObjectMissing,
  NoSuchUpload: UploadGone,
  PreconditionFailed: ObjectExists,
  XAmzContentSHA256Mismatch: BytesRefused,
  BadDigest: BytesRefused,
  InvalidDigest: BytesRefused,
  InvalidPart: BytesRefused,
  InvalidPartOrder: BytesRefused,
  EntityTooSmall: BytesRefused,
  AccessDenied: StoreDenied,
  SignatureDoesNotMatch: StoreDenied,
  InvalidAccessKeyId: StoreDenied,
  InvalidRange: RangeRefused,
};
const byStatus: Record<number, new (message: string, options: ErrorOptions) => Error> = {
  403: StoreDenied,
  404: ObjectMissing,
  412: ObjectExists,
  416: RangeRefused,
};

type SdkError = Error & { $metadata?: { httpStatusCode?: number } };

/** The named error for what the SDK threw while doing `what` (a verb and a bucket's role, never a key). */
export function asStoreError(cause: unknown, what: string): Error {
  const error = cause as SdkError; // anything can be thrown; every field is read as absent when it is
  const status = error?.$metadata?.httpStatusCode;
  const code = error?.name ?? 'unknown';
  const named = byCode[code] ?? (status === undefined ? undefined : byStatus[status]);
  if (named) return new named(`${what}: ${code}`, { cause });
  const isRefusal = status !== undefined && status >= 400 && status < 500 && status !== 408 && status !== 429;
  return isRefusal ? new StoreRefused(`${what}: ${code}`, { cause }) : new StoreUnavailable(`${what}: ${code}`, { cause });
}
