/**
 * A submission is assessed once all its files are settled, and the verb that settles the last one asks for it. Two files that finish at the same moment
 * would each see the other unfinished; so every such verb first takes the submission's turn.
 */
import type { Transaction } from '#db/connect.ts';
import { enqueue } from '#db/outbox/enqueue.ts';

/** Takes the submission's turn until the transaction ends. Call it before the statement that changes a stage; custody's lock comes after it, never before. */
export async function takeTurn(tx: Transaction, submissionId: string): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtextextended(${submissionId}, 0))`;
}

/**
 * Enqueues `media.assess` if no stage of any of the submission's files can still move by itself: each is done, failed, skipped or parked.
 * Call it under `takeTurn`, after the stage was changed. A second call asks a second time, which the assessment's own compare-and-set makes harmless.
 */
export async function assessIfSettled(tx: Transaction, submissionId: string): Promise<void> {
  const [open] = await tx`
    select from file_stages s join files f on f.id = s.file_id
    where f.submission_id = ${submissionId} and s.state in ('pending', 'running') limit 1`;
  if (!open) await enqueue(tx, 'media.assess', { submissionId });
}
