/** A case gathers reports for the people who are its members; everything in it is read and exported within it. */
import { actAs } from '#db/accounts/act-as.ts';
import type { Sql } from '#db/connect.ts';
import { appendView } from '#db/custody/append-view.ts';
import { appendCustody } from '#db/custody/append.ts';

/** The case does not exist, or this account is not one of its members: one answer for both. */
export class NoSuchCase extends Error {
  override name = 'NoSuchCase';
}

export const LONGEST_TITLE = 200;

/** Opens a case with its first member. `title` is cut to 200 characters; an empty one becomes the case's number. */
export async function openCase(sql: Sql, accountId: string, title: string): Promise<{ id: string; number: string }> {
  return actAs(sql, accountId, ['case.write'], async (tx, acting) => {
    const [opened] = await tx<
      { id: string; number: string }[]
    >`select id, number from open_case(${[...title.trim()].slice(0, LONGEST_TITLE).join('')})`;
    if (!opened) throw new NoSuchCase('the case was not opened');
    await appendCustody(tx, {
      subject: { kind: 'case', id: opened.id },
      ...who(acting),
      action: 'case.opened',
      payload: { number: opened.number, title },
    });
    return opened;
  });
}

export type CaseLine = { id: string; number: string; title: string; createdAt: Date; submissions: number; exports: number };

/** The account's cases, newest first, at most 200. */
export async function listCases(sql: Sql, accountId: string): Promise<CaseLine[]> {
  return actAs(
    sql,
    accountId,
    ['case.read'],
    (tx) => tx<CaseLine[]>`
      select c.id, c.number, c.title, c.created_at as "createdAt",
        (select count(*) from case_submissions s where s.case_id = c.id) as submissions,
        (select count(*) from exports e where e.case_id = c.id) as exports
      from cases c order by c.created_at desc, c.id desc limit 200`,
  );
}

export type CaseView = {
  id: string;
  number: string;
  title: string;
  createdAt: Date;
  members: { id: string; name: string; email: string; addedAt: Date }[];
  submissions: { id: string; reference: string; state: string; receivedAt: Date; files: number; bytes: number }[];
  /** Submissions of the case that this account may not see. */
  hidden: number;
  exports: ExportLine[];
};
export type ExportState = 'requested' | 'building' | 'ready' | 'failed' | 'expired';
export type ExportLine = {
  id: string;
  number: number;
  requestedAt: Date;
  requestedBy: string;
  recipient: string;
  state: ExportState;
  bytesDone: number;
  bytesTotal: number | null;
  /** Hex; null until ready. */
  sha256: string | null;
  manifestSha256: string | null;
  reason: string | null;
  readyAt: Date | null;
};

/** One case with its members, its visible submissions and its exports; looking is an event. Throws NoSuchCase. */
export async function readCase(sql: Sql, accountId: string, caseId: string): Promise<CaseView> {
  return actAs(sql, accountId, ['case.read'], async (tx, acting) => {
    const [found] = await tx<Pick<CaseView, 'id' | 'number' | 'title' | 'createdAt'>[]>`
      select id, number, title, created_at as "createdAt" from cases where id = ${caseId}`;
    if (!found) throw new NoSuchCase('no such case');
    const members = await tx<CaseView['members']>`
      select a.id, a.name, a.email, m.added_at as "addedAt" from case_members m join accounts a on a.id = m.account_id where m.case_id = ${caseId} order by m.added_at`;
    const submissions = await tx<CaseView['submissions']>`
      select s.id, s.reference, s.state, s.received_at as "receivedAt", count(f.id) as files, coalesce(sum(f.size), 0)::bigint as bytes
      from case_submissions c join submissions s on s.id = c.submission_id left join files f on f.submission_id = s.id
      where c.case_id = ${caseId} group by s.id, s.reference, s.state, s.received_at order by s.received_at, s.id`;
    const [all] = await tx<{ count: number }[]>`select count(*) as count from case_submissions where case_id = ${caseId}`;
    const exports = await tx<ExportLine[]>`
      select e.id, e.number, e.requested_at as "requestedAt", coalesce(a.name, '') as "requestedBy", e.recipient, e.state, e.bytes_done as "bytesDone",
        e.bytes_total as "bytesTotal", encode(e.sha256, 'hex') as sha256, encode(e.manifest_sha256, 'hex') as "manifestSha256", e.reason, e.ready_at as "readyAt"
      from exports e left join accounts a on a.id = e.requested_by where e.case_id = ${caseId} order by e.number desc`;
    await appendView(tx, { subject: { kind: 'case', id: caseId }, ...who(acting), action: 'case.viewed' });
    return { ...found, members, submissions, hidden: (all?.count ?? 0) - submissions.length, exports };
  });
}

/** `not_eligible`: no active account of that address, or one whose roles never read cases. */
export type Added = 'added' | 'already' | 'not_eligible';

/** Lets another person into the case. Throws NoSuchCase. */
export async function addMember(sql: Sql, accountId: string, { caseId, email }: { caseId: string; email: string }): Promise<Added> {
  return actAs(sql, accountId, ['case.write'], async (tx, acting) => {
    await demandCase(tx, caseId);
    const [member] = await tx<{ id: string }[]>`
      select a.id from accounts a where a.email = ${email.trim().toLowerCase()} and a.state = 'active'
        and exists (select from account_roles o join rights r on r.role = o.role and r.verb = 'case.read' where o.account_id = a.id)`;
    if (!member) return 'not_eligible';
    const [added] = await tx`
      insert into case_members (case_id, account_id, added_by) values (${caseId}, ${member.id}, ${accountId}) on conflict do nothing returning account_id`;
    if (!added) return 'already';
    await appendCustody(tx, {
      subject: { kind: 'case', id: caseId },
      ...who(acting),
      action: 'case.member_added',
      payload: { account: member.id },
    });
    return 'added';
  });
}

/** Puts a report into the case; `not_eligible`: it does not exist or this account may not see it. On both chains, the case's first. Throws NoSuchCase. */
export async function addSubmissionToCase(
  sql: Sql,
  accountId: string,
  { caseId, submissionId }: { caseId: string; submissionId: string },
): Promise<Added> {
  return actAs(sql, accountId, ['case.write'], async (tx, acting) => {
    await demandCase(tx, caseId);
    const [seen] = await tx`select from submissions where id = ${submissionId}`;
    if (!seen) return 'not_eligible';
    const [added] = await tx`
      insert into case_submissions (case_id, submission_id, added_by) values (${caseId}, ${submissionId}, ${accountId})
      on conflict do nothing returning submission_id`;
    if (!added) return 'already';
    const payload = { case: caseId, submission: submissionId };
    await appendCustody(tx, { subject: { kind: 'case', id: caseId }, ...who(acting), action: 'case.submission_added', payload });
    await appendCustody(tx, {
      subject: { kind: 'submission', id: submissionId },
      ...who(acting),
      action: 'case.submission_added',
      payload,
    });
    return 'added';
  });
}

async function demandCase(tx: Parameters<Parameters<typeof actAs>[3]>[0], caseId: string): Promise<void> {
  const [found] = await tx`select from cases where id = ${caseId}`;
  if (!found) throw new NoSuchCase('no such case');
}

const who = ({ actor, role }: { actor: `account:${string}`; role: string }) => ({ actor, role });
