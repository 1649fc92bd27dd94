/** Bearer tokens (sessions, evidence tickets): the holder has 256 random bits, the record only their hash. */
import { createHash, randomBytes } from 'node:crypto';

/** A new token in base64url (43 characters), and the SHA-256 to store. */
export function newToken(): { token: string; hash: Buffer } {
  const token = randomBytes(32).toString('base64url');
  return { token, hash: hashToken(token) };
}

/** The hash under which a presented token would be stored. Any text is accepted; what is no token is found nowhere. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token.slice(0, 200)).digest();
}
