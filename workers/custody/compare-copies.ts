/**
 * The record against the copies of its checkpoints in the `records` bucket: whoever rewrites the record, or restores an older one, cannot rewrite those.
 * Needs a credential that reads them: that of the buckets' owner.
 */
import { readCopiedCheckpoint, readNewestCopied } from '#db/custody/checkpoints.ts';
import type { Query } from '#db/connect.ts';
import type { Store } from '#infra/store/client.ts';
import { listVersions, readObject } from '#infra/store/objects.ts';

/** Longer than any note; bytes. */
const longestNote = 100_000;

/** `ahead`: the store holds a checkpoint that the record does not know; `behind`: the record's newest copy is not in the store; `none`: nothing was copied yet. */
export type CopyCheck = 'same' | 'differs' | 'ahead' | 'behind' | 'none';

/** Where the copy of a checkpoint lies. Keys sort by the tree's size. */
export function copyKey(treeSize: number): string {
  return `checkpoints/${String(treeSize).padStart(15, '0')}.txt`;
}

/** Compares the newest copy in the store with the record; every version of it, because a later one may have been put over the first. */
export async function compareNewestCopy(sql: Query, store: Store): Promise<CopyCheck> {
  const versions = await newestVersions(store);
  const recorded = await readNewestCopied(sql);
  const [first] = versions;
  if (first === undefined) return recorded === null ? 'none' : 'behind';
  if (recorded !== null && first.key < recorded.key) return 'behind';
  const known = await readCopiedCheckpoint(sql, Number(/(\d{15})\.txt$/.exec(first.key)?.[1] ?? Number.NaN));
  if (known === null) return 'ahead';
  for (const { key, versionId, size, deleted } of versions) {
    if (deleted) continue; // a marker hides a version and removes none
    if (size > longestNote || (await readText(store, key, versionId)) !== known.note) return 'differs';
  }
  return versions.every(({ deleted }) => deleted) ? 'behind' : 'same';
}

async function newestVersions(store: Store) {
  let newest: { key: string; versionId: string; size: number; deleted: boolean }[] = [];
  for await (const version of listVersions(store, 'records', 'checkpoints/')) {
    if (!/^checkpoints\/\d{15}\.txt$/.test(version.key)) continue;
    const latest = newest[0]?.key ?? '';
    if (version.key > latest) newest = [version];
    else if (version.key === latest) newest.push(version);
  }
  return newest;
}

async function readText(store: Store, key: string, versionId: string): Promise<string> {
  const { body } = await readObject(store, { bucket: 'records', key, versionId });
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk as Buffer); // a byte stream
  return Buffer.concat(chunks).toString('utf8');
}
