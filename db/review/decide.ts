import { actAs } from '#db/accounts/act-as.ts';
import { appendCustody } from '#db/custody/append.ts';
import { readSetting } from '#db/settings/settings.ts';
import type { Sql } from '#db/connect.ts';
import { readStanding } from '#db/review/standing.ts';
import type { Standing } from '#db/review/standing.ts';

export const decisions = ['accepted', 'needs_information', 'duplicate', 'out_of_scope', 'set_aside'] as const;
export type Decision = (typeof decisions)[number];

export type DecideOutcome =
  | { outcome: 'decided'; version: number }
  /** Held by someone else, changed since `version`, or still in processing: nothing was written. */
  | { outcome: 'conflict'; standing: Standing }
  /** The office's settings have no such reason for this decision. */
  | { outcome: 'unknown_reason' }
  | { outcome: 'not_found' };

/**
 * Decides about a submission. A decision is never edited: changing one's mind is a new decision, and the last one is in force. Ends the lease.
 * @param version the item's version as the person saw it: two people never overwrite each other
 * @param note free text of the reviewer; the witness never sees it
 * @throws NotAllowed
 */
export async function decide(
  sql: Sql,
  accountId: string,
  {
    submissionId,
    version,
    decision,
    reason,
    note,
  }: { submissionId: string; version: number; decision: Decision; reason: string; note: string },
): Promise<DecideOutcome> {
  return actAs(sql, accountId, ['submission.decide'], async (tx, { actor, role }) => {
    const reasons = await readSetting(tx, 'review.reasons');
    if (!reasons[decision]?.some(({ key }) => key === reason)) return { outcome: 'unknown_reason' as const };
    const [moved] = await tx<{ version: number }[]>`
      update triage_items set state = 'triaged', claimed_by = null, claimed_until = null, version = version + 1
      where submission_id = ${submissionId} and version = ${version} and state in ('ready', 'triaged')
        and (claimed_by is null or claimed_by = ${accountId} or claimed_until <= clock_timestamp())
      returning version`;
    if (!moved) {
      const standing = await readStanding(tx, submissionId);
      return standing ? { outcome: 'conflict' as const, standing } : { outcome: 'not_found' as const };
    }
    const [made] = await tx<{ id: string }[]>`
      insert into decisions (submission_id, decision, reason, note, decided_by) values (${submissionId}, ${decision}, ${reason}, ${note}, ${accountId}) returning id`;
    await tx`update submissions set state = 'triaged' where id = ${submissionId} and state in ('received', 'processing', 'ready')`;
    await appendCustody(tx, {
      subject: { kind: 'submission', id: submissionId },
      actor,
      role,
      action: 'submission.decided',
      reason,
      payload: { decision, note, decisionId: made?.id ?? null, version: moved.version },
    });
    return { outcome: 'decided' as const, version: moved.version };
  });
}
