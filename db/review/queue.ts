import { actAs } from '#db/accounts/act-as.ts';
import type { Sql } from '#db/connect.ts';

export const queueViews = ['ready', 'mine', 'processing', 'triaged'] as const;
export type QueueView = (typeof queueViews)[number];

export type QueueRow = {
  submissionId: string;
  reference: string;
  receivedAt: Date;
  language: string;
  state: 'processing' | 'ready' | 'triaged';
  urgencyReasons: string[];
  /** Why a person should look at the processing itself. */
  attention: string | null;
  /** The latest version of the witness's answers: hostile content of whatever shape was stored; read it with care. */
  answers: unknown;
  fileCount: number;
  /** Files whose verdict is neither clean nor sliced_clean nor pending. */
  warnedCount: number;
  holder: { accountId: string; name: string; until: Date } | null;
  /** The decision in force, where there is one. */
  decision: string | null;
  compartment: string | null;
};
export type QueuePage = { rows: QueueRow[]; next: string | null; counts: Record<QueueView, number> };

/** Where the next page begins: the last row's sort key. Opaque to people, checked when it comes back. */
type Cursor = { urgency: number; at: string; id: string };

/** Counting stops here: a number on a tab need not be exact beyond it. */
export const countCeiling = 1000;

/**
 * One page of the queue, in the order of work: urgent first, then the oldest; `triaged` newest first. Only what the account may see.
 * @throws NotAllowed
 */
export async function listQueue(
  sql: Sql,
  accountId: string,
  { view, after, limit = 50 }: { view: QueueView; after?: string | undefined; limit?: number },
): Promise<QueuePage> {
  return actAs(sql, accountId, ['queue.read'], async (tx) => {
    const cursor = after ? readCursor(after) : null;
    const found = await tx<RawRow[]>`
      select t.submission_id, s.reference, s.received_at, s.language, t.state, t.urgency, t.urgency_reasons, t.attention, t.created_at::text as created_at, t.id,
        v.answers, f.files, f.warned, t.claimed_by, h.name as holder, t.claimed_until, d.decision, c.name as compartment
      from triage_items t
      join submissions s on s.id = t.submission_id
      left join accounts h on h.id = t.claimed_by and t.claimed_until > clock_timestamp()
      left join compartments c on c.id = s.compartment_id
      left join lateral (select answers from submission_versions where submission_id = s.id order by version desc limit 1) v on true
      left join lateral (
        select count(*)::int as files, (count(*) filter (where verdict not in ('clean', 'sliced_clean', 'pending')))::int as warned
        from files where submission_id = s.id) f on true
      left join lateral (select decision from decisions where submission_id = s.id and file_id is null order by at desc, id desc limit 1) d on true
      where ${viewCondition(tx, view, accountId)} and s.restricted_at is null
        ${cursor === null ? tx`` : afterCondition(tx, view, cursor)}
      order by ${view === 'triaged' ? tx`t.created_at desc, t.id desc` : tx`t.urgency desc, t.created_at, t.id`}
      limit ${limit + 1}`;
    const rows = found.slice(0, limit);
    const last = rows.at(-1);
    const counts = {} as Record<QueueView, number>;
    for (const name of queueViews) {
      const [counted] = await tx<{ n: number }[]>`
        select count(*)::int as n from (select from triage_items t where ${viewCondition(tx, name, accountId)} limit ${countCeiling}) x`;
      counts[name] = counted?.n ?? 0;
    }
    return {
      rows: rows.map(toRow),
      next: found.length > limit && last ? writeCursor({ urgency: last.urgency, at: last.created_at, id: last.id }) : null,
      counts,
    };
  });
}

type Tx = Parameters<Parameters<typeof actAs>[3]>[0];

function viewCondition(tx: Tx, view: QueueView, accountId: string) {
  const held = tx`t.claimed_by is not null and t.claimed_until > clock_timestamp()`;
  switch (view) {
    case 'ready':
      return tx`t.state = 'ready' and not (${held})`;
    case 'mine':
      return tx`t.claimed_by = ${accountId} and t.claimed_until > clock_timestamp()`;
    case 'processing':
      return tx`t.state = 'processing'`;
    case 'triaged':
      return tx`t.state = 'triaged'`;
  }
}

/** `::text` first: the driver would otherwise make the moment a Date and lose its microseconds, and with them rows. */
function afterCondition(tx: Tx, view: QueueView, { urgency, at, id }: Cursor) {
  if (view === 'triaged') return tx`and (t.created_at, t.id) < (${at}::text::timestamptz, ${id}::uuid)`;
  return tx`and (t.urgency < ${urgency} or (t.urgency = ${urgency} and (t.created_at, t.id) > (${at}::text::timestamptz, ${id}::uuid)))`;
}

type RawRow = {
  submission_id: string;
  reference: string;
  received_at: Date;
  language: string;
  state: QueueRow['state'];
  urgency: number;
  urgency_reasons: string[];
  attention: string | null;
  created_at: string;
  id: string;
  answers: unknown;
  files: number;
  warned: number;
  claimed_by: string | null;
  holder: string | null;
  claimed_until: Date | null;
  decision: string | null;
  compartment: string | null;
};

function toRow(row: RawRow): QueueRow {
  const held = row.holder !== null && row.claimed_by !== null && row.claimed_until !== null;
  return {
    submissionId: row.submission_id,
    reference: row.reference,
    receivedAt: row.received_at,
    language: row.language,
    state: row.state,
    urgencyReasons: row.urgency_reasons,
    attention: row.attention,
    answers: row.answers,
    fileCount: row.files,
    warnedCount: row.warned,
    holder: held ? { accountId: row.claimed_by as string, name: row.holder as string, until: row.claimed_until as Date } : null,
    decision: row.decision,
    compartment: row.compartment,
  };
}

function writeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify([cursor.urgency, cursor.at, cursor.id])).toString('base64url');
}

/** A cursor that is not ours begins at the first page: it can come from an old address. */
function readCursor(text: string): Cursor | null {
  try {
    const [urgency, at, id] = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown[];
    if (typeof urgency !== 'number' || !Number.isInteger(urgency) || Math.abs(urgency) > 32767) return null;
    if (typeof at !== 'string' || Number.isNaN(Date.parse(at)) || !/^[0-9 :.+T-]+$/.test(at)) return null;
    if (typeof id !== 'string' || !/^[0-9a-f-]{36}$/.test(id)) return null;
    return { urgency, at, id };
  } catch {
    return null;
  }
}
