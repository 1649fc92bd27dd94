/**
 * Signing in, in three steps of the record. The caller checks password and code in between, because `db` knows no cryptography:
 * `admitAttempt` counts the attempt *before* anything is checked, so that a thousand parallel guesses are a thousand attempts; `startSession` forgives them.
 */
import { appendCustody } from '#db/custody/append.ts';
import { officeSubject } from '#db/custody/office.ts';
import { asAccount, type Sql } from '#db/connect.ts';

export type SignInAccount = {
  id: string;
  passwordHash: string;
  totpSealed: Uint8Array;
  /** The step of the last code that was used: only later ones are good. */
  totpLastStep: number;
  /** The database's clock, in milliseconds: the only one that decides. */
  now: number;
};
export type Attempt = { outcome: 'check'; account: SignInAccount } | { outcome: 'unknown' } | { outcome: 'locked'; accountId: string };

/** So many attempts may fail in a row before the account pauses; each further one doubles the pause, from 30 s up to an hour. */
const freeAttempts = 5;

/**
 * Admits one attempt for an e-mail. Known and unlocked: the account's secrets to check against. The caller answers all three outcomes alike, and spends the
 * same time on them (it checks a dummy password for the others).
 */
export async function admitAttempt(sql: Sql, email: string): Promise<Attempt> {
  const [account] = await sql<SignInAccount[]>`
    update accounts set failures = failures + 1,
      locked_until = case when failures + 1 >= ${freeAttempts}
        then clock_timestamp() + least(interval '1 hour', interval '30 seconds' * power(2, least(failures + 1 - ${freeAttempts}, 10))) end
    where email = ${email.trim().toLowerCase()} and state = 'active' and (locked_until is null or locked_until <= clock_timestamp())
    returning id, password_hash as "passwordHash", totp_sealed as "totpSealed", totp_last_step as "totpLastStep",
      (extract(epoch from clock_timestamp()) * 1000)::bigint as now`;
  if (account) return { outcome: 'check', account };
  const [known] = await sql<{ id: string }[]>`select id from accounts where email = ${email.trim().toLowerCase()}`;
  return known ? { outcome: 'locked', accountId: known.id } : { outcome: 'unknown' };
}

/** Writes a failed attempt into custody: on the account where there is one, else on the office. Which part was wrong is recorded nowhere, nor the e-mail tried. */
export async function recordFailure(
  sql: Sql,
  attempt: { accountId: string | null; reason: 'wrong' | 'locked' | 'unknown_account' },
): Promise<void> {
  await sql.begin(async (tx) => {
    await appendCustody(tx, {
      subject: attempt.accountId ? { kind: 'account', id: attempt.accountId } : officeSubject,
      actor: 'service:console',
      role: 'console',
      action: 'sign_in.failed',
      reason: attempt.reason,
    });
  });
}

/**
 * The password and the code of `totpStep` were right: forgives the failures and starts a session, unless this code (or a later one) was used before.
 * @param tokenHash SHA-256 of the random token that only the cookie holds
 */
export async function startSession(
  sql: Sql,
  { accountId, totpStep, tokenHash }: { accountId: string; totpStep: number; tokenHash: Uint8Array },
): Promise<{ outcome: 'started'; sessionId: string } | { outcome: 'code_used' }> {
  return asAccount(sql, accountId, async (tx) => {
    if (!(await useCode(tx, accountId, totpStep))) return { outcome: 'code_used' as const };
    const [session] = await tx<{ id: string }[]>`
      insert into sessions (account_id, token_hash) values (${accountId}, ${Buffer.from(tokenHash)}) returning id`;
    if (!session) throw new Error('No session was made');
    await appendCustody(tx, {
      subject: { kind: 'account', id: accountId },
      actor: `account:${accountId}`,
      role: 'console',
      action: 'sign_in.succeeded',
      item: session.id,
    });
    return { outcome: 'started' as const, sessionId: session.id };
  });
}

/** Password and code were given again within a session: opens the quarter of an hour in which bundles and identity may be touched. */
export async function freshenSession(
  sql: Sql,
  { sessionId, accountId, totpStep }: { sessionId: string; accountId: string; totpStep: number },
): Promise<{ outcome: 'fresh' } | { outcome: 'code_used' }> {
  return asAccount(sql, accountId, async (tx) => {
    if (!(await useCode(tx, accountId, totpStep))) return { outcome: 'code_used' as const };
    await tx`update sessions set fresh_at = clock_timestamp(), last_seen_at = clock_timestamp() where id = ${sessionId} and account_id = ${accountId} and revoked_at is null`;
    await appendCustody(tx, {
      subject: { kind: 'account', id: accountId },
      actor: `account:${accountId}`,
      role: 'console',
      action: 'sign_in.confirmed',
      item: sessionId,
    });
    return { outcome: 'fresh' as const };
  });
}

/** A code is good once: the step only ever moves forward, and the one who moves it wins. */
async function useCode(tx: Parameters<typeof appendCustody>[0], accountId: string, totpStep: number): Promise<boolean> {
  const moved = await tx`
    update accounts set totp_last_step = ${totpStep}, failures = 0, locked_until = null
    where id = ${accountId} and totp_last_step < ${totpStep} and state = 'active' returning id`;
  return moved.length === 1;
}
