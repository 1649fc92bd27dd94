/**
 * Asking for a bundle is one transaction: exhibits get their numbers, `export.requested` goes onto every chain that the bundle will hold, the contents are
 * frozen up to and including those events, and the build is enqueued. After the commit nothing that happens to the case changes this export.
 *
 * Locks, in this order everywhere: the case's row (two requests for one case wait for each other), the case's chain, the submissions' chains by id.
 */
import { actAs } from '#db/accounts/act-as.ts';
import type { Sql, Transaction } from '#db/connect.ts';
import { appendCustody } from '#db/custody/append.ts';
import { enqueue } from '#db/outbox/enqueue.ts';
import { readSetting } from '#db/settings/settings.ts';
import { NoSuchCase, type ExportLine } from './cases.ts';
import type { ExportContents, ExportItem, ExportSubmission } from './contents.ts';
import { freezeItems, freezeSubmissions } from './freeze.ts';

/** Receipt times are also shown in the office's own time. */
export const OFFICE_TIME_ZONE = 'America/New_York';

export const LONGEST_RECIPIENT = 300;
export const LONGEST_AUTHORITY = 1000;

export type ExportRequest = {
  caseId: string;
  /** Whom the bundle is for, in the requester's words. */
  recipient: string;
  /** Docket, subpoena or letter that the transfer rests on; may be empty. */
  authority: string;
};
/** `empty`: the case has no submission that this account may see. */
export type RequestedExport = { outcome: 'requested'; exportId: string; number: number } | { outcome: 'empty' };

/** Requests a bundle of everything in the case that the account may see; longer texts are cut. Throws NoSuchCase, NotAllowed. */
export async function requestExport(sql: Sql, accountId: string, asked: ExportRequest): Promise<RequestedExport> {
  const request = {
    caseId: asked.caseId,
    recipient: cut(asked.recipient, LONGEST_RECIPIENT),
    authority: cut(asked.authority, LONGEST_AUTHORITY),
  };
  return actAs(sql, accountId, ['export.request'], async (tx, acting) => {
    const [open] = await tx`select from cases where id = ${request.caseId} for update`;
    if (!open) throw new NoSuchCase('no such case');
    const submissions = await freezeSubmissions(tx, request.caseId, OFFICE_TIME_ZONE);
    if (submissions.length === 0) return { outcome: 'empty' };
    const [taken] = await tx<{ id: string; caseNumber: string; title: string; number: number; requester: string; at: Date }[]>`
      update cases set next_export = next_export + 1 where id = ${request.caseId}
      returning uuid_v7() as id, number as "caseNumber", title, next_export - 1 as number, clock_timestamp() as at,
        (select name from accounts where id = ${accountId}) as requester`;
    if (!taken) throw new NoSuchCase('no such case');
    await giveExhibitNumbers(tx, request.caseId);
    const items = await freezeItems(tx, request.caseId);
    const hidden = await readWithheld(tx, request.caseId);
    const office = await readSetting(tx, 'intake.office');

    const event = {
      actor: acting.actor,
      role: acting.role,
      action: 'export.requested' as const,
      item: taken.id,
      payload: { export: taken.id, number: taken.number, case: request.caseId, recipient: request.recipient, authority: request.authority },
    };
    const caseHead = await appendCustody(tx, { ...event, subject: { kind: 'case', id: request.caseId } });
    const heads = new Map<string, { seq: number; hash: string }>();
    for (const { id } of submissions.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
      heads.set(id, cutOff(await appendCustody(tx, { ...event, subject: { kind: 'submission', id } })));
    }

    // Written after the events because it holds their hashes; nobody can come between, the case's row and all heads are locked.
    const contents: ExportContents = {
      v: 1,
      exportId: taken.id,
      number: taken.number,
      case: { id: request.caseId, number: taken.caseNumber, title: taken.title, chain: cutOff(caseHead) },
      office: office.name,
      timeZone: OFFICE_TIME_ZONE,
      requestedBy: { id: accountId, name: taken.requester },
      recipient: request.recipient,
      authority: request.authority,
      submissions: submissions.map((submission): ExportSubmission => ({
        ...submission,
        chain: heads.get(submission.id) ?? cutOff(caseHead),
      })),
      items,
      ...hidden,
    };
    await tx`
      insert into exports (id, case_id, number, requested_by, requested_at, recipient, authority, contents)
      values (${taken.id}, ${request.caseId}, ${taken.number}, ${accountId}, ${taken.at}, ${request.recipient}, ${request.authority}, ${tx.json(contents)})`;
    await enqueue(tx, 'records.export', { exportId: taken.id });
    return { outcome: 'requested', exportId: taken.id, number: taken.number };
  });
}

/** One export as its case shows it, or null when it is not in a case of this account. */
export async function readExport(
  sql: Sql,
  accountId: string,
  exportId: string,
): Promise<(ExportLine & { caseId: string; included: number; excluded: number }) | null> {
  return actAs(sql, accountId, ['case.read'], async (tx) => {
    const [found] = await tx<(ExportLine & { caseId: string; items: ExportItem[] })[]>`
      select e.id, e.case_id as "caseId", e.number, e.requested_at as "requestedAt", coalesce(a.name, '') as "requestedBy", e.recipient, e.state,
        e.bytes_done as "bytesDone", e.bytes_total as "bytesTotal", encode(e.sha256, 'hex') as sha256, encode(e.manifest_sha256, 'hex') as "manifestSha256",
        e.reason, e.ready_at as "readyAt", e.contents -> 'items' as items
      from exports e left join accounts a on a.id = e.requested_by where e.id = ${exportId}`;
    if (!found) return null;
    const { items, ...line } = found;
    const included = items.filter((item) => item.excluded === null).length;
    return { ...line, included, excluded: items.length - included };
  });
}

/** Files that have no number in this case yet get the next ones, in the order in which they came. */
async function giveExhibitNumbers(tx: Transaction, caseId: string): Promise<void> {
  const fresh = await tx<{ id: string }[]>`
    select f.id from case_submissions c join submissions s on s.id = c.submission_id join files f on f.submission_id = s.id
    where c.case_id = ${caseId} and not exists (select from exhibits x where x.case_id = c.case_id and x.file_id = f.id)
    order by s.received_at, s.id, f.ordinal`;
  if (fresh.length === 0) return;
  const [range] = await tx<{ first: number }[]>`
    update cases set next_exhibit = next_exhibit + ${fresh.length} where id = ${caseId} returning next_exhibit - ${fresh.length}::integer as first`;
  const first = range?.first ?? 1;
  await tx`
    insert into exhibits (case_id, number, file_id)
    select ${caseId}, ${first}::integer + (n - 1)::integer, id from unnest(${fresh.map(({ id }) => id)}::uuid[]) with ordinality as given (id, n)`;
}

async function readWithheld(tx: Transaction, caseId: string): Promise<Pick<ExportContents, 'withheldSubmissions' | 'withheldExhibits'>> {
  const submissions = await tx<{ id: string }[]>`
    select submission_id as id from case_submissions c where case_id = ${caseId} and not exists (select from submissions s where s.id = c.submission_id) order by 1`;
  const exhibits = await tx<{ number: number }[]>`
    select number from exhibits x where case_id = ${caseId} and not exists (select from files f where f.id = x.file_id) order by 1`;
  return { withheldSubmissions: submissions.map(({ id }) => id), withheldExhibits: exhibits.map(({ number }) => number) };
}

const cutOff = (head: { seq: number; hash: Buffer }) => ({ seq: head.seq, hash: head.hash.toString('hex') });
const cut = (text: string, longest: number): string => [...text.trim()].slice(0, longest).join('');
