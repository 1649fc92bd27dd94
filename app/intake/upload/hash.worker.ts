/**
 * Reads and hashes a file off the main thread, part after part: each byte is read once, for the part's SHA-256 (the browser's own, fast) and the whole file's
 * (WebAssembly, since browsers offer no incremental hash). The bytes go back to the page without a copy.
 */
import { createSHA256, sha256 } from 'hash-wasm';

export type HashRequest = { blob: Blob; last: boolean };
export type HashReply = { bytes: ArrayBuffer; sha256: string; whole: string | null } | { failed: true };

const whole = createSHA256().then((hasher) => hasher.init());

/** One worker serves one file; requests come one at a time, in order. */
async function hashPart({ blob, last }: HashRequest): Promise<HashReply> {
  const hasher = await whole;
  const bytes = await blob.arrayBuffer();
  hasher.update(new Uint8Array(bytes));
  return { bytes, sha256: await hashOnce(bytes), whole: last ? hasher.digest('hex') : null };
}

async function hashOnce(bytes: ArrayBuffer): Promise<string> {
  // Absent over plain http, which production does not have.
  if (crypto.subtle === undefined) return sha256(new Uint8Array(bytes));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

addEventListener('message', ({ data }: MessageEvent<HashRequest>) => {
  hashPart(data).then(
    (reply) => postMessage(reply, { transfer: 'bytes' in reply ? [reply.bytes] : [] }),
    () => postMessage({ failed: true } satisfies HashReply),
  );
});
