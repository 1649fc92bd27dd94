/** Everything about one submission that its page shows, in one transaction; details of one file are read by `readFile`. */
import { actAs } from '#db/accounts/act-as.ts';
import { appendView } from '#db/custody/append-view.ts';
import type { Sql, Transaction } from '#db/connect.ts';
import type { IdentityKind } from '#db/intake/identity.ts';
import type { Verdict } from '#db/vocabularies/verdicts.ts';
import { readStanding } from '#db/review/standing.ts';
import type { Standing } from '#db/review/standing.ts';
import type { Stage } from '#db/review/retry.ts';

export type StageState = {
  stage: Stage;
  state: 'pending' | 'running' | 'done' | 'failed' | 'skipped' | 'parked';
  percent: number | null;
  reason: string | null;
};
export type FileSummary = {
  id: string;
  ordinal: number;
  /** The witness's own name for it: hostile text. */
  name: string;
  caption: string;
  size: number;
  type: string | null;
  verdict: Verdict;
  restricted: boolean;
  stages: StageState[];
  /** The small picture to show in the strip, where one was made. */
  thumbnailId: string | null;
  /** Which signatures the latest scan had: with `eicar-only` the scan says nothing about malware. */
  signatures: 'official' | 'eicar-only' | 'other' | null;
};
export type FactRow = { id: string; fileId: string | null; kind: string; evidence: unknown };
export type DecisionRow = { id: string; decision: string; reason: string; note: string; by: string; at: Date };
export type CustodyRow = {
  seq: number;
  at: Date;
  action: string;
  actor: string;
  actorName: string | null;
  item: string | null;
  reason: string | null;
  hash: string;
};

export type SubmissionPage = {
  id: string;
  reference: string;
  language: string;
  channel: string;
  state: string;
  receivedAt: Date;
  compartment: string | null;
  restricted: { at: Date; officer: string | null } | null;
  assessState: string;
  assessReason: string | null;
  urgencyReasons: string[];
  attention: string | null;
  standing: Standing;
  /** All versions of the answers, latest first; each is whatever the witness sent, null between the first and the latest. */
  versions: { version: number; kind: 'original' | 'correction' | 'choice'; answers: unknown; at: Date }[];
  /** Sealed parts that exist; what they say is not readable here. */
  identities: IdentityKind[];
  files: FileSummary[];
  facts: FactRow[];
  decisions: DecisionRow[];
  /** The latest events of the chain, newest first, and how many there are in all. */
  custody: { events: CustodyRow[]; total: number };
  cases: { id: string; number: string; title: string }[];
};

/** So many events are shown; the whole chain is in every bundle. */
const shownEvents = 100;

/**
 * Reads a submission; null when there is none, or none for this account. A look is an event, at most one an hour for each account.
 * @throws NotAllowed
 */
export async function readSubmission(sql: Sql, accountId: string, submissionId: string): Promise<SubmissionPage | null> {
  return actAs(sql, accountId, ['submission.read', 'case.read'], async (tx, { actor, role }) => {
    const [head] = await tx<
      {
        id: string;
        reference: string;
        language: string;
        channel: string;
        state: string;
        received_at: Date;
        compartment: string | null;
        restricted_at: Date | null;
        officer: string | null;
        assess_state: string;
        assess_reason: string | null;
        urgency_reasons: string[];
        attention: string | null;
      }[]
    >`
      select s.id, s.reference, s.language, s.channel, s.state, s.received_at, c.name as compartment, s.restricted_at, o.name as officer, s.assess_state, s.assess_reason,
        t.urgency_reasons, t.attention
      from submissions s join triage_items t on t.submission_id = s.id
      left join compartments c on c.id = s.compartment_id left join accounts o on o.id = s.restricted_officer
      where s.id = ${submissionId}`;
    const standing = head ? await readStanding(tx, submissionId) : null;
    if (!head || !standing) return null;
    const page: SubmissionPage = {
      id: head.id,
      reference: head.reference,
      language: head.language,
      channel: head.channel,
      state: head.state,
      receivedAt: head.received_at,
      compartment: head.compartment,
      restricted: head.restricted_at ? { at: head.restricted_at, officer: head.officer } : null,
      assessState: head.assess_state,
      assessReason: head.assess_reason,
      urgencyReasons: head.urgency_reasons,
      attention: head.attention,
      standing,
      // The answers of what was handed in and of what counts now: corrections and choices between them are whole copies, and there can be many.
      versions: await tx`
        select version, kind, created_at as at, case when version = 1 or version = max(version) over () then answers end as answers
        from submission_versions where submission_id = ${submissionId} order by version desc`,
      identities: (
        await tx<{ kind: IdentityKind }[]>`select kind from identities where submission_id = ${submissionId} order by kind desc`
      ).map((i) => i.kind),
      files: await listFiles(tx, submissionId),
      facts: await listFacts(tx, submissionId),
      decisions: await tx`
        select d.id, d.decision, d.reason, d.note, a.name as by, d.at from decisions d join accounts a on a.id = d.decided_by
        where d.submission_id = ${submissionId} and d.file_id is null order by d.at desc, d.id desc limit 100`,
      custody: await readChain(tx, submissionId),
      cases: await tx`
        select c.id, c.number, c.title from case_submissions x join cases c on c.id = x.case_id where x.submission_id = ${submissionId} order by c.number limit 50`,
    };
    await appendView(tx, { subject: { kind: 'submission', id: submissionId }, actor, role, action: 'submission.viewed' });
    return page;
  });
}

