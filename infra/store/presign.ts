/**
 * Addresses by which a browser stores one part itself. The part's SHA-256 and length are signed, so the store refuses any other bytes:
 * the browser hashes before it asks, and nothing between it and the store can change what was hashed.
 */
import { SignatureV4 } from '@smithy/signature-v4';
import { createHash, createHmac } from 'node:crypto';
import { asChecksum, bearsChecksums, checksumHeader } from './checksums.ts';
import { bucketName, type Bucket, type Store } from './client.ts';
import { contentHashHeader } from './signed-hash.ts';

export type PresignedPart = {
  url: string;
  /** To be sent exactly so with the PUT; `content-length` is signed as well and every client sets it itself. */
  headers: Record<string, string>;
};

/** Addresses live at most this long: longer than any one part should take, shorter than a draft. Seconds. */
const longestSeconds = 12 * 3600;

type HashInput = string | ArrayBuffer | ArrayBufferView;

/** The digest that the signer wants, over node:crypto. */
class Sha256 {
  readonly #hash;
  constructor(secret?: HashInput) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', asBytes(secret));
  }
  update(chunk: HashInput): void {
    this.#hash.update(asBytes(chunk));
  }
  async digest(): Promise<Uint8Array> {
    return new Uint8Array(this.#hash.digest());
  }
  reset(): void {
    // The signer makes a new one for each digest.
  }
}

function asBytes(input: HashInput): string | Uint8Array {
  if (typeof input === 'string') return input;
  return ArrayBuffer.isView(input) ? new Uint8Array(input.buffer, input.byteOffset, input.byteLength) : new Uint8Array(input);
}

/**
 * Signs one PUT of a part, to the store's public endpoint. `sha256` is lower-case hex of exactly `size` bytes. No call to the store is made.
 * The hash must not be hoisted into the query: there both stores would ignore it (tried: header left out 403, other bytes 400).
 * Under a key that bears checksums the same hash is signed as the store's own checksum too.
 */
export async function presignPart(
  store: Store,
  part: { bucket: Bucket; key: string; uploadId: string; partNumber: number; sha256: string; size: number; expiresSeconds: number },
): Promise<PresignedPart> {
  if (!/^[0-9a-f]{64}$/.test(part.sha256)) throw new TypeError('sha256 must be 64 lower-case hex digits');
  if (!Number.isSafeInteger(part.size) || part.size < 0) throw new TypeError('size must be a whole number of bytes');
  const endpoint = new URL(store.publicEndpoint);
  const name = bucketName(store, part.bucket);
  const host = store.forcePathStyle ? endpoint.host : `${name}.${endpoint.host}`;
  const basePath = endpoint.pathname.replace(/\/$/, '');
  const path = `${basePath}${store.forcePathStyle ? `/${name}` : ''}/${part.key.split('/').map(encodeURIComponent).join('/')}`;
  const hashes = {
    [contentHashHeader]: part.sha256,
    ...(bearsChecksums(part.key) ? { [checksumHeader]: asChecksum(part.sha256) } : {}),
  };
  const signer = new SignatureV4({
    service: 's3',
    region: store.region,
    credentials: { accessKeyId: store.accessKeyId, secretAccessKey: store.secretAccessKey },
    sha256: Sha256,
    uriEscapePath: false,
    applyChecksum: true,
  });
  const signed = await signer.presign(
    {
      method: 'PUT',
      protocol: endpoint.protocol,
      hostname: host.replace(/:\d+$/, ''),
      ...(endpoint.port ? { port: Number(endpoint.port) } : {}),
      path,
      query: { uploadId: part.uploadId, partNumber: String(part.partNumber) },
      headers: { host, 'content-length': String(part.size), ...hashes },
    },
    {
      expiresIn: Math.min(part.expiresSeconds, longestSeconds),
      unhoistableHeaders: new Set(Object.keys(hashes)),
      signableHeaders: new Set(['host', 'content-length', ...Object.keys(hashes)]),
    },
  );
  const query = Object.entries(signed.query ?? {}).map(
    ([name_, value]) => `${encodeURIComponent(name_)}=${encodeURIComponent(String(value))}`,
  );
  return { url: `${endpoint.protocol}//${host}${path}?${query.join('&')}`, headers: hashes };
}
