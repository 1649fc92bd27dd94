import type { AppLoadContext } from '@remix-run/node';
import { refusal } from '../refuse.ts';

/**
 * Called once a reference and passphrase were found not to fit, before that is said. Returns after some seconds; throws the refusal `tooManyTries` (503) where
 * too many wait already. Never called for the right ones.
 */
export async function payForWrong(context: AppLoadContext): Promise<void> {
  if ((await context.intake.load.toll.pay()) === 'crowded') throw refusal('tooManyTries', { headers: { 'Retry-After': '60' } });
}
