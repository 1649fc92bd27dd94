/** The public key in a bundle. Pure but for the cryptography. */
import { createHash, createPublicKey, verify } from 'node:crypto';

export type PublicKey = { fingerprint: string; signed: (bytes: Uint8Array, signature: Uint8Array) => boolean };

/** Reads a PEM that holds an Ed25519 public key and nothing else; null: it is something else. The fingerprint is SHA-256 over the 32 bytes of the key. */
export function readKey(pem: string): PublicKey | null {
  try {
    const key = createPublicKey({ key: pem, format: 'pem' });
    if (key.asymmetricKeyType !== 'ed25519' || key.export({ type: 'spki', format: 'pem' }) !== pem) return null;
    const raw = key.export({ type: 'spki', format: 'der' }).subarray(-32);
    return {
      fingerprint: createHash('sha256').update(raw).digest('hex'),
      signed: (bytes, signature) => signature.length === 64 && verify(null, bytes, key, signature),
    };
  } catch {
    return null;
  }
}
