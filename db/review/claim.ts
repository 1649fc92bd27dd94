import { actAs } from '#db/accounts/act-as.ts';
import { appendCustody } from '#db/custody/append.ts';
import { readSetting } from '#db/settings/settings.ts';
import type { Sql } from '#db/connect.ts';
import { readStanding } from '#db/review/standing.ts';
import type { Standing } from '#db/review/standing.ts';

export type ClaimOutcome =
  | { outcome: 'claimed'; version: number; until: Date }
  /** Someone else holds it, changed it since `version`, or it is not ready. `standing` says how it stands now. */
  | { outcome: 'conflict'; standing: Standing }
  | { outcome: 'not_found' };

/**
 * Leases an item to the account for the office's minutes (setting `review.claimMinutes`); claiming one's own again renews the lease.
 * @param version the item's version as the person saw it
 * @throws NotAllowed
 */
export async function claimItem(
  sql: Sql,
  accountId: string,
  { submissionId, version }: { submissionId: string; version: number },
): Promise<ClaimOutcome> {
  return actAs(sql, accountId, ['submission.claim'], async (tx, { actor, role }) => {
    const minutes = await readSetting(tx, 'review.claimMinutes');
    const [claimed] = await tx<{ version: number; claimed_until: Date }[]>`
      update triage_items set claimed_by = ${accountId}, claimed_until = clock_timestamp() + make_interval(mins => ${minutes}), version = version + 1
      where submission_id = ${submissionId} and version = ${version} and state in ('ready', 'triaged')
        and (claimed_by is null or claimed_by = ${accountId} or claimed_until <= clock_timestamp())
      returning version, claimed_until`;
    if (!claimed) {
      const standing = await readStanding(tx, submissionId);
      return standing ? { outcome: 'conflict' as const, standing } : { outcome: 'not_found' as const };
    }
    await appendCustody(tx, {
      subject: { kind: 'submission', id: submissionId },
      actor,
      role,
      action: 'submission.claimed',
      payload: { until: claimed.claimed_until.toISOString(), version: claimed.version },
    });
    return { outcome: 'claimed' as const, version: claimed.version, until: claimed.claimed_until };
  });
}

/**
 * Gives a lease back. Releasing what one does not hold (any more) is a conflict, not an error.
 * @throws NotAllowed
 */
export async function releaseItem(
  sql: Sql,
  accountId: string,
  { submissionId, version }: { submissionId: string; version: number },
): Promise<{ outcome: 'released'; version: number } | { outcome: 'conflict'; standing: Standing } | { outcome: 'not_found' }> {
  return actAs(sql, accountId, ['submission.claim'], async (tx, { actor, role }) => {
    const [released] = await tx<{ version: number }[]>`
      update triage_items set claimed_by = null, claimed_until = null, version = version + 1
      where submission_id = ${submissionId} and version = ${version} and claimed_by = ${accountId} returning version`;
    if (!released) {
      const standing = await readStanding(tx, submissionId);
      return standing ? { outcome: 'conflict' as const, standing } : { outcome: 'not_found' as const };
    }
    await appendCustody(tx, {
      subject: { kind: 'submission', id: submissionId },
      actor,
      role,
      action: 'submission.released',
      payload: { version: released.version },
    });
    return { outcome: 'released' as const, version: released.version };
  });
}
