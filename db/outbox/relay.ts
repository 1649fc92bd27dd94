import type { Sql } from '#db/connect.ts';
import { jobs } from '#db/jobs.ts';
import type { JobName, QueueName } from '#db/jobs.ts';

/** A job as the queue gets it. `jobId` is the outbox row's id: handing the same row over twice is the same job. */
export type OutgoingJob = { queue: QueueName; name: JobName; payload: Record<string, string>; jobId: string };

/**
 * Hands unsent rows to `publish`, oldest first, and marks them sent; several relays share the work. A row is marked only after `publish` resolved, so a
 * crash between hands it over again. Rows that are no job of ours (a newer or older version wrote them) are marked too, or they would block the rest
 * for ever, and reported as `unreadable`. When `publish` fails, what went before it stays sent and the error is thrown.
 */
export async function relayOutbox(
  sql: Sql,
  publish: (job: OutgoingJob) => Promise<void>,
  limit = 100,
): Promise<{ sent: number; unreadable: string[]; more: boolean }> {
  let failure: { error: unknown } | undefined;
  const relayed = await sql.begin(async (tx) => {
    const rows = await tx<{ id: string; name: string; payload: unknown }[]>`
      select id, name, payload from outbox where sent_at is null order by id limit ${limit} for update skip locked`;
    const done: string[] = [];
    const unreadable: string[] = [];
    for (const row of rows) {
      const job = readJob(row);
      if (!job) unreadable.push(row.id);
      else {
        try {
          await publish(job);
        } catch (error) {
          failure = { error };
          break;
        }
      }
      done.push(row.id);
    }
    if (done.length > 0) await tx`update outbox set sent_at = clock_timestamp() where id = any(${done}::uuid[])`;
    return { sent: done.length - unreadable.length, unreadable, more: rows.length === limit };
  });
  if (failure) throw failure.error;
  return relayed;
}

/** Calls `wake` whenever somebody enqueues, and once whenever the connection was made again (what was announced meanwhile is lost). */
export async function listenOutbox(sql: Sql, wake: () => void): Promise<{ unlisten(): Promise<void> }> {
  return sql.listen('exhibit_outbox', wake, wake);
}

/** Rows that wait to be handed over, and since when. For metrics. */
export async function outboxBacklog(sql: Sql): Promise<{ waiting: number; oldestSeconds: number }> {
  const [row] = await sql<[{ waiting: number; oldest: number }]>`
    select count(*)::integer as waiting, coalesce(extract(epoch from clock_timestamp() - min(created_at)), 0)::float8 as oldest from outbox where sent_at is null`;
  return { waiting: row.waiting, oldestSeconds: row.oldest };
}

function readJob({ id, name, payload }: { id: string; name: string; payload: unknown }): OutgoingJob | undefined {
  if (!Object.hasOwn(jobs, name)) return undefined;
  const definition = jobs[name as JobName]; // an own key of the table
  const parsed = definition.payload.safeParse(payload);
  return parsed.success ? { queue: definition.queue, name: name as JobName, payload: parsed.data, jobId: id } : undefined;
}
