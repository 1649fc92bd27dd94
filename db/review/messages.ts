/** The conversation with a witness, from the office's side: messages both ways, files asked for again, and what else came from the witness that nobody has looked at. */
import { actAs } from '#db/accounts/act-as.ts';
import { appendCustody } from '#db/custody/append.ts';
import { appendView } from '#db/custody/append-view.ts';
import type { Sql, Transaction } from '#db/connect.ts';
import type { FileRequestReason } from '#db/vocabularies/file-requests.ts';

/** `body` of a witness's message is hostile text. `by`: who of the office wrote it. */
export type MessageRow = { id: string; sender: 'witness' | 'office'; body: string; at: Date; by: string | null; isRead: boolean };
/** `answer`: the ordinal of the file that came for it. */
export type RequestRow = { id: string; file: number; reason: FileRequestReason; at: Date; by: string; answer: number | null };
export type Conversation = {
  id: string;
  reference: string;
  language: string;
  /** The witness has closed the page: what is written now, nobody reads. */
  isClosed: boolean;
  messages: MessageRow[];
  requests: RequestRow[];
  /** Corrections and changed choices that nobody has marked as read. */
  unreadChanges: { kind: 'correction' | 'choice'; at: Date }[];
  /** Up to where this reader has seen it, for `markRead`: what comes later stays unread. */
  seen: Seen;
};
export type Seen = { message: string | null; version: number };

/**
 * Null where there is no such report for this account. `asView`: this page shows the witness's words and nothing else of the report, and is an event of its own;
 * the report's page, which shows both, is one already.
 * @throws NotAllowed
 */
export async function readConversation(
  sql: Sql,
  accountId: string,
  submissionId: string,
  { asView = false }: { asView?: boolean } = {},
): Promise<Conversation | null> {
  return actAs(sql, accountId, ['message.write'], async (tx, { actor, role }) => {
    const [head] = await tx<{ reference: string; language: string; isClosed: boolean; version: number }[]>`
      select reference, language, page_closed_at is not null as "isClosed", (select max(version) from submission_versions where submission_id = s.id) as version
      from submissions s where id = ${submissionId}`;
    if (!head) return null;
    const messages = await tx<MessageRow[]>`
      select m.id, m.sender, m.body, m.at, a.name as by, (m.sender = 'office' or m.read_at is not null) as "isRead"
      from messages m left join accounts a on a.id = m.sent_by where m.submission_id = ${submissionId} order by m.id desc limit 500`;
    const requests = await tx<RequestRow[]>`
      select r.id, f.ordinal as file, r.reason, r.at, a.name as by, n.ordinal as answer
      from file_requests r join files f on f.id = r.file_id join accounts a on a.id = r.asked_by left join files n on n.id = r.answered_by
      where r.submission_id = ${submissionId} order by r.id limit 200`;
    const unreadChanges = await tx<Conversation['unreadChanges']>`
      select kind, created_at as at from submission_versions
      where submission_id = ${submissionId} and kind <> 'original' and read_at is null order by version limit 200`;
    if (asView) await appendView(tx, { subject: { kind: 'submission', id: submissionId }, actor, role, action: 'submission.viewed' });
    return {
      id: submissionId,
      reference: head.reference,
      language: head.language,
      isClosed: head.isClosed,
      messages: messages.toReversed(),
      requests: [...requests],
      unreadChanges: [...unreadChanges],
      seen: { message: messages[0]?.id ?? null, version: head.version },
    };
  });
}

/**
 * Writes to the witness, who reads it on the follow-up page. What this person had seen of the witness's counts as read.
 * @throws NotAllowed
 */
