/** Checks every chain of the record, its heads and its checkpoints, streaming: memory does not grow with the record. */
import type { Sql, Transaction } from '../connect.ts';
import { continueChain, endChain, startChain } from './chain.ts';
import type { Broken, ChainState, StoredEvent } from './chain.ts';
import { hashHead } from './leaf.ts';
import { parseCheckpoint, parseNote } from './note.ts';
import { toHex } from './sha256.ts';
import { appendLeaf, emptyFrontier, frontierRoot } from './tree.ts';

const batch = 2_000;
/** More than this many broken subjects are counted but no longer listed. */
const listed = 1_000;

export type CheckpointDefect = { treeSize: number; why: 'root' | 'note' | 'signature' | 'leaves' };
export type LeafDefect = { subject: string; seq: number; why: 'event_missing' | 'event_differs' };
export type RecordReport = {
  subjects: number;
  events: number;
  erasedPayloads: number;
  brokenSubjects: number;
  broken: Broken[];
  checkpoints: number;
  leaves: number;
  checkpointDefects: CheckpointDefect[];
  leafDefects: LeafDefect[];
  intact: boolean;
};

/**
 * Reads the whole record in one snapshot. `isSigned` says whether a checkpoint's note carries the office's signature;
 * without it signatures are not checked and the caller must say so.
 */
export async function verifyRecord(sql: Sql, isSigned?: (note: string) => boolean): Promise<RecordReport> {
  return sql.begin('isolation level repeatable read read only', async (tx) => {
    await tx`set local statement_timeout = 0`;
    const chains = await verifyChains(tx);
    const checkpoints = await verifyCheckpoints(tx, isSigned);
    const leafDefects = await compareLeaves(tx);
    const intact = chains.brokenSubjects === 0 && checkpoints.checkpointDefects.length === 0 && leafDefects.length === 0;
    return { ...chains, ...checkpoints, leafDefects, intact };
  });
}

type OpenChain = { state: ChainState; head: { seq: number; hash: string }; broken: Broken | null };
type ChainRow = {
  subject: string;
  headSeq: number | null;
  headHash: string | null;
  seq: number | null;
  at: string;
  action: string;
  actor: string;
  item: string | null;
  envelope: string;
  hash: string;
  payload: string | null;
  salt: string | null;
};

async function verifyChains(
  tx: Transaction,
): Promise<Pick<RecordReport, 'subjects' | 'events' | 'erasedPayloads' | 'brokenSubjects' | 'broken'>> {
  const report = { subjects: 0, events: 0, erasedPayloads: 0, brokenSubjects: 0, broken: [] as Broken[] };
  let open: OpenChain | null = null;
  const close = (chain: OpenChain) => {
    const end = chain.broken ?? endChain(chain.state, chain.head);
    report.subjects += 1;
    if (end.intact) report.erasedPayloads += end.erasedPayloads;
    else if (++report.brokenSubjects <= listed) report.broken.push(end);
  };
  // A full join: a head without its events, or events without a head, must not go unseen.
  const rows = tx<ChainRow[]>`
    select coalesce(h.subject_kind, e.subject_kind) || ':' || coalesce(h.subject_id, e.subject_id) as subject,
      h.seq as "headSeq", encode(h.hash, 'hex') as "headHash", e.seq,
      to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, e.action, e.actor, e.item, e.envelope,
      encode(e.hash, 'hex') as hash, e.payload, encode(e.salt, 'hex') as salt
    from custody_heads h full join custody_events e on e.subject_kind = h.subject_kind and e.subject_id = h.subject_id
    order by coalesce(h.subject_kind, e.subject_kind), coalesce(h.subject_id, e.subject_id), e.seq`;
  for await (const page of rows.cursor(batch)) {
    for (const row of page) {
      if (open === null || open.state.subject !== row.subject) {
        if (open) close(open);
        open = { state: startChain(row.subject), head: { seq: row.headSeq ?? 0, hash: row.headHash ?? '' }, broken: null };
      }
      if (row.seq === null) continue;
      report.events += 1;
      if (open.broken) continue;
      const next = continueChain(open.state, asStoredEvent(row, row.seq));
      if ('intact' in next) open.broken = next;
      else open.state = next;
    }
  }
  if (open) close(open);
  return report;
}

function asStoredEvent(row: ChainRow, seq: number): StoredEvent {
  const { subject, at, action, actor, item, envelope, hash, payload, salt } = row;
  return { envelope, hash, payload, salt, columns: { subject, seq, at, action, actor, item } };
}

/** Rebuilds the tree leaf by leaf and compares it with each checkpoint as it passes that checkpoint's size. */
async function verifyCheckpoints(
  tx: Transaction,
  isSigned: ((note: string) => boolean) | undefined,
): Promise<Pick<RecordReport, 'checkpoints' | 'leaves' | 'checkpointDefects'>> {
  const report = { checkpoints: 0, leaves: 0, checkpointDefects: [] as CheckpointDefect[] };
  let frontier = emptyFrontier;
  const rows = tx<{ leaf: number; subject: string; seq: number; hash: string; treeSize: number | null; root: string; note: string }[]>`
    select l.leaf, l.subject_kind || ':' || l.subject_id as subject, l.seq, encode(l.hash, 'hex') as hash,
      c.tree_size as "treeSize", encode(c.root, 'hex') as root, c.note
    from custody_checkpoint_leaves l full join custody_checkpoints c on c.tree_size = l.leaf + 1
    order by coalesce(l.leaf, c.tree_size - 1)`;
  for await (const page of rows.cursor(batch)) {
    for (const row of page) {
      if (row.leaf === frontier.size) {
        frontier = appendLeaf(frontier, hashHead(row));
        report.leaves += 1;
      } else if (row.treeSize === null) {
        report.checkpointDefects.push({ treeSize: row.leaf, why: 'leaves' }); // a gap: every later root will differ too
        return report;
      }
      if (row.treeSize === null) continue;
      report.checkpoints += 1;
      const why = checkpointDefect(
        { size: row.treeSize, root: row.root, note: row.note },
        toHex(frontierRoot(frontier)),
        frontier.size,
        isSigned,
      );
      if (why) report.checkpointDefects.push({ treeSize: row.treeSize, why });
    }
  }
  return report;
}

function checkpointDefect(
  stored: { size: number; root: string; note: string },
  rebuilt: string,
  size: number,
  isSigned: ((note: string) => boolean) | undefined,
): CheckpointDefect['why'] | null {
  if (stored.size !== size) return 'leaves';
  if (stored.root !== rebuilt) return 'root';
  const said = parseCheckpoint(parseNote(stored.note)?.text ?? '');
  if (!said || said.size !== size || toHex(said.root) !== rebuilt) return 'note';
  return isSigned && !isSigned(stored.note) ? 'signature' : null;
}

/** A chain that was rewritten whole is intact in itself; the heads that were signed earlier give it away. */
async function compareLeaves(tx: Transaction): Promise<LeafDefect[]> {
  const rows = await tx<LeafDefect[]>`
    select l.subject_kind || ':' || l.subject_id as subject, l.seq, case when e.hash is null then 'event_missing' else 'event_differs' end as why
    from custody_checkpoint_leaves l
    left join custody_events e on e.subject_kind = l.subject_kind and e.subject_id = l.subject_id and e.seq = l.seq
    where e.hash is distinct from l.hash order by l.leaf limit ${listed}`;
  return [...rows];
}
