import { appendCustody } from '#db/custody/append.ts';
import type { Sql, Transaction } from '#db/connect.ts';
import { assessIfSettled, takeTurn } from '#db/flow/settle.ts';
import { enqueue } from '#db/outbox/enqueue.ts';

/** What the scanner said, with what is needed to judge its word later: engine, age and kind of signatures, limits, how many bytes it saw. */
export type ScanResult = {
  verdict: 'clean' | 'infected' | 'encrypted' | 'limits_exceeded' | 'too_large' | 'sliced_clean';
  finding: string | null;
  bytesScanned: number;
  engine: string;
  signaturesDate: Date | null;
  signatures: 'official' | 'eicar-only' | 'other';
  limits: Record<string, unknown>;
};

export type BeginScan =
  | {
      outcome: 'started';
      generation: number;
      starts: number;
      submissionId: string;
      original: { key: string; versionId: string; size: number };
    }
  | { outcome: 'settled' | 'unknown' }
  | { outcome: 'busy'; beat: string };

/** Starts a later scan, of the original in force. `silence` as in `beginReceive`. */
export function beginScan(sql: Sql, { fileId, silence }: { fileId: string; silence: number }): Promise<BeginScan> {
  return sql.begin(async (tx): Promise<BeginScan> => {
    const [file] = await tx<{ submission_id: string; size: number; original_key: string | null; original_version_id: string | null }[]>`
      select submission_id, size, original_key, original_version_id from files where id = ${fileId}`;
    if (!file || file.original_key === null || file.original_version_id === null) return { outcome: 'unknown' };
    const [started] = await tx<{ generation: number; attempts: number }[]>`
      update file_stages set state = 'running', generation = generation + 1, attempts = attempts + 1, percent = 0,
        started_at = clock_timestamp(), progress_at = clock_timestamp()
      where file_id = ${fileId} and stage = 'scan'
        and (state = 'pending' or (state = 'running' and progress_at < clock_timestamp() - make_interval(secs => ${silence})))
      returning generation, attempts`;
    if (started) {
      const original = { key: file.original_key, versionId: file.original_version_id, size: file.size };
      return { outcome: 'started', generation: started.generation, starts: started.attempts, submissionId: file.submission_id, original };
    }
    const [now] = await tx<{ state: string; beat: string }[]>`
      select state, generation || ' ' || progress_at as beat from file_stages where file_id = ${fileId} and stage = 'scan'`;
    return now?.state === 'running' ? { outcome: 'busy', beat: now.beat } : { outcome: 'settled' };
  });
}

type Held = { fileId: string; submissionId: string; generation: number };

/** Writes the verdict of a later scan, and has the media stages look again if they were waiting for it. False when another start holds the stage. */
export function finishScan(sql: Sql, held: Held, result: ScanResult): Promise<boolean> {
  return sql.begin(async (tx) => {
    await takeTurn(tx, held.submissionId);
    if (!(await holdsStage(tx, held))) return false;
    // A person had a failed scan tried again: what was skipped for want of a verdict has one now.
    await tx`update file_stages d set state = 'pending', reason = null, progress_at = clock_timestamp() from files f
      where f.id = ${held.fileId} and f.verdict = 'error' and d.file_id = f.id and d.stage in ('derive', 'fingerprint') and d.state = 'skipped'`;
    await recordVerdict(tx, held.fileId, result);
    await wakeMedia(tx, held.fileId);
    await assessIfSettled(tx, held.submissionId);
    await appendCustody(tx, scanEvent(held, result));
    return true;
  });
}

/**
 * Ends a scan that got no answer. `again` leaves the verdict `pending`; `given_up` makes it `error`, which opens nothing and is never `clean`.
 * `reason` is a sentence of ours. False when another start holds the stage.
 */
export function failScan(sql: Sql, held: Held, { reason, next }: { reason: string; next: 'again' | 'given_up' }): Promise<boolean> {
  return sql.begin(async (tx) => {
    await takeTurn(tx, held.submissionId);
    if (!(await holdsStage(tx, held))) return false;
    await tx`update file_stages set state = ${next === 'again' ? 'pending' : 'failed'}, reason = ${reason}, progress_at = clock_timestamp(), percent = null,
      finished_at = case when ${next === 'given_up'} then clock_timestamp() end where file_id = ${held.fileId} and stage = 'scan'`;
    if (next === 'given_up') await giveUpScan(tx, { ...held, reason, actor: 'service:receive' });
    return true;
  });
}

/** The verdict becomes `error`; call it last in the transaction that failed the stage. */
export async function giveUpScan(
  tx: Transaction,
  { fileId, submissionId, reason, actor }: { fileId: string; submissionId: string; reason: string; actor: 'service:receive' },
): Promise<void> {
  await tx`update files set verdict = 'error' where id = ${fileId} and verdict = 'pending'`;
  await tx`update triage_items set attention = coalesce(attention, 'a file could not be scanned') where submission_id = ${submissionId}`;
  await wakeMedia(tx, fileId);
  await assessIfSettled(tx, submissionId);
  await appendCustody(tx, {
    subject: { kind: 'submission', id: submissionId },
    actor,
    role: 'receive',
    action: 'stage.failed',
    item: fileId,
    payload: { stage: 'scan', verdict: 'error', reason },
  });
}

/** Adds the scan and settles its stage. The verdict is written once: only over `pending`, or over `error` when a person had it scanned again. */
export async function recordVerdict(tx: Transaction, fileId: string, result: ScanResult): Promise<void> {
  await tx`insert into scans (file_id, verdict, engine, signatures_date, signatures, limits, bytes_scanned, finding)
    values (${fileId}, ${result.verdict}, ${result.engine}, ${result.signaturesDate}, ${result.signatures}, ${tx.json(result.limits as never)},
      ${result.bytesScanned}, ${result.finding})`;
  await tx`update files set verdict = ${result.verdict} where id = ${fileId} and verdict in ('pending', 'error')`;
  await tx`update file_stages set state = 'done', percent = 100, reason = null, progress_at = clock_timestamp(), finished_at = clock_timestamp()
    where file_id = ${fileId} and stage = 'scan'`;
}

/** The custody event of a scan. */
export function scanEvent(
  { fileId, submissionId }: { fileId: string; submissionId: string },
  result: ScanResult,
): Parameters<typeof appendCustody>[1] {
  return {
    subject: { kind: 'submission', id: submissionId },
    actor: 'service:receive',
    role: 'receive',
    action: 'file.scanned',
    item: fileId,
    payload: {
      verdict: result.verdict,
      finding: result.finding,
      engine: result.engine,
      signatures: result.signatures,
      signaturesDate: result.signaturesDate?.toISOString() ?? null,
      limits: result.limits,
      bytesScanned: result.bytesScanned,
    },
  };
}

async function holdsStage(tx: Transaction, { fileId, generation }: Held): Promise<boolean> {
  const rows =
    await tx`select from file_stages where file_id = ${fileId} and stage = 'scan' and state = 'running' and generation = ${generation} for update`;
  return rows.length === 1;
}

/** The media job leaves `derive` pending while there is no verdict; now there is one. */
async function wakeMedia(tx: Transaction, fileId: string): Promise<void> {
  const [waiting] = await tx`select from file_stages where file_id = ${fileId} and stage = 'derive' and state = 'pending'`;
  if (waiting) await enqueue(tx, 'media.file', { fileId });
}
