/**
 * A draft's answers, encrypted under a key that exists only in the witness's cookie. The database holds the ciphertext and the hash of the key's proof:
 * losing the cookie is the shredding, and no one at the office can read a draft.
 *
 * From the cookie's 256 bits come, by one HKDF, a key for the cipher and a proof to show the database, neither of which tells the other.
 */
import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, randomBytes, type KeyObject } from 'node:crypto';

/** Plaintext is padded to a multiple of this, so that a ciphertext's length tells little about what was written. Bytes. */
const block = 4096;
const version = 1;
const nonceBytes = 12;
const tagBytes = 16;
const secretBytes = 32;

/** What a cookie's key opens. */
export type DraftSecrets = {
  /** What is shown to the database to be let at the draft's row: 32 bytes. The row keeps its SHA-256. */
  proof: Buffer;
  /** Stays in this process. A key object says nothing of itself where it is printed, and the runtime works faster with it. */
  cipher: KeyObject;
};

/** The cookie holds no draft key of ours. */
export class DraftKeyInvalid extends Error {
  override readonly name = 'DraftKeyInvalid';
}
/** The ciphertext was not made under this key, or was altered. */
export class DraftBroken extends Error {
  override readonly name = 'DraftBroken';
}

/** A new key for the cookie: 43 characters of base64url. */
export function newDraftKey(): string {
  return randomBytes(32).toString('base64url');
}

/** Both secrets of a cookie's key, cut from one output of HKDF-SHA-256 (RFC 5869), so that each request derives once. Throws DraftKeyInvalid. */
export function draftSecrets(key: string): DraftSecrets {
  if (!/^[A-Za-z0-9_-]{43}$/.test(key)) throw new DraftKeyInvalid('not a draft key');
  const material = createSecretKey(key, 'base64url');
  const bytes = Buffer.from(hkdfSync('sha256', material, Buffer.alloc(0), 'exhibit/draft/2', 2 * secretBytes));
  const secrets = { proof: Buffer.from(bytes.subarray(0, secretBytes)), cipher: createSecretKey(bytes.subarray(secretBytes)) };
  bytes.fill(0); // the proof travels: the key must not lie beside it
  return secrets;
}

/** Encrypts a draft: AES-256-GCM, a fresh random nonce each time (a draft is saved some hundreds of times, far from where that would matter). */
export function sealDraft({ cipher: secret }: Pick<DraftSecrets, 'cipher'>, bytes: Uint8Array): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', secret, nonce);
  const head = Buffer.from([version]);
  cipher.setAAD(head);
  return Buffer.concat([head, nonce, cipher.update(pad(bytes)), cipher.final(), cipher.getAuthTag()]);
}

/** Decrypts a draft. Throws DraftBroken. */
export function openDraft({ cipher: secret }: Pick<DraftSecrets, 'cipher'>, sealed: Uint8Array): Buffer {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  if (bytes.byteLength < 1 + nonceBytes + block + tagBytes || bytes[0] !== version) throw new DraftBroken('not a sealed draft');
  try {
    const decipher = createDecipheriv('aes-256-gcm', secret, bytes.subarray(1, 1 + nonceBytes), { authTagLength: tagBytes });
    decipher.setAAD(bytes.subarray(0, 1));
    decipher.setAuthTag(bytes.subarray(-tagBytes));
    return unpad(Buffer.concat([decipher.update(bytes.subarray(1 + nonceBytes, -tagBytes)), decipher.final()]));
  } catch (cause) {
    throw new DraftBroken('the draft does not open with this key', { cause });
  }
}

/** ISO/IEC 7816-4: one 0x80, then zeros to the block's end. */
function pad(bytes: Uint8Array): Buffer {
  const padded = Buffer.alloc((Math.floor(bytes.byteLength / block) + 1) * block);
  padded.set(bytes);
  padded[bytes.byteLength] = 0x80;
  return padded;
}

function unpad(padded: Buffer): Buffer {
  const end = padded.lastIndexOf(0x80); // behind it stand only the zeros that `pad` put there: the tag says that nobody changed them
  if (end < 0) throw new DraftBroken('the draft has no padding');
  return padded.subarray(0, end);
}
