/**
 * Key files: one JSON object of four fields, so that a person can tell what a file is without using it. What each key does, and what losing or
 * leaking it means, stands in infra/docs/keys.md.
 */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { z } from 'zod';

export const keyKinds = ['sealing-public', 'sealing-private', 'signing-public', 'signing-private', 'account'] as const;
export type KeyKind = (typeof keyKinds)[number];

const keyFile = z.strictObject({
  format: z.literal('exhibit-key/1'),
  kind: z.enum(keyKinds),
  /** 16 hex digits; a pair shares one. */
  id: z.string().regex(/^[0-9a-f]{16}$/),
  /** The raw 32 bytes in base64url. */
  key: z.base64url().length(43),
});
export type KeyFile = z.infer<typeof keyFile>;

/** The file is missing, is not a key file, or holds another kind of key. The message never repeats its contents. */
export class KeyFileInvalid extends Error {
  override readonly name = 'KeyFileInvalid';
}
/** Others than its owner may read a secret key. */
export class KeyFileTooOpen extends Error {
  override readonly name = 'KeyFileTooOpen';
}

/** Whether a key of this kind must stay with one process. */
export function isSecret(kind: KeyKind): boolean {
  return !kind.endsWith('-public');
}

/** Builds the file of one key. `bytes` are 32. */
export function asKeyFile(kind: KeyKind, id: string, bytes: Uint8Array): KeyFile {
  return keyFile.parse({ format: 'exhibit-key/1', kind, id, key: Buffer.from(bytes).toString('base64url') });
}

/** Writes a new key file, 0600 when secret. Never overwrites: a lost sealing key is lost for ever (throws EEXIST). */
export async function writeKeyFile(path: string, key: KeyFile): Promise<void> {
  const handle = await open(path, 'wx', isSecret(key.kind) ? 0o600 : 0o644);
  try {
    await handle.writeFile(`${JSON.stringify(key, null, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Reads a key file of one kind. In production a secret key that its group or anyone may read is refused; elsewhere too when anyone may.
 * The check and the read use one open file, so that nothing can be swapped in between.
 */
export async function readKeyFile(path: string, kind: KeyKind, mode: string): Promise<{ id: string; bytes: Buffer }> {
  const handle = await open(path, constants.O_RDONLY).catch((cause: unknown) => {
    throw new KeyFileInvalid(`the ${kind} key file cannot be opened`, { cause });
  });
  try {
    const stat = await handle.stat();
    const forbidden = mode === 'production' ? 0o077 : 0o007;
    if (isSecret(kind) && (stat.mode & forbidden) !== 0) {
      throw new KeyFileTooOpen(`the ${kind} key file may be read by others than its owner: chmod 600 it`);
    }
    if (stat.size > 4096) throw new KeyFileInvalid(`the ${kind} key file is too long to be one`);
    return parseKeyFile(await handle.readFile('utf8'), kind);
  } finally {
    await handle.close();
  }
}

function parseKeyFile(text: string, kind: KeyKind): { id: string; bytes: Buffer } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new KeyFileInvalid(`the ${kind} key file is not JSON`); // without a cause: the parser's message quotes the text
  }
  const parsed = keyFile.safeParse(value);
  if (!parsed.success) throw new KeyFileInvalid(`the ${kind} key file has not the form of one`);
  if (parsed.data.kind !== kind) throw new KeyFileInvalid(`a ${kind} key file was wanted, this is ${parsed.data.kind}`);
  return { id: parsed.data.id, bytes: Buffer.from(parsed.data.key, 'base64url') };
}
