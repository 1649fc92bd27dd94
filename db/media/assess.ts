/**
 * The assessment of one submission: a compare-and-set on the submission's own row. Facts are added under their generation; the triage item becomes ready once,
 * however often anything is delivered, and a later assessment (after a person's retry) only adds facts.
 */
import { appendCustody } from '#db/custody/append.ts';
import type { Sql } from '#db/connect.ts';
import { maxStarts } from '#db/flow/pace.ts';
import { takeTurn } from '#db/flow/settle.ts';
import { enqueue } from '#db/outbox/enqueue.ts';
import type { ParsedMetadata } from '#db/media/parsed.ts';
import type { FactKind } from '#db/vocabularies/facts.ts';
import type { Verdict } from '#db/vocabularies/verdicts.ts';

export type BeginAssess =
  | { outcome: 'started'; generation: number }
  /** Assessed, parked, or not to be assessed yet: a stage can still move, and its end will ask again. */
  | { outcome: 'settled' }
  | { outcome: 'busy'; beat: string };

/** Starts the assessment if it is due. `silence` in seconds: a running one without progress for longer is taken over. */
export function beginAssess(sql: Sql, { submissionId, silence }: { submissionId: string; silence: number }): Promise<BeginAssess> {
  return sql.begin(async (tx): Promise<BeginAssess> => {
    await takeTurn(tx, submissionId); // files that a witness adds at this moment are either seen here, or make the assessment due again
    const [started] = await tx<{ generation: number }[]>`
      update submissions s set assess_state = 'running', assess_generation = assess_generation + 1, assess_attempts = assess_attempts + 1,
        assess_progress_at = clock_timestamp(), assess_reason = null
      where s.id = ${submissionId} and restricted_at is null and assess_attempts < ${maxStarts}
        and (assess_state = 'pending' or (assess_state = 'running' and assess_progress_at < clock_timestamp() - make_interval(secs => ${silence})))
        and not exists (select from file_stages x join files f on f.id = x.file_id where f.submission_id = s.id and x.state in ('pending', 'running'))
      returning assess_generation as generation`;
    if (started) return { outcome: 'started', generation: started.generation };
    const [now] = await tx<{ state: string; beat: string }[]>`
      select assess_state as state, assess_generation || ' ' || assess_progress_at as beat from submissions where id = ${submissionId} and restricted_at is null`;
    return now?.state === 'running' ? { outcome: 'busy', beat: now.beat } : { outcome: 'settled' };
  });
}

export type AssessedFile = {
  id: string;
  ordinal: number;
  name: string;
  type: string | null;
  verdict: Verdict;
  finding: string | null;
  sha256: Buffer | null;
  sha256Declared: Buffer | null;
  hashSource: 'device' | 'server' | null;
  restricted: boolean;
  /** Newest reading of each tool. */
  readings: { tool: string; parsed: ParsedMetadata }[];
  stages: { stage: string; state: string; reason: string | null }[];
  /** Other files with the same bytes, in other submissions; at most 20. */
  copies: { fileId: string; submissionId: string }[];
};

export type AssessedSubmission = {
  receivedAt: Date;
  answers: unknown;
  /** A field was filled in that people neither see nor reach. */
  suspected: boolean;
  files: AssessedFile[];
};

