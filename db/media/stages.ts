/**
 * The media stages of one file, each a compare-and-set on its row: `begin` makes it running under a new generation, `settle` ends exactly that generation,
 * with its results and its custody event in the same transaction. Whoever lost the row in between writes nothing at all.
 */
import { appendCustody } from '#db/custody/append.ts';
import type { Sql, Transaction } from '#db/connect.ts';
import { maxStarts } from '#db/flow/pace.ts';
import { assessIfSettled, takeTurn } from '#db/flow/settle.ts';
import { reasons } from '#db/media/reasons.ts';
import { enqueue } from '#db/outbox/enqueue.ts';
import type { Verdict } from '#db/vocabularies/verdicts.ts';

export const mediaStages = ['inspect', 'derive', 'fingerprint'] as const;
export type MediaStage = (typeof mediaStages)[number];

export type MediaFile = {
  fileId: string;
  submissionId: string;
  /** Bytes. */
  size: number;
  sha256: Buffer;
  /** Media type by content. */
  type: string;
  verdict: Verdict;
  original: { key: string; versionId: string };
  restricted: boolean;
};

/** One start of one stage. */
export type Held = { fileId: string; submissionId: string; stage: MediaStage; generation: number };

export type BeginStage =
  | { outcome: 'started'; held: Held; file: MediaFile }
  /** Ended before, or started so often that only a person may have it started again. */
  | { outcome: 'settled' }
  /** `derive` waits for the scan's verdict; who writes it asks for the job again. */
  | { outcome: 'waits' }
  | { outcome: 'busy'; beat: string }
  /** Not received yet, or no such file. */
  | { outcome: 'unknown' };

/** Starts a stage if nobody holds it. `silence` in seconds: a running stage without a beat for longer is taken over. */
export function beginStage(
  sql: Sql,
  { fileId, stage, silence }: { fileId: string; stage: MediaStage; silence: number },
): Promise<BeginStage> {
  return sql.begin(async (tx): Promise<BeginStage> => {
    const [row] = await tx<FileRow[]>`
      select f.submission_id, f.size, f.sha256, f.type, f.verdict, f.original_key, f.original_version_id,
        (f.restricted_at is not null or s.restricted_at is not null) as restricted
      from files f join submissions s on s.id = f.submission_id where f.id = ${fileId}`;
    if (!row || row.sha256 === null || row.original_key === null || row.original_version_id === null) return { outcome: 'unknown' };
    const waits = stage === 'derive' && row.verdict === 'pending' && !row.restricted;
    const [started] = await tx<{ generation: number }[]>`
      update file_stages set state = 'running', generation = generation + 1, attempts = attempts + 1, percent = 0, reason = null,
        started_at = clock_timestamp(), progress_at = clock_timestamp(), finished_at = null
      where file_id = ${fileId} and stage = ${stage} and attempts < ${maxStarts} and not ${waits}
        and (state = 'pending' or (state = 'running' and progress_at < clock_timestamp() - make_interval(secs => ${silence})))
      returning generation`;
    if (!started) {
      const [now] = await tx<{ state: string; beat: string }[]>`
        select state, generation || ' ' || progress_at as beat from file_stages where file_id = ${fileId} and stage = ${stage}`;
      if (now?.state === 'running') return { outcome: 'busy', beat: now.beat };
      return { outcome: now?.state === 'pending' && waits ? 'waits' : 'settled' };
    }
    return {
      outcome: 'started',
      held: { fileId, submissionId: row.submission_id, stage, generation: started.generation },
      file: {
        fileId,
        submissionId: row.submission_id,
        size: row.size,
        sha256: row.sha256,
        type: row.type ?? 'application/octet-stream',
        verdict: row.verdict,
        original: { key: row.original_key, versionId: row.original_version_id },
        restricted: row.restricted,
      },
    };
  });
}

/** Says that this start is alive. False when it no longer holds the stage: its work is to stop. */
export async function beatStage(sql: Sql, { fileId, stage, generation }: Held, percent: number): Promise<boolean> {
  const rows = await sql`update file_stages set progress_at = clock_timestamp(), percent = ${percent}
    where file_id = ${fileId} and stage = ${stage} and state = 'running' and generation = ${generation} returning 1`;
  return rows.length === 1;
}

