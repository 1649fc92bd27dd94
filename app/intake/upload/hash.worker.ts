/**
 * Reads and hashes a file off the main thread, part after part: each byte is read once, for the part's SHA-256 (the browser's own, fast) and the whole file's
 * (WebAssembly, since browsers offer no incremental hash). The bytes go back to the page without a copy.
 */
import { createSHA256, sha256 } from 'hash-wasm';

/**
 * `whole`: this part belongs to the reading from the file's first byte to its last, in order; `first` starts it. `keep`: whether the bytes themselves are wanted.
 * Requests come one at a time.
 */
export type HashRequest = { blob: Blob; whole: 'no' | 'yes' | 'first' | 'last' | 'only'; keep: boolean };
export type HashReply = { bytes: ArrayBuffer | null; size: number; sha256: string; whole: string | null } | { failed: true };

const opening = createSHA256();

async function hashPart({ blob, whole, keep }: HashRequest): Promise<HashReply> {
  const hasher = await opening;
  const bytes = await blob.arrayBuffer();
  const part = hashOnce(bytes); // the browser does it on another thread, while this one goes on
  if (whole === 'first' || whole === 'only') hasher.init();
  if (whole !== 'no') hasher.update(new Uint8Array(bytes));
  return {
    bytes: keep ? bytes : null,
    size: bytes.byteLength,
    sha256: await part,
    whole: whole === 'last' || whole === 'only' ? hasher.digest('hex') : null,
  };
}

async function hashOnce(bytes: ArrayBuffer): Promise<string> {
  // Absent over plain http, which production does not have.
  if (crypto.subtle === undefined) return sha256(new Uint8Array(bytes));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

addEventListener('message', ({ data }: MessageEvent<HashRequest>) => {
  hashPart(data).then(
    (reply) => postMessage(reply, { transfer: 'bytes' in reply && reply.bytes ? [reply.bytes] : [] }),
    () => postMessage({ failed: true } satisfies HashReply),
  );
});
