import { appendCustody } from '#db/custody/append.ts';
import { asAccount, type Sql } from '#db/connect.ts';
import type { Role } from '#db/vocabularies/rights.ts';

/** Minutes after a sign-in (or its confirmation) in which bundles may be requested and downloaded. */
export const freshMinutes = 15;

export type Session = {
  id: string;
  accountId: string;
  name: string;
  email: string;
  roles: Role[];
  /** Signed in, or confirmed it, within the last quarter of an hour. */
  fresh: boolean;
  demo: boolean;
};

/**
 * The living session of a token's SHA-256, or null: unknown, revoked, 30 minutes idle, 12 hours old, or its account disabled.
 * With `touch` the use is noted, at most once a minute; a stream that lives by itself must not keep a session awake.
 */
export async function readSession(sql: Sql, tokenHash: Uint8Array, { touch }: { touch: boolean }): Promise<Session | null> {
  const [row] = await sql<
    { id: string; account_id: string; name: string; email: string; roles: Role[]; fresh: boolean; demo: boolean; stale: boolean }[]
  >`
    select s.id, s.account_id, a.name, a.email, a.demo,
      array(select role from account_roles r where r.account_id = a.id order by role) as roles,
      s.fresh_at > clock_timestamp() - make_interval(mins => ${freshMinutes}) as fresh,
      s.last_seen_at < clock_timestamp() - interval '1 minute' as stale
    from sessions s join accounts a on a.id = s.account_id
    where s.token_hash = ${Buffer.from(tokenHash)} and a.state = 'active' and session_alive(s.created_at, s.last_seen_at, s.revoked_at)`;
  if (!row) return null;
  if (touch && row.stale) {
    // Alive is asked again: a revocation that came in between stands.
    await sql`update sessions set last_seen_at = clock_timestamp() where id = ${row.id} and session_alive(created_at, last_seen_at, revoked_at)`;
  }
  return { id: row.id, accountId: row.account_id, name: row.name, email: row.email, roles: row.roles, fresh: row.fresh, demo: row.demo };
}

/** Ends a session; ending it twice is one event. */
export async function revokeSession(sql: Sql, session: { id: string; accountId: string }): Promise<void> {
  await asAccount(sql, session.accountId, async (tx) => {
    const ended = await tx`
      update sessions set revoked_at = clock_timestamp() where id = ${session.id} and account_id = ${session.accountId} and revoked_at is null returning id`;
    if (ended.length === 0) return;
    await appendCustody(tx, {
      subject: { kind: 'account', id: session.accountId },
      actor: `account:${session.accountId}`,
      role: 'console',
      action: 'signed_out',
      item: session.id,
    });
  });
}

/** The account's own living sessions, newest first. */
export async function listSessions(sql: Sql, accountId: string): Promise<{ id: string; startedAt: Date; seenAt: Date }[]> {
  const rows = await sql<{ id: string; created_at: Date; last_seen_at: Date }[]>`
    select id, created_at, last_seen_at from sessions
    where account_id = ${accountId} and session_alive(created_at, last_seen_at, revoked_at) order by created_at desc limit 20`;
  return rows.map((row) => ({ id: row.id, startedAt: row.created_at, seenAt: row.last_seen_at }));
}
