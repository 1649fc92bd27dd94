import type { Transaction } from '#db/connect.ts';
import { jobs } from '#db/jobs.ts';
import type { JobName, JobPayload } from '#db/jobs.ts';
import { enqueue } from '#db/outbox/enqueue.ts';

/**
 * Asks again for work that shows no progress since `startedAt` (null: was never started). Nothing is piled up:
 *   a row that waits for the relay already          is left alone
 *   a row sent after the last start                 is sent once more under its own id, which is a no-op where the job still lies in the queue
 *   else (the job came, and ended or died)          a new row
 */
export async function askAgain<N extends JobName>(
  tx: Transaction,
  name: N,
  payload: JobPayload<N>,
  startedAt: Date | null,
): Promise<'waits' | 'sent_again' | 'enqueued'> {
  const [last] = await tx<{ id: string; sent_at: Date | null; created_at: Date }[]>`
    select id, sent_at, created_at from outbox where name = ${name} and payload = ${tx.json(jobs[name].payload.parse(payload))} order by id desc limit 1`;
  if (last && last.sent_at === null) return 'waits';
  if (last && (startedAt === null || last.created_at > startedAt)) {
    await tx`update outbox set sent_at = null where id = ${last.id}`;
    await tx`select pg_notify('exhibit_outbox', '')`;
    return 'sent_again';
  }
  await enqueue(tx, name, payload);
  return 'enqueued';
}
