/** A file sent straight to quarantine by a witness without a browser: the verbs of the page's script, one part after the other. */
import { createHash } from 'node:crypto';
import type { Answer, Witness } from '#tests/support/witness.ts';

export type Asked = { status: number; body: Record<string, unknown> };

/** One verb: `create`, `sign`, `complete`, `remove`. */
export async function askFor(witness: Witness, verb: string, body: object): Promise<Asked> {
  const { status, text }: Answer = await witness.json(`/report/files/${verb}`, body);
  return { status, body: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {} };
}

export const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The file's parts for the part size that `create` answered. */
export function partsOf(bytes: Uint8Array, partSize: number): Uint8Array<ArrayBuffer>[] {
  const count = Math.ceil(bytes.byteLength / partSize);
  return Array.from({ length: count }, (_, index) => new Uint8Array(bytes.subarray(index * partSize, (index + 1) * partSize)));
}

/** Asks for a part's address and sends it there as a page does. The store's status, or `broken` where the connection was. */
export async function sendPart(
  witness: Witness,
  part: { upload: string; n: number; bytes: Uint8Array<ArrayBuffer>; again?: true },
): Promise<number | 'broken' | 'stored'> {
  const { upload, n, bytes, again } = part;
  const signed = await askFor(witness, 'sign', {
    upload,
    part: n,
    size: bytes.byteLength,
    sha256: hashOf(bytes),
    ...(again ? { again } : {}),
  });
  if (signed.body.stored === true) return 'stored';
  if (signed.status !== 200) throw new Error(`part ${n} was not signed: ${signed.status}`);
  const { url, headers } = signed.body as { url: string; headers: Record<string, string> };
  return fetch(url, { method: 'PUT', body: bytes, headers: { ...headers, origin: witness.origin } }).then(
    ({ status }) => status,
    () => 'broken' as const,
  );
}

/** Create and every part; resolves with the question that completes it, which may be asked again. */
export async function sendDirectly(
  witness: Witness,
  { upload, name, bytes }: { upload: string; name: string; bytes: Uint8Array },
): Promise<() => Promise<Asked>> {
  const { status, body } = await askFor(witness, 'create', { upload, name, size: bytes.byteLength, role: 'evidence' });
  if (status !== 200) throw new Error(`no upload was opened: ${status}`);
  const parts = partsOf(bytes, body.partSize as number);
  for (const [index, part] of parts.entries()) {
    const sent = await sendPart(witness, { upload, n: index + 1, bytes: part });
    if (sent !== 200) throw new Error(`part ${index + 1} was not stored: ${sent}`);
  }
  return () => askFor(witness, 'complete', { upload, sha256: hashOf(bytes), parts: parts.map(hashOf) });
}
