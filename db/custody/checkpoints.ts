/** Closing checkpoints over the heads of all chains, and what is needed to check them. The caller signs: keys are not the record's business. */
import type { Query, Sql, Transaction } from '../connect.ts';
import { hashHead } from './leaf.ts';
import { formatCheckpoint } from './note.ts';
import { appendLeaf, emptyFrontier, frontierRoot } from './tree.ts';
import type { Frontier } from './tree.ts';

/** Any constant: only one process closes a checkpoint at a time. */
const lockKey = 7_203_441_022;
const batch = 5_000;

export type ClosedCheckpoint = { id: string; treeSize: number; newLeaves: number; note: string };

/**
 * Appends a leaf for every head that moved since the last checkpoint and signs the new root; null when none moved or another process is at it.
 * One snapshot: `sign` is called inside the transaction with the text and returns the whole note.
 */
export async function closeCheckpoint(sql: Sql, sign: (text: string) => string): Promise<ClosedCheckpoint | null> {
  return sql.begin('isolation level repeatable read', async (tx) => {
    await tx`set local statement_timeout = '10min'`;
    const [lock] = await tx<{ held: boolean }[]>`select pg_try_advisory_xact_lock(${lockKey}) as held`;
    if (!lock?.held) return null;
    const before = await readFrontier(tx);
    const frontier = await growFrontier(tx, before);
    const newLeaves = frontier.size - before.size;
    if (newLeaves === 0) return null;
    const root = frontierRoot(frontier);
    const [clock] = await tx<{ at: string }[]>`select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at`;
    const at = clock?.at ?? '';
    const note = sign(formatCheckpoint({ size: frontier.size, root, at }));
    const [row] = await tx<{ id: string }[]>`
      insert into custody_checkpoints (at, tree_size, root, frontier, note)
      values (${at}, ${frontier.size}, ${root}, ${Buffer.concat(frontier.hashes)}, ${note}) returning id`;
    const id = row?.id ?? '';
    // The same snapshot and order as above, so the same leaves.
    await tx`
      insert into custody_checkpoint_leaves (leaf, checkpoint_id, subject_kind, subject_id, seq, hash)
      select ${before.size}::bigint + row_number() over (order by h.subject_kind, h.subject_id) - 1, ${id}, h.subject_kind, h.subject_id, h.seq, h.hash
      from custody_heads h where ${isMoved(tx)}`;
    return { id, treeSize: frontier.size, newLeaves, note };
  });
}

/** Checkpoints that are not yet known to lie in the `records` bucket, oldest first. */
export async function readUncopiedCheckpoints(sql: Query): Promise<{ id: string; treeSize: number; note: string }[]> {
  return sql<{ id: string; treeSize: number; note: string }[]>`
    select id, tree_size as "treeSize", note from custody_checkpoints where copied_at is null order by tree_size limit 100`;
}

/** Where the newest copy lies by the record's own account; null before the first. */
export async function readNewestCopied(sql: Query): Promise<{ treeSize: number; key: string } | null> {
  const [row] = await sql<{ treeSize: number; key: string }[]>`
    select tree_size as "treeSize", copied_key as key from custody_checkpoints where copied_key is not null order by tree_size desc limit 1`;
  return row ?? null;
}

/** The note of the checkpoint of this size; null when the record knows none. */
export async function readCopiedCheckpoint(sql: Query, treeSize: number): Promise<{ note: string } | null> {
  const [row] = await sql<{ note: string }[]>`select note from custody_checkpoints where tree_size = ${treeSize}`;
  return row ?? null;
}

/** Records where a checkpoint's copy lies. Repeatable. */
export async function markCheckpointCopied(sql: Query, id: string, key: string): Promise<void> {
  await sql`update custody_checkpoints set copied_key = ${key}, copied_at = clock_timestamp() where id = ${id} and copied_at is null`;
}

async function readFrontier(tx: Transaction): Promise<Frontier> {
  const [last] = await tx<{ size: number; frontier: Buffer }[]>`
    select tree_size as size, frontier from custody_checkpoints order by tree_size desc limit 1`;
  if (!last) return emptyFrontier;
  const hashes = Array.from({ length: last.frontier.length / 32 }, (_, index) => last.frontier.subarray(index * 32, index * 32 + 32));
  return { size: last.size, hashes };
}

async function growFrontier(tx: Transaction, before: Frontier): Promise<Frontier> {
  let frontier = before;
  const moved = tx<{ subject: string; seq: number; hash: string }[]>`
    select h.subject_kind || ':' || h.subject_id as subject, h.seq, encode(h.hash, 'hex') as hash
    from custody_heads h where ${isMoved(tx)} order by h.subject_kind, h.subject_id`;
  for await (const heads of moved.cursor(batch)) for (const head of heads) frontier = appendLeaf(frontier, hashHead(head));
  return frontier;
}

function isMoved(tx: Transaction) {
  return tx`h.seq > 0 and not exists (
    select from custody_checkpoint_leaves l where l.subject_kind = h.subject_kind and l.subject_id = h.subject_id and l.seq = h.seq)`;
}
