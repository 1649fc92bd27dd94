/** Another passphrase, and closing for good. Both ask for the passphrase in force: an open page on somebody's table is not enough. */
import { createHash } from 'node:crypto';
import type { AppLoadContext } from '@remix-run/node';
import { changeProof, withdrawPage } from '#db/intake/follow-session.ts';
import { readPage } from '#db/intake/follow.ts';
import { followProof, passphraseInDigits } from '#infra/vault/witness.ts';
import { payForWrong } from '../load/wrong-passphrase.ts';
import type { FormReader } from '../questions/form-reader.ts';
import type { Returned } from './session.ts';

type Asked = { session: Returned; form: FormReader; context: AppLoadContext };

/**
 * The new passphrase was made by us, shown on the page and comes back with its form: were it kept here and shown afterwards, a lost answer would lock the witness out.
 * False where something is missing or wrong; the form says what.
 */
export async function renewPassphrase({ session, form, context }: Asked): Promise<boolean> {
  const fresh = form.values.fresh?.[0] ?? '';
  if (!isOurs(fresh)) form.problem('fresh', 'error.notOffered');
  const current = form.text('passphrase', { limit: 500, required: 'follow.passphrase.required' });
  if (!form.tick('saved')) form.problem('saved', 'follow.renew.saved.required');
  if (current === undefined || Object.keys(form.problems).length > 0) return false;
  const { reference } = await readPage(context.sql, session);
  const newHash = createHash('sha256').update(followProof(reference, fresh)).digest();
  return unlessWrong({ form, context }, () => changeProof(context.sql, session, followProof(reference, current), newHash));
}

export async function closeForGood({ session, form, context }: Asked): Promise<boolean> {
  const current = form.text('passphrase', { limit: 500, required: 'follow.passphrase.required' });
  if (!form.tick('sure')) form.problem('sure', 'follow.forGood.sure.required');
  if (current === undefined || Object.keys(form.problems).length > 0) return false;
  const { reference } = await readPage(context.sql, session);
  return unlessWrong({ form, context }, () => withdrawPage(context.sql, session, followProof(reference, current)));
}

/** A wrong one costs here what it costs at the door. */
async function unlessWrong({ form, context }: Pick<Asked, 'form' | 'context'>, change: () => Promise<void>): Promise<boolean> {
  try {
    await change();
    return true;
  } catch (error) {
    if ((error as Error).name !== 'NoSuchReport') throw error;
    await payForWrong(context);
    form.problem('passphrase', 'follow.renew.wrong');
    return false;
  }
}

/** Seven words of the list, as we give them out: nobody can talk a witness into a weaker one by a form of their own. */
function isOurs(passphrase: string): boolean {
  try {
    return passphraseInDigits(passphrase) !== '';
  } catch {
    return false;
  }
}
