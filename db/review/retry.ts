import { actAs } from '#db/accounts/act-as.ts';
import { appendCustody } from '#db/custody/append.ts';
import { enqueue } from '#db/outbox/enqueue.ts';
import { takeTurn } from '#db/flow/settle.ts';
import type { Sql, Transaction } from '#db/connect.ts';

export const stages = ['receive', 'scan', 'inspect', 'derive', 'fingerprint'] as const;
export type Stage = (typeof stages)[number];

const jobOf = {
  receive: 'receive.file',
  scan: 'receive.scan',
  inspect: 'media.file',
  derive: 'media.file',
  fingerprint: 'media.file',
} as const satisfies Record<Stage, string>;

/**
 * A person's retry of a failed or parked stage: it is pending again, with its attempts forgiven, and its job is in the outbox. Anything else is left as it is.
 * @throws NotAllowed
 */
export async function retryStage(
  sql: Sql,
  accountId: string,
  { submissionId, fileId, stage }: { submissionId: string; fileId: string; stage: Stage },
): Promise<{ outcome: 'retried' } | { outcome: 'not_retryable' }> {
  return actAs(sql, accountId, ['processing.retry'], async (tx, { actor, role }) => {
    await takeTurn(tx, submissionId);
    const retried = await tx`
      update file_stages g set state = 'pending', attempts = 0, reason = null, progress_at = clock_timestamp()
      from files f join submissions s on s.id = f.submission_id
      where g.file_id = ${fileId} and g.stage = ${stage} and g.state in ('failed', 'parked') and f.id = g.file_id
        and f.submission_id = ${submissionId} and s.restricted_at is null and f.restricted_at is null
      returning g.stage`;
    if (retried.length === 0) return { outcome: 'not_retryable' as const };
    await reopenAssessment(tx, submissionId);
    await enqueue(tx, jobOf[stage], { fileId });
    await appendCustody(tx, {
      subject: { kind: 'submission', id: submissionId },
      actor,
      role,
      action: 'stage.retried',
      item: fileId,
      payload: { stage },
    });
    return { outcome: 'retried' as const };
  });
}

/**
 * A person's retry of gathering facts, where that failed or was parked.
 * @throws NotAllowed
 */
export async function retryAssessment(
  sql: Sql,
  accountId: string,
  { submissionId }: { submissionId: string },
): Promise<{ outcome: 'retried' } | { outcome: 'not_retryable' }> {
  return actAs(sql, accountId, ['processing.retry'], async (tx, { actor, role }) => {
    await takeTurn(tx, submissionId);
    const [stuck] =
      await tx`select from submissions where id = ${submissionId} and assess_state in ('failed', 'parked') and restricted_at is null`;
    if (!stuck) return { outcome: 'not_retryable' as const };
    await reopenAssessment(tx, submissionId);
    await enqueue(tx, 'media.assess', { submissionId });
    await appendCustody(tx, {
      subject: { kind: 'submission', id: submissionId },
      actor,
      role,
      action: 'stage.retried',
      payload: { stage: 'assess' },
    });
    return { outcome: 'retried' as const };
  });
}

/** What was found out before stays; the next assessment adds its own generation of facts. */
async function reopenAssessment(tx: Transaction, submissionId: string): Promise<void> {
  await tx`
    update submissions set assess_state = 'pending', assess_attempts = 0, assess_reason = null, assess_progress_at = clock_timestamp()
    where id = ${submissionId} and assess_state in ('done', 'failed', 'parked')`;
}
