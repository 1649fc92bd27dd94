/**
 * Sealing a witness's identity and contact. The public process holds the public key only: once sealed, it cannot read them again.
 *
 * Each submission has a data key of its own, itself sealed to the office (crypto_box_seal); identities are secretboxed under the data key. Erasing the wrapped
 * data key erases the person from every copy of the record. Submission and kind travel inside both boxes, so that nothing sealed can be moved to another row.
 */
import sodium from 'libsodium-wrappers';
import { readKeyFile } from './key-file.ts';

/** Padding of a sealed identity, so that its length does not tell "no phone given". Bytes. */
const block = 1024;

export type SealingPublicKey = { id: string; bytes: Buffer };
export const identityKinds = ['witness', 'affected', 'others', 'links'] as const;
export type IdentityKind = (typeof identityKinds)[number];
export type SealedIdentities = {
  sealingKeyId: string;
  /** The data key, sealed to the office's public key. */
  wrapped: Buffer;
  identities: { kind: IdentityKind; sealed: Buffer }[];
};

/** Reads the office's public sealing key. Throws KeyFileInvalid. */
export async function loadSealingPublicKey(path: string): Promise<SealingPublicKey> {
  return readKeyFile(path, 'sealing-public', 'production');
}

/**
 * Seals what a witness said about who they are. `identity` is any JSON value. `sealed` is a 24-byte nonce and the box; `wrapped` the sealed data key.
 * The data key is wiped before this returns.
 */
export async function sealIdentity(
  publicKey: SealingPublicKey,
  submission: { submissionId: string; identities: readonly { kind: IdentityKind; identity: unknown }[] },
): Promise<SealedIdentities> {
  await sodium.ready;
  const dataKey = sodium.crypto_secretbox_keygen();
  try {
    const identities = submission.identities.map(({ kind, identity }) => {
      const content = sodium.from_string(JSON.stringify({ v: 1, submission: submission.submissionId, kind, identity }));
      const nonce = sodium.randombytes_buf(sodium.crypto_secretbox_NONCEBYTES);
      const box = sodium.crypto_secretbox_easy(sodium.pad(content, block), nonce, dataKey);
      return { kind, sealed: Buffer.concat([nonce, box]) };
    });
    const bound = Buffer.concat([dataKey, Buffer.from(submission.submissionId)]);
    const wrapped = Buffer.from(sodium.crypto_box_seal(bound, publicKey.bytes));
    bound.fill(0);
    return { sealingKeyId: publicKey.id, wrapped, identities };
  } finally {
    sodium.memzero(dataKey);
  }
}