export type StageEnd =
  | { state: 'done'; payload: unknown }
  | { state: 'failed' | 'skipped' | 'parked'; reason: string; payload?: Record<string, unknown> };

const doneAction = { inspect: 'file.inspected', derive: 'file.derived', fingerprint: 'file.fingerprinted' } as const satisfies Record<
  MediaStage,
  string
>;

/**
 * Ends a start. `results` writes what was found, in the same transaction, and only if this start still holds the stage. The verb that settles the last
 * stage of the submission's last file asks for the assessment. False when another start holds the stage: nothing was written.
 */
export function settleStage(sql: Sql, held: Held, end: StageEnd, results?: (tx: Transaction) => Promise<void>): Promise<boolean> {
  const { fileId, submissionId, stage, generation } = held;
  return sql.begin(async (tx) => {
    await takeTurn(tx, submissionId);
    const [won] = await tx`
      update file_stages set state = ${end.state}, reason = ${end.state === 'done' ? null : end.reason}, progress_at = clock_timestamp(), finished_at = clock_timestamp(),
        percent = ${end.state === 'done' ? 100 : null}
      where file_id = ${fileId} and stage = ${stage} and state = 'running' and generation = ${generation} returning 1 as won`;
    if (!won) return false;
    await results?.(tx);
    if (end.state === 'parked')
      await tx`update triage_items set attention = coalesce(attention, 'a file could not be processed') where submission_id = ${submissionId}`;
    // A person's retry after the assessment: what was concluded from the missing result is gathered again.
    await tx`update submissions set assess_state = 'pending', assess_attempts = 0, assess_progress_at = clock_timestamp() where id = ${submissionId} and assess_state in ('done', 'failed')`;
    await assessIfSettled(tx, submissionId);
    const common = { subject: { kind: 'submission', id: submissionId }, actor: 'service:media', role: 'media', item: fileId } as const;
    if (end.state === 'done') await appendCustody(tx, { ...common, action: doneAction[stage], payload: end.payload });
    else await appendCustody(tx, { ...common, action: `stage.${end.state}`, payload: { stage, reason: end.reason, ...end.payload } });
    return true;
  });
}

/** Parks a stage because the store handed out other bytes than the recorded ones: an alarm of its own in the chain, once a file's job. */
export function parkForIntegrity(sql: Sql, held: Held, found: { sha256: Buffer; recorded: Buffer; first: boolean }): Promise<boolean> {
  return settleStage(sql, held, { state: 'parked', reason: reasons.integrity }, async (tx) => {
    if (!found.first) return;
    await appendCustody(tx, {
      subject: { kind: 'submission', id: held.submissionId },
      actor: 'service:media',
      role: 'media',
      action: 'file.integrity_failed',
      item: held.fileId,
      payload: { recorded: found.recorded.toString('hex'), read: found.sha256.toString('hex') },
    });
  });
}

/**
 * Gives a start back that could not be tried to its end: the store or the record was away (it counts as a start, and the queue comes again), or the process
 * stops (`stopping`: it does not count, and is asked for at once). No custody event: nothing about the file was decided.
 */
export function handBackStage(sql: Sql, { fileId, stage, generation }: Held, why: 'trouble' | 'stopping'): Promise<boolean> {
  return sql.begin(async (tx) => {
    const [held] = await tx`
      update file_stages set state = 'pending', percent = null, progress_at = clock_timestamp(), attempts = attempts - ${why === 'stopping' ? 1 : 0}
      where file_id = ${fileId} and stage = ${stage} and state = 'running' and generation = ${generation} returning 1 as held`;
    if (!held) return false;
    if (why === 'stopping') await enqueue(tx, 'media.file', { fileId });
    return true;
  });
}

type FileRow = {
  submission_id: string;
  size: number;
  sha256: Buffer | null;
  type: string | null;
  verdict: Verdict;
  original_key: string | null;
  original_version_id: string | null;
  restricted: boolean;
};
