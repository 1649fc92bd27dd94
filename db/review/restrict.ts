import { actAs } from '#db/accounts/act-as.ts';
import { appendCustody } from '#db/custody/append.ts';
import { takeTurn } from '#db/flow/settle.ts';
import { readSetting } from '#db/settings/settings.ts';
import type { Sql, Transaction } from '#db/connect.ts';

export type RestrictOutcome = { outcome: 'restricted'; officer: string | null } | { outcome: 'already' } | { outcome: 'not_found' };

/**
 * "Suspected illegal to keep or show": from this commit on only the restricted officer sees the submission, no derivative of it is served to anyone, the media stages
 * that are open are parked (a worker's compare-and-set then finds them gone), and its derivatives await deletion by the buckets' owner (`npm run restricted`). Receiving and
 * scanning go on: bytes that are suspected to be illegal must be secured and locked like any others, and nobody looks at them there.
 * @throws NotAllowed
 */
export async function restrictSubmission(
  sql: Sql,
  accountId: string,
  { submissionId }: { submissionId: string },
): Promise<RestrictOutcome> {
  return actAs(sql, accountId, ['submission.restrict'], async (tx, { actor, role }) => {
    await takeTurn(tx, submissionId);
    const [found] = await tx<{ restricted_at: Date | null }[]>`select restricted_at from submissions where id = ${submissionId} for update`;
    if (!found) return { outcome: 'not_found' as const };
    if (found.restricted_at) return { outcome: 'already' as const };
    const officer = await findRestrictedOfficer(tx);
    // The row of the submission comes last: after it even this transaction may see nothing of the submission any more.
    const parked = await tx`
      update file_stages set state = 'parked', reason = 'restricted'
      where state in ('pending', 'running') and stage not in ('receive', 'scan') and file_id in (select id from files where submission_id = ${submissionId}) returning stage`;
    await tx`update triage_items set claimed_by = null, claimed_until = null, version = version + 1 where submission_id = ${submissionId}`;
    await tx`
      update submissions set restricted_at = clock_timestamp(), restricted_officer = ${officer?.id ?? null},
        assess_state = case when assess_state in ('pending', 'running') then 'parked' else assess_state end,
        assess_reason = case when assess_state in ('pending', 'running') then 'restricted' else assess_reason end
      where id = ${submissionId}`;
    await appendCustody(tx, {
      subject: { kind: 'submission', id: submissionId },
      actor,
      role,
      action: 'submission.restricted',
      payload: { officer: officer?.id ?? null, stagesParked: parked.length },
    });
    return { outcome: 'restricted' as const, officer: officer?.name ?? null };
  });
}

/** Who would be the one to see a submission restricted now; for the warning beside the button. */
export async function readRestrictedOfficer(sql: Sql, accountId: string): Promise<string | null> {
  return actAs(sql, accountId, ['submission.restrict'], async (tx) => (await findRestrictedOfficer(tx))?.name ?? null);
}

/** The setting's officer; where the office named none, its longest-serving active lead: a restriction must never wait for a setting. */
async function findRestrictedOfficer(tx: Transaction): Promise<{ id: string; name: string } | null> {
  const named = await readSetting(tx, 'restricted.officer');
  const [officer] = await tx<{ id: string; name: string }[]>`
    select a.id, a.name from accounts a
    where a.state = 'active' and (a.id = ${named} or (${named}::uuid is null and exists (select from account_roles r where r.account_id = a.id and r.role = 'lead')))
    order by a.created_at, a.id limit 1`;
  return officer ?? null;
}
