import type { AppLoadContext } from '@remix-run/node';
import { admitAttempt, recordFailure } from '#db/accounts/sign-in.ts';
import type { SignInAccount } from '#db/accounts/sign-in.ts';
import { isPassword } from '#infra/vault/password.ts';
import { matchTotp, openTotp } from '#infra/vault/totp.ts';

export type Checked = { outcome: 'right'; accountId: string; totpStep: number } | { outcome: 'wrong' };

/**
 * Checks e-mail, password and code as one thing. Whatever is wrong gives the same answer after the same work: the password is hashed for unknown and locked accounts too,
 * and nobody learns which part it was.
 */
export async function checkCredentials(
  context: AppLoadContext,
  given: { email: string; password: string; code: string },
): Promise<Checked> {
  const attempt = await admitAttempt(context.sql, given.email);
  const account = attempt.outcome === 'check' ? attempt.account : null;
  const passwordFits = await isPassword(account?.passwordHash ?? null, given.password);
  const step = account ? findStep(context, account, given.code) : null;
  if (account && passwordFits && step !== null) return { outcome: 'right', accountId: account.id, totpStep: step };
  if (attempt.outcome === 'unknown') await recordFailure(context.sql, { accountId: null, reason: 'unknown_account' });
  else if (attempt.outcome === 'locked') await recordFailure(context.sql, { accountId: attempt.accountId, reason: 'locked' });
  else await recordFailure(context.sql, { accountId: attempt.account.id, reason: 'wrong' });
  return { outcome: 'wrong' };
}

/** The step of a good code. A second factor that the account key does not open is logged, and to the person it is a wrong code: an error page would say that the account exists. */
function findStep(context: AppLoadContext, account: SignInAccount, code: string): number | null {
  try {
    return matchTotp(openTotp(context.review.accountKey, account.id, account.totpSealed), code, {
      now: account.now,
      lastStep: account.totpLastStep,
    });
  } catch (error) {
    context.log.error({ error, account: account.id }, 'second factor does not open');
    return null;
  }
}
