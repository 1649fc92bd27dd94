import { actAs } from '#db/accounts/act-as.ts';
import type { Sql } from '#db/connect.ts';

export type AuditRow = {
  subjectKind: string;
  subjectId: string;
  seq: number;
  at: Date;
  action: string;
  actor: string;
  actorName: string | null;
  role: string;
  reason: string | null;
  hash: string;
};

/**
 * The auditor's reading of all chains, newest first; envelopes only, no payloads: who did what when, not what was in it.
 * @param before events before this moment (ISO 8601), for the next page
 * @throws NotAllowed
 */
export async function listCustody(
  sql: Sql,
  accountId: string,
  { before, limit = 100 }: { before?: Date | undefined; limit?: number },
): Promise<AuditRow[]> {
  return actAs(sql, accountId, ['custody.read'], async (tx) => {
    const rows = await tx<(Omit<AuditRow, 'hash'> & { hash: Uint8Array })[]>`
      select e.subject_kind as "subjectKind", e.subject_id as "subjectId", e.seq, e.at, e.action, e.actor, a.name as "actorName",
        e.envelope::jsonb ->> 'role' as role, e.envelope::jsonb ->> 'reason' as reason, e.hash
      from custody_events e left join accounts a on e.actor = 'account:' || a.id
      ${before ? tx`where e.at < ${before}` : tx``}
      order by e.at desc, e.subject_id, e.seq desc limit ${limit}`;
    return rows.map((row) => ({ ...row, hash: Buffer.from(row.hash).toString('hex') }));
  });
}
