/** The private half of `seal.ts`. Only the console imports this file (a rule of the repository checks it); every opening is a custody event of the caller's. */
import sodium from 'libsodium-wrappers';
import { z } from 'zod';
import { readKeyFile } from './key-file.ts';
import { identityKinds, type IdentityKind } from './seal.ts';

const block = 1024;
const dataKeyBytes = 32;

export type SealingPrivateKey = { id: string; bytes: Buffer };

/** The box does not open with this key, was altered, or belongs to another submission or kind. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken';
}

const content = z.strictObject({
  v: z.literal(1),
  submission: z.string(),
  kind: z.enum(identityKinds),
  identity: z.unknown(),
});

/** Reads the office's private sealing key. `mode` is the environment's MODE. Throws KeyFileInvalid, KeyFileTooOpen. */
export async function loadSealingPrivateKey(path: string, mode: string): Promise<SealingPrivateKey> {
  return readKeyFile(path, 'sealing-private', mode);
}

/** Opens one sealed identity, in memory. Returns the JSON value that was sealed, still to be parsed by the caller. Throws SealBroken. */
export async function openIdentity(
  privateKey: SealingPrivateKey,
  sealed: { submissionId: string; kind: IdentityKind; wrapped: Uint8Array; sealed: Uint8Array },
): Promise<unknown> {
  await sodium.ready;
  const publicKey = sodium.crypto_scalarmult_base(privateKey.bytes);
  let bound: Uint8Array | undefined;
  try {
    bound = sodium.crypto_box_seal_open(sealed.wrapped, publicKey, privateKey.bytes);
    if (sodium.to_string(bound.subarray(dataKeyBytes)) !== sealed.submissionId) throw new Error('another submission');
    const nonce = sealed.sealed.subarray(0, sodium.crypto_secretbox_NONCEBYTES);
    const box = sealed.sealed.subarray(sodium.crypto_secretbox_NONCEBYTES);
    const padded = sodium.crypto_secretbox_open_easy(box, nonce, bound.subarray(0, dataKeyBytes));
    const opened = content.parse(JSON.parse(sodium.to_string(sodium.unpad(padded, block))));
    if (opened.submission !== sealed.submissionId || opened.kind !== sealed.kind) throw new Error('another row');
    return opened.identity;
  } catch {
    throw new SealBroken('the sealed identity does not open'); // without a cause: a parser's message could quote a name
  } finally {
    if (bound) sodium.memzero(bound);
  }
}
