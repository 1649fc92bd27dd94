/** Staff passwords: Argon2id with OWASP's second set of parameters (19 MiB, 2 passes, 1 lane), kept as a PHC string. */
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';

type Parameters = { memory: number; passes: number; parallelism: number };

const current: Parameters = { memory: 19_456, passes: 2, parallelism: 1 };
const saltBytes = 16;
const hashBytes = 32;
/** Longer passwords are refused rather than hashed: nobody types them. UTF-8 bytes. */
const longest = 1024;
/** A stored row may not ask for more work than this. */
const ceiling: Parameters = { memory: 131_072, passes: 6, parallelism: 4 };

/** A hash of a password nobody knows, so that an unknown account costs as much time as a wrong password. */
const nobody = { salt: randomBytes(saltBytes), hash: randomBytes(hashBytes), ...current };

/** Hashes a new password. Throws RangeError when it is longer than 1,024 bytes. */
export async function hashPassword(password: string): Promise<string> {
  const message = asMessage(password);
  if (!message) throw new RangeError('the password is too long');
  const salt = randomBytes(saltBytes);
  const hash = await derive(message, salt, hashBytes, current);
  const { memory, passes, parallelism } = current;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(hash)}`;
}

/** Whether this is the password of that PHC string. `null` (no such account) and anything unreadable is false, and takes as long as a wrong password. */
export async function isPassword(stored: string | null, password: string): Promise<boolean> {
  const parsed = stored === null ? null : parse(stored);
  const message = asMessage(password);
  const against = parsed ?? nobody;
  const hash = await derive(message ?? Buffer.from('too long'), against.salt, against.hash.byteLength, against);
  return timingSafeEqual(hash, against.hash) && parsed !== null && message !== null;
}

function asMessage(password: string): Buffer | null {
  const bytes = Buffer.from(password.normalize('NFKC')); // the same letters from any keyboard
  return bytes.byteLength > longest ? null : bytes;
}

function derive(message: Buffer, nonce: Buffer, tagLength: number, { memory, passes, parallelism }: Parameters): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    argon2('argon2id', { message, nonce, parallelism, tagLength, memory, passes }, (error, hash) =>
      error ? reject(error) : resolve(hash),
    );
  });
}

function parse(stored: string): ({ salt: Buffer; hash: Buffer } & Parameters) | null {
  const fields = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d)\$([A-Za-z0-9+/]{11,64})\$([A-Za-z0-9+/]{22,86})$/.exec(stored);
  if (!fields) return null;
  const [, m, t, p, salt, hash] = fields;
  const parameters: Parameters = { memory: Number(m), passes: Number(t), parallelism: Number(p) };
  const isWithin = (Object.keys(ceiling) as (keyof Parameters)[]).every(
    (name) => parameters[name] >= 1 && parameters[name] <= ceiling[name],
  );
  if (!isWithin || parameters.memory < 8 * parameters.parallelism) return null;
  return { salt: Buffer.from(salt ?? '', 'base64'), hash: Buffer.from(hash ?? '', 'base64'), ...parameters };
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
