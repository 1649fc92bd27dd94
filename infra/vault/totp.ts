/** The second factor: RFC 6238 codes, their secrets kept under the console's account key. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { readKeyFile } from './key-file.ts';

/** What every authenticator app supports. Seconds; steps each way. */
const period = 30;
const window = 1;
const secretBytes = 20;
const nonceBytes = 12;
const tagBytes = 16;
const version = 1;

export type AccountKey = { id: string; bytes: Buffer };

/** The sealed secret does not open: another key, another account, or altered. */
export class TotpBroken extends Error {
  override readonly name = 'TotpBroken';
}

/** Reads the account key. `mode` is the environment's MODE. Throws KeyFileInvalid, KeyFileTooOpen. */
export async function loadAccountKey(path: string, mode: string): Promise<AccountKey> {
  return readKeyFile(path, 'account', mode);
}

/** A new secret, in base32 as apps take it. */
export function newTotpSecret(): string {
  return new Secret({ size: secretBytes }).base32;
}

/** The `otpauth://` address that an app reads from a picture. Holds the secret: shown once, never logged. */
export function totpAddress(secret: string, names: { issuer: string; account: string }): string {
  return totp(secret, names).toString();
}

/** The code of a moment: for tests and for showing a demo account's. `at` in milliseconds. */
export function totpCode(secret: string, at: number): string {
  return totp(secret).generate({ timestamp: at });
}

/**
 * The 30-second step whose code this is, one step of drift allowed either way, or null. A step up to `lastStep` is refused: a code is good once,
 * so the caller stores the step in the same transaction as the sign-in. `now` in milliseconds, by the database's clock.
 */
export function matchTotp(secret: string, code: string, at: { now: number; lastStep: number }): number | null {
  const digits = code.replace(/[\s-]/g, '');
  if (!/^\d{6}$/.test(digits)) return null;
  const delta = totp(secret).validate({ token: digits, timestamp: at.now, window });
  if (delta === null) return null;
  const step = Math.floor(at.now / 1000 / period) + delta;
  return step > at.lastStep ? step : null;
}

/** Encrypts a secret for the record, bound to its account. */
export function sealTotp(key: AccountKey, accountId: string, secret: string): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key.bytes, nonce);
  cipher.setAAD(Buffer.from(`exhibit/totp/${version}/${accountId}`));
  return Buffer.concat([Buffer.from([version]), nonce, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()]);
}

/** Decrypts a secret from the record. Throws TotpBroken. */
export function openTotp(key: AccountKey, accountId: string, sealed: Uint8Array): string {
  const bytes = Buffer.from(sealed);
  try {
    if (bytes[0] !== version) throw new Error('unknown version');
    const decipher = createDecipheriv('aes-256-gcm', key.bytes, bytes.subarray(1, 1 + nonceBytes), { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(`exhibit/totp/${version}/${accountId}`));
    decipher.setAuthTag(bytes.subarray(-tagBytes));
    return Buffer.concat([decipher.update(bytes.subarray(1 + nonceBytes, -tagBytes)), decipher.final()]).toString('utf8');
  } catch (cause) {
    throw new TotpBroken('the account key does not open this second factor', { cause });
  }
}

function totp(secret: string, names?: { issuer: string; account: string }): TOTP {
  return new TOTP({
    secret: Secret.fromBase32(secret),
    algorithm: 'SHA1',
    digits: 6,
    period,
    ...(names ? { issuer: names.issuer, label: names.account } : {}),
  });
}