async function listFiles(tx: Transaction, submissionId: string): Promise<FileSummary[]> {
  const rows = await tx<(Omit<FileSummary, 'stages'> & { stages: StageState[] | null })[]>`
    select f.id, f.ordinal, f.name, f.caption, f.size, f.type, f.verdict, f.restricted_at is not null as restricted,
      (select d.id from derivatives d where d.file_id = f.id and d.state = 'stored' and d.kind in ('thumbnail', 'poster')
        order by array_position(array['thumbnail', 'poster'], d.kind), d.ordinal limit 1) as "thumbnailId",
      (select c.signatures from scans c where c.file_id = f.id order by c.at desc, c.id desc limit 1) as signatures,
      (select jsonb_agg(jsonb_build_object('stage', g.stage, 'state', g.state, 'percent', g.percent, 'reason', g.reason)
        order by array_position(array['receive', 'scan', 'inspect', 'derive', 'fingerprint'], g.stage)) from file_stages g where g.file_id = f.id) as stages
    from files f where f.submission_id = ${submissionId} order by f.ordinal`;
  return rows.map((row) => ({ ...row, stages: row.stages ?? [] }));
}

/** Facts of the latest assessment. The same bytes elsewhere are told only where this account may see that other report: even that there is one would be told else. */
async function listFacts(tx: Transaction, submissionId: string): Promise<FactRow[]> {
  return tx<FactRow[]>`
    select f.id, f.file_id as "fileId", f.kind, case when f.kind = 'same_file_elsewhere' then jsonb_set(f.evidence, '{copies}', seen.copies) else f.evidence end as evidence
    from facts f left join lateral (
      select jsonb_agg(c) as copies from jsonb_array_elements(f.evidence -> 'copies') c join submissions s on s.id = (c ->> 'submissionId')::uuid
      where f.kind = 'same_file_elsewhere') seen on true
    where f.submission_id = ${submissionId} and f.generation = (select max(generation) from facts where submission_id = ${submissionId})
      and (f.kind <> 'same_file_elsewhere' or seen.copies is not null)
    order by f.file_id nulls first, f.kind, f.id limit 500`;
}

async function readChain(tx: Transaction, submissionId: string): Promise<SubmissionPage['custody']> {
  const rows = await tx<(Omit<CustodyRow, 'hash'> & { hash: Uint8Array })[]>`
    select e.seq, e.at, e.action, e.actor, a.name as "actorName", e.item, e.envelope::jsonb ->> 'reason' as reason, e.hash
    from custody_events e left join accounts a on e.actor = 'account:' || a.id
    where e.subject_kind = 'submission' and e.subject_id = ${submissionId} order by e.seq desc limit ${shownEvents}`;
  return { events: rows.map((row) => ({ ...row, hash: Buffer.from(row.hash).toString('hex') })), total: rows[0]?.seq ?? 0 };
}

/** The id behind a reference, as far as this account may see it. */
export async function findByReference(sql: Sql, accountId: string, reference: string): Promise<string | null> {
  return actAs(sql, accountId, ['submission.read', 'case.read'], async (tx) => {
    const [found] = await tx<{ id: string }[]>`select id from submissions where reference = ${reference.trim().toUpperCase()}`;
    return found?.id ?? null;
  });
}
