import type { Sql } from '#db/connect.ts';

/** Removes sessions of follow-up pages whose time is over, where nobody opened one since: that a witness was there is to be kept nowhere. Returns how many. */
export async function pruneFollowSessions(sql: Sql): Promise<number> {
  const rows = await sql`delete from follow_sessions where expires_at < clock_timestamp() returning 1`;
  return rows.length;
}
