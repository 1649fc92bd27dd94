/** The office's Ed25519 signatures, over checkpoints and bundles' manifests. */
import { createHash, createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { readKeyFile } from './key-file.ts';
import { keyIdOf } from './keys.ts';

export type SigningKey = { id: string; privateKey: KeyObject; /** 32 raw bytes. */ publicKey: Buffer };

/** Reads the signing key. `mode` is the environment's MODE. Throws KeyFileInvalid, KeyFileTooOpen. */
export async function loadSigningKey(path: string, mode: string): Promise<SigningKey> {
  const file = await readKeyFile(path, 'signing-private', mode);
  // PKCS #8 around the 32-byte seed, RFC 8410.
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), file.bytes]);
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' });
  const publicKey = Buffer.from(x ?? '', 'base64url');
  return { id: keyIdOf(publicKey), privateKey, publicKey };
}

/** Reads the public half. Throws KeyFileInvalid. */
export async function loadSigningPublicKey(path: string): Promise<{ id: string; publicKey: Buffer }> {
  const file = await readKeyFile(path, 'signing-public', 'production');
  return { id: keyIdOf(file.bytes), publicKey: file.bytes };
}

/** A 64-byte Ed25519 signature over the bytes themselves. */
export function signBytes(key: SigningKey, bytes: Uint8Array): Buffer {
  return sign(null, bytes, key.privateKey);
}

/** Whether the signature is this key's over these bytes. `publicKey` is 32 raw bytes; anything malformed is false. */
export function isSignature(publicKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.byteLength !== 32 || signature.byteLength !== 64) return false;
  return verify(null, bytes, publicKeyObject(publicKey), signature);
}

/** The public key as PEM, which `openssl pkeyutl -verify -rawin` takes. */
export function publicKeyPem(publicKey: Uint8Array): string {
  return String(publicKeyObject(publicKey).export({ type: 'spki', format: 'pem' }));
}

/** What people compare over another channel: the public key's whole SHA-256 in hex. */
export function fingerprint(publicKey: Uint8Array): string {
  return createHash('sha256').update(publicKey).digest('hex');
}

function publicKeyObject(publicKey: Uint8Array): KeyObject {
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey).toString('base64url') }, format: 'jwk' });
}
