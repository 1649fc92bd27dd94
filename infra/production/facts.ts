/** Facts about this process that any group can collect, for `refusals.ts`. */
import { stat } from 'node:fs/promises';
import type { Facts } from './refusals.ts';

/** The passwords inside connection addresses, by the variable's name. */
export function secretsIn(addresses: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const secrets: Record<string, string> = {};
  for (const [name, address] of Object.entries(addresses)) {
    if (address !== undefined && URL.canParse(address)) secrets[name] = decodeURIComponent(new URL(address).password);
  }
  return secrets;
}

/** Who runs this process, and how open its key files lie. A file that cannot be looked at counts as open to all. */
export async function processFacts(keyFiles: Readonly<Record<string, string | undefined>>): Promise<Pick<Facts, 'uid' | 'keyFiles'>> {
  const files = await Promise.all(
    Object.entries(keyFiles)
      .filter((entry): entry is [string, string] => entry[1] !== undefined)
      .map(async ([kind, path]) => ({
        kind,
        mode: await stat(path).then(
          ({ mode }) => mode & 0o777,
          () => 0o777,
        ),
      })),
  );
  return { ...(process.geteuid ? { uid: process.geteuid() } : {}), keyFiles: files };
}