/** Everything an assessment looks at. */
export async function readForAssessment(sql: Sql, submissionId: string): Promise<AssessedSubmission> {
  const [submission] = await sql<[Omit<AssessedSubmission, 'files'>]>`
    select s.received_at as "receivedAt", v.answers, s.suspected from submissions s
    join lateral (select answers from submission_versions where submission_id = s.id order by version desc limit 1) v on true where s.id = ${submissionId}`;
  const files = await sql<AssessedFile[]>`
    select f.id, f.ordinal, f.name, f.type, f.verdict, f.sha256, f.sha256_declared as "sha256Declared", f.hash_source as "hashSource",
      f.restricted_at is not null as restricted,
      (select finding from scans where file_id = f.id order by id desc limit 1) as finding,
      coalesce((select jsonb_agg(jsonb_build_object('tool', m.tool, 'parsed', m.parsed)) from
        (select distinct on (tool) tool, parsed from metadata where file_id = f.id order by tool, id desc) m), '[]') as readings,
      (select jsonb_agg(jsonb_build_object('stage', x.stage, 'state', x.state, 'reason', x.reason)) from file_stages x where x.file_id = f.id) as stages,
      coalesce((select jsonb_agg(jsonb_build_object('fileId', c.id, 'submissionId', c.submission_id)) from
        (select id, submission_id from files c where c.sha256 = f.sha256 and c.submission_id <> f.submission_id order by id limit 20) c), '[]') as copies
    from files f where f.submission_id = ${submissionId} order by f.ordinal`;
  return { ...submission, files: [...files] };
}

/** Something a person can look at, with what it was found in. */
export type Fact = { kind: FactKind; fileId: string | null; evidence: Record<string, unknown> };

/**
 * Ends an assessment: facts, urgency, and the triage item ready. False when another one holds the submission, or it was restricted meanwhile: nothing was written.
 * Urgency is the number of named reasons that hold, shown with them; a report that a program seems to have written, without any, comes after all others.
 */
export function finishAssess(
  sql: Sql,
  { submissionId, generation }: { submissionId: string; generation: number },
  found: { facts: readonly Fact[]; urgencyReasons: readonly string[] },
): Promise<boolean> {
  const reasons = [...found.urgencyReasons];
  const urgency = reasons.length === 0 && found.facts.some(({ kind }) => kind === 'suspected_spam') ? -1 : reasons.length;
  return sql.begin(async (tx) => {
    await takeTurn(tx, submissionId);
    const [won] = await tx`
      update submissions set assess_state = 'done', assess_progress_at = clock_timestamp(), state = case when state in ('received', 'processing') then 'ready' else state end
      where id = ${submissionId} and assess_state = 'running' and assess_generation = ${generation} and restricted_at is null returning 1 as won`;
    if (!won) return false;
    for (const fact of found.facts) {
      await tx`insert into facts (submission_id, file_id, generation, kind, evidence)
        values (${submissionId}, ${fact.fileId}, ${generation}, ${fact.kind}, ${tx.json(fact.evidence as never)})`;
    }
    const [ready] = await tx`
      update triage_items set state = 'ready', ready_at = clock_timestamp(), urgency = ${urgency}, urgency_reasons = ${reasons}
      where submission_id = ${submissionId} and state = 'processing' returning 1 as ready`;
    if (!ready) await tx`update triage_items set urgency = ${urgency}, urgency_reasons = ${reasons} where submission_id = ${submissionId}`;
    await appendCustody(tx, {
      subject: { kind: 'submission', id: submissionId },
      actor: 'service:media',
      role: 'media',
      action: ready ? 'submission.ready' : 'submission.assessed',
      payload: { generation, urgency: reasons, facts: countKinds(found.facts) },
    });
    return true;
  });
}

/** Gives an assessment back: `trouble` counts as a start and the queue comes again; `stopping` does not count and asks at once. */
export function handBackAssess(
  sql: Sql,
  { submissionId, generation }: { submissionId: string; generation: number },
  why: 'trouble' | 'stopping',
): Promise<boolean> {
  return sql.begin(async (tx) => {
    const [held] = await tx`
      update submissions set assess_state = 'pending', assess_progress_at = clock_timestamp(), assess_attempts = assess_attempts - ${why === 'stopping' ? 1 : 0}
      where id = ${submissionId} and assess_state = 'running' and assess_generation = ${generation} returning 1 as held`;
    if (held && why === 'stopping') await enqueue(tx, 'media.assess', { submissionId });
    return Boolean(held);
  });
}

function countKinds(facts: readonly Fact[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { kind } of facts) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