export async function sendToWitness(
  sql: Sql,
  accountId: string,
  { submissionId, body, seen }: { submissionId: string; body: string; seen: Seen },
): Promise<{ outcome: 'sent' | 'closed' | 'not_found' }> {
  return actAs(sql, accountId, ['message.write'], async (tx, { actor, role }) => {
    const [report] = await tx<
      { closed: boolean }[]
    >`select page_closed_at is not null as closed from submissions where id = ${submissionId}`;
    if (!report) return { outcome: 'not_found' as const };
    if (report.closed) return { outcome: 'closed' as const };
    await mark(tx, submissionId, seen);
    const [sent] = await tx<{ id: string; digest: string }[]>`
      insert into messages (submission_id, sender, body, sent_by) values (${submissionId}, 'office', ${body}, ${accountId})
      returning id, encode(sha256(salt || convert_to(body, 'UTF8')), 'hex') as digest`;
    await appendCustody(tx, {
      subject: { kind: 'submission', id: submissionId },
      actor,
      role,
      action: 'message.sent',
      item: sent?.id,
      payload: { textSha256Salted: sent?.digest ?? '' },
    });
    return { outcome: 'sent' as const };
  });
}

/**
 * Says that no answer is needed. Reading is no event: the look at the page was one.
 * @throws NotAllowed
 */
export async function markRead(sql: Sql, accountId: string, { submissionId, seen }: { submissionId: string; seen: Seen }): Promise<void> {
  await actAs(sql, accountId, ['message.write'], (tx) => mark(tx, submissionId, seen));
}

async function mark(tx: Transaction, submissionId: string, { message, version }: Seen): Promise<void> {
  // Ids sort by time, so what came after the page was read stays unread.
  await tx`update messages set read_at = clock_timestamp() where submission_id = ${submissionId} and sender = 'witness' and read_at is null and id <= ${message}`;
  await tx`update submission_versions set read_at = clock_timestamp() where submission_id = ${submissionId} and read_at is null and version <= ${version}`;
}

/**
 * Asks the witness for a file again; they see it on the follow-up page until a file comes for it.
 * @throws NotAllowed
 */
export async function askForFile(
  sql: Sql,
  accountId: string,
  { submissionId, fileId, reason }: { submissionId: string; fileId: string; reason: FileRequestReason },
): Promise<{ outcome: 'asked' | 'already' | 'closed' | 'not_found' }> {
  return actAs(sql, accountId, ['message.write'], async (tx, { actor, role }) => {
    const [file] = await tx<{ closed: boolean }[]>`
      select s.page_closed_at is not null as closed from files f join submissions s on s.id = f.submission_id where f.id = ${fileId} and f.submission_id = ${submissionId}`;
    if (!file) return { outcome: 'not_found' as const };
    if (file.closed) return { outcome: 'closed' as const };
    const [asked] = await tx<{ id: string }[]>`
      insert into file_requests (submission_id, file_id, reason, asked_by) values (${submissionId}, ${fileId}, ${reason}, ${accountId})
      on conflict (file_id) where answered_by is null do nothing returning id`;
    if (!asked) return { outcome: 'already' as const };
    await appendCustody(tx, {
      subject: { kind: 'submission', id: submissionId },
      actor,
      role,
      action: 'file.requested',
      item: fileId,
      reason,
    });
    return { outcome: 'asked' as const };
  });
}

export type WaitingRow = {
  submissionId: string;
  reference: string;
  language: string;
  messages: number;
  changes: number;
  since: Date;
  decision: string | null;
};

/**
 * Reports with something from their witness that nobody has read, the longest waiting first; only what the account may see.
 * @throws NotAllowed
 */
export async function listWaiting(sql: Sql, accountId: string, limit = 200): Promise<WaitingRow[]> {
  return actAs(sql, accountId, ['message.write'], async (tx) => {
    const rows = await tx<WaitingRow[]>`
      with unread as (
        select submission_id, at, 1 as message from messages where sender = 'witness' and read_at is null
        union all select submission_id, created_at, 0 from submission_versions where kind <> 'original' and read_at is null)
      select s.id as "submissionId", s.reference, s.language, sum(u.message)::integer as messages, (count(*) - sum(u.message))::integer as changes, min(u.at) as since,
        (select decision from decisions where submission_id = s.id and file_id is null order by at desc, id desc limit 1) as decision
      from unread u join submissions s on s.id = u.submission_id group by s.id order by min(u.at), s.id limit ${limit}`;
    return [...rows];
  });
}
