import { appendCustody } from '#db/custody/append.ts';
import type { Sql } from '#db/connect.ts';
import type { Role } from '#db/vocabularies/rights.ts';

export type NewAccount = {
  /** A new UUID, chosen by the caller because the sealed secret is bound to it. */
  id: string;
  email: string;
  name: string;
  /** Argon2id, as made by the vault. */
  passwordHash: string;
  /** The TOTP secret, sealed under the console's account key. */
  totpSealed: Uint8Array;
  roles: readonly Role[];
  /** Demo accounts are refused by production. */
  demo: boolean;
};

/**
 * Makes an account with its roles; an account of that e-mail that exists is left as it is. Accounts are made by the office, never by their owner.
 * @returns the account's id, and whether it was made now.
 */
export async function createAccount(sql: Sql, account: NewAccount): Promise<{ id: string; created: boolean }> {
  const email = account.email.trim().toLowerCase();
  return sql.begin(async (tx) => {
    const [made] = await tx<{ id: string }[]>`
      insert into accounts (id, email, name, password_hash, totp_sealed, demo)
      values (${account.id}, ${email}, ${account.name}, ${account.passwordHash}, ${Buffer.from(account.totpSealed)}, ${account.demo})
      on conflict (email) do nothing returning id`;
    if (!made) {
      const [existing] = await tx<{ id: string }[]>`select id from accounts where email = ${email}`;
      if (!existing) throw new Error('An account was neither made nor found');
      return { id: existing.id, created: false };
    }
    for (const role of account.roles) await tx`insert into account_roles (account_id, role) values (${made.id}, ${role})`;
    await appendCustody(tx, {
      subject: { kind: 'account', id: made.id },
      actor: 'service:console',
      role: 'console',
      action: 'account.created',
      payload: { name: account.name, roles: [...account.roles].sort(), demo: account.demo },
    });
    return { id: made.id, created: true };
  });
}
