import type { Sql } from '#db/connect.ts';

/** Removes rows that were handed over more than `days` ago, at most `limit` a call. The reconciler makes new ones where work was lost even then. Returns how many. */
export async function pruneOutbox(sql: Sql, { days = 7, limit = 1000 }: { days?: number; limit?: number } = {}): Promise<number> {
  const rows = await sql`
    delete from outbox where id in (
      select id from outbox where sent_at < clock_timestamp() - make_interval(days => ${days}) order by sent_at limit ${limit} for update skip locked)
    returning 1`;
  return rows.length;
}
