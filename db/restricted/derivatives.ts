/**
 * Viewing copies of what is restricted: they are to be gone, not only refused. The store's deletion comes first and the row second, because a deletion is
 * repeatable and an event is not.
 */
import { appendCustody } from '#db/custody/append.ts';
import type { Sql } from '#db/connect.ts';

export type RestrictedDerivative = { id: string; fileId: string; key: string };

/**
 * The derivatives of one restricted submission that are not deleted yet, or null when there is none left. A row of intent rests until its restriction is
 * `restSeconds` old: a writer that was under way has then noticed, and nothing appears in the store after the row says that it is gone.
 */
export async function nextRestricted(
  sql: Sql,
  { restSeconds }: { restSeconds: number },
): Promise<{ submissionId: string; derivatives: RestrictedDerivative[] } | null> {
  const rows = await sql<(RestrictedDerivative & { submissionId: string })[]>`
    with open as (
      select d.id, d.file_id, d.object_key, f.submission_id from derivatives d join files f on f.id = d.file_id join submissions s on s.id = f.submission_id
      where d.state <> 'deleted' and (s.restricted_at is not null or f.restricted_at is not null)
        and (d.state <> 'intent' or least(s.restricted_at, f.restricted_at) < clock_timestamp() - make_interval(secs => ${restSeconds})))
    select id, file_id as "fileId", object_key as key, submission_id as "submissionId" from open
    where submission_id = (select min(submission_id::text)::uuid from open) order by id`;
  const [first] = rows;
  return first ? { submissionId: first.submissionId, derivatives: rows.map(({ id, fileId, key }) => ({ id, fileId, key })) } : null;
}

/** Rows of intent that still rest (see above). */
export async function countResting(sql: Sql): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*)::int as count from derivatives d join files f on f.id = d.file_id join submissions s on s.id = f.submission_id
    where d.state = 'intent' and (s.restricted_at is not null or f.restricted_at is not null)`;
  return row.count;
}

/** Records that these are gone from the store: one event a submission, with the hashes of what was deleted. Repeatable. `versions` is how many the store held. */
export function derivativesDeleted(
  sql: Sql,
  gone: { submissionId: string; derivatives: readonly RestrictedDerivative[]; versions: number },
): Promise<void> {
  return sql.begin(async (tx) => {
    const rows = await tx<{ id: string; kind: string; sha256: string | null; fileId: string }[]>`
      update derivatives set state = 'deleted' where id = any(${gone.derivatives.map(({ id }) => id)}::uuid[]) and state <> 'deleted'
      returning id, kind, encode(sha256, 'hex') as sha256, file_id as "fileId"`;
    if (rows.length === 0) return;
    await appendCustody(tx, {
      subject: { kind: 'submission', id: gone.submissionId },
      actor: 'service:records',
      role: 'records',
      action: 'derivatives.deleted',
      reason: 'restricted',
      payload: { derivatives: rows.map((row) => ({ ...row })), versions: gone.versions },
    });
  });
}
