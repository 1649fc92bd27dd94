/**
 * Makes the keys of an installation: `node workers/commands/keys.ts FOLDER`. A key that exists is never touched: a new sealing key would make every sealed identity
 * unreadable. What losing each means: infra/docs/keys.md.
 */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { keyFiles } from '#infra/local/environments.mjs';
import { writeKeyFile, type KeyFile } from '#infra/vault/key-file.ts';
import { makeAccountKey, makeSealingKeys, makeSigningKeys } from '#infra/vault/keys.ts';

/** Of a pair one file exists and the other does not: a person must look before anything is written. */
export class KeyPairIncomplete extends Error {
  override name = 'KeyPairIncomplete';
}

/**
 * Writes what is missing: the pair that seals identities (X25519), the pair that signs checkpoints and bundles (Ed25519), and the key under which accounts' TOTP secrets lie.
 * @returns the names of the files that were made
 */
export async function makeKeys(folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true, mode: 0o755 });
  return [
    ...(await makePair(folder, [keyFiles.sealingPublic, keyFiles.sealingPrivate], makeSealingKeys)),
    ...(await makePair(folder, [keyFiles.signingPublic, keyFiles.signing], makeSigningKeys)),
    ...(await makeOne(path.join(folder, keyFiles.account), makeAccountKey)),
  ];
}

type Pair = { publicKey: KeyFile; privateKey: KeyFile };

async function makePair(folder: string, names: [string, string], make: () => Pair | Promise<Pair>): Promise<string[]> {
  const [publicFile, privateFile] = names.map((name) => path.join(folder, name)) as [string, string];
  const present = [publicFile, privateFile].filter((file) => existsSync(file));
  if (present.length === 2) return [];
  if (present.length === 1) throw new KeyPairIncomplete(`of ${names.join(' and ')} one file is missing; nothing was changed`);
  const pair = await make();
  await writeKeyFile(privateFile, pair.privateKey);
  await writeKeyFile(publicFile, pair.publicKey);
  return names;
}

async function makeOne(file: string, make: () => KeyFile): Promise<string[]> {
  if (existsSync(file)) return [];
  await writeKeyFile(file, make());
  return [path.basename(file)];
}

if (import.meta.main) {
  const folder = process.argv[2];
  if (!folder) {
    process.stderr.write('usage: node workers/commands/keys.ts FOLDER\n');
    process.exit(2);
  }
  const made = await makeKeys(folder);
  process.stdout.write(made.length > 0 ? `made ${made.join(', ')} in ${folder}\n` : `all keys exist in ${folder}\n`);
}
