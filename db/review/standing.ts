import type { Transaction } from '#db/connect.ts';

/** How an item stands now: what someone whose change came too late needs to know. */
export type Standing = {
  version: number;
  state: 'processing' | 'ready' | 'triaged';
  holder: { accountId: string; name: string; until: Date } | null;
  lastDecision: { decision: string; by: string; at: Date } | null;
};

/** Null where the account may not see the submission, or there is none: the two are not told apart. */
export async function readStanding(tx: Transaction, submissionId: string): Promise<Standing | null> {
  const [row] = await tx<
    {
      version: number;
      state: Standing['state'];
      claimed_by: string | null;
      claimed_until: Date | null;
      holder: string | null;
      decision: string | null;
      decided_by: string | null;
      decided_at: Date | null;
    }[]
  >`
    select t.version, t.state, t.claimed_by, t.claimed_until, h.name as holder, d.decision, d.name as decided_by, d.at as decided_at
    from triage_items t
    left join accounts h on h.id = t.claimed_by and t.claimed_until > clock_timestamp()
    left join lateral (
      select x.decision, a.name, x.at from decisions x join accounts a on a.id = x.decided_by
      where x.submission_id = t.submission_id and x.file_id is null order by x.at desc, x.id desc limit 1) d on true
    where t.submission_id = ${submissionId}`;
  if (!row) return null;
  return {
    version: row.version,
    state: row.state,
    holder:
      row.holder && row.claimed_by && row.claimed_until ? { accountId: row.claimed_by, name: row.holder, until: row.claimed_until } : null,
    lastDecision:
      row.decision && row.decided_by && row.decided_at ? { decision: row.decision, by: row.decided_by, at: row.decided_at } : null,
  };
}
