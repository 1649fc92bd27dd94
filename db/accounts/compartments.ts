/** Who belongs to a compartment: nobody but its members sees a report in it, whatever their role. Memberships give no right by themselves. */
import { appendCustody } from '#db/custody/append.ts';
import type { Query, Sql } from '#db/connect.ts';

export type MembershipChange = { outcome: 'changed' | 'unchanged' | 'no_compartment' | 'no_account' };

/** Lets an active account in, or takes an account out. Repeatable. An event on the account's chain says so, by the console's own name. */
export function changeMembership(
  sql: Sql,
  change: { code: string; email: string; member: boolean; actor: 'service:console' },
): Promise<MembershipChange> {
  const { code, member } = change;
  return sql.begin(async (tx): Promise<MembershipChange> => {
    const [compartment] = await tx<{ id: string }[]>`select id from compartments where code = ${code}`;
    if (!compartment) return { outcome: 'no_compartment' };
    const [account] = await tx<{ id: string }[]>`
      select id from accounts where email = ${change.email.trim().toLowerCase()} and (state = 'active' or not ${member})`;
    if (!account) return { outcome: 'no_account' };
    const changed = member
      ? await tx`insert into compartment_members (compartment_id, account_id) values (${compartment.id}, ${account.id}) on conflict do nothing returning 1`
      : await tx`delete from compartment_members where compartment_id = ${compartment.id} and account_id = ${account.id} returning 1`;
    if (changed.length === 0) return { outcome: 'unchanged' };
    await appendCustody(tx, {
      subject: { kind: 'account', id: account.id },
      actor: change.actor,
      role: 'console',
      action: member ? 'compartment.member_added' : 'compartment.member_removed',
      item: compartment.id,
      payload: { compartment: code },
    });
    return { outcome: 'changed' };
  });
}

/** Every compartment with its members' e-mail addresses. */
export async function listCompartments(sql: Query): Promise<{ code: string; name: string; members: string[] }[]> {
  return sql<{ code: string; name: string; members: string[] }[]>`
    select c.code, c.name, coalesce(array_agg(a.email order by a.email) filter (where a.id is not null), '{}') as members
    from compartments c left join compartment_members m on m.compartment_id = c.id left join accounts a on a.id = m.account_id group by c.id order by c.code`;
}

/** Codes of the compartments in which no active account sits: reports in them are seen by nobody. */
export async function findEmptyCompartments(sql: Query): Promise<string[]> {
  const rows = await sql<{ code: string }[]>`
    select code from compartments c where not exists (
      select from compartment_members m join accounts a on a.id = m.account_id where m.compartment_id = c.id and a.state = 'active') order by code`;
  return rows.map(({ code }) => code);
}
