/**
 * Acting as a person: a transaction in that account's name, entered only with the right to do so. Routes ask `roles` first to answer politely; this asks the
 * record again, and the row policies ask a third time.
 */
import { asAccount } from '#db/connect.ts';
import type { Sql, Transaction } from '#db/connect.ts';
import type { Verb } from '#db/vocabularies/rights.ts';

/** The account has none of the rights that the verb needs, or is no longer active. */
export class NotAllowed extends Error {
  override readonly name = 'NotAllowed';
  readonly verbs: readonly Verb[];
  constructor(verbs: readonly Verb[]) {
    super(`Not allowed: ${verbs.join(' or ')}`);
    this.verbs = verbs;
  }
}

/** Who acts, as custody events name it. `role` is the least of the account's roles that carries the right. */
export type Acting = { accountId: string; actor: `account:${string}`; role: string };

/**
 * Runs `act` in one transaction in the account's name. The first of `verbs` that the account may use decides the role.
 * @throws NotAllowed
 */
export async function actAs<T>(
  sql: Sql,
  accountId: string,
  verbs: readonly Verb[],
  act: (tx: Transaction, acting: Acting) => Promise<T>,
): Promise<T> {
  return asAccount(sql, accountId, async (tx) => {
    const found = await tx<{ role: string | null }[]>`
      select account_role_for(v) as role from unnest(${[...verbs]}::text[]) with ordinality as asked (v, n)
      where account_role_for(v) is not null order by n limit 1`;
    const role = found[0]?.role;
    if (!role) throw new NotAllowed(verbs);
    return act(tx, { accountId, actor: `account:${accountId}`, role });
  });
}
