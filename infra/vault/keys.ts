/** Makes an installation's keys. Nothing here writes or prints them; `writeKeyFile` does the first, nobody the second. */
import sodium from 'libsodium-wrappers';
import { createHash, createHmac, generateKeyPairSync, randomBytes } from 'node:crypto';
import { asKeyFile, type KeyFile } from './key-file.ts';

/** The office's sealing pair (X25519): intake seals witnesses' identities to the public half, only the console holds the private one. */
export async function makeSealingKeys(): Promise<{ publicKey: KeyFile; privateKey: KeyFile }> {
  await sodium.ready;
  const pair = sodium.crypto_box_keypair();
  const id = keyIdOf(pair.publicKey);
  return { publicKey: asKeyFile('sealing-public', id, pair.publicKey), privateKey: asKeyFile('sealing-private', id, pair.privateKey) };
}

/** The office's signing pair (Ed25519): signs checkpoints and bundles. */
export function makeSigningKeys(): { publicKey: KeyFile; privateKey: KeyFile } {
  const pair = generateKeyPairSync('ed25519');
  const { x, d } = pair.privateKey.export({ format: 'jwk' });
  if (!x || !d) throw new Error('no Ed25519 key was made');
  const bytes = Buffer.from(x, 'base64url');
  const id = keyIdOf(bytes);
  return { publicKey: asKeyFile('signing-public', id, bytes), privateKey: asKeyFile('signing-private', id, Buffer.from(d, 'base64url')) };
}

/** The key under which the console keeps staff's TOTP secrets. */
export function makeAccountKey(): KeyFile {
  const bytes = randomBytes(32);
  const id = createHmac('sha256', bytes).update('exhibit key id').digest('hex').slice(0, 16);
  return asKeyFile('account', id, bytes);
}

/** The id of a pair: the first 16 hex digits of its public key's SHA-256. */
export function keyIdOf(publicKey: Uint8Array): string {
  return createHash('sha256').update(publicKey).digest('hex').slice(0, 16);
}
