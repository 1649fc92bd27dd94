/** The receipt that this browser may still hold of the report whose page is closed: the page then says that nothing is left, and so nothing may be. */
import type { AppLoadContext } from '@remix-run/node';
import { endDraft, readDraft } from '#db/intake/drafts.ts';
import { draftSecrets, openDraft } from '#infra/vault/draft.ts';
import { draftSchema } from '../draft/content.ts';
import { clearTicket, readTicket } from '../draft/cookie.ts';

/**
 * The cookies to clear. A receipt of this very report goes with its passphrase, which whoever closes the page has just used; a report that is not handed in, and the
 * receipt of another, which may not be saved yet, stay. A cookie of a draft that has ended opens nothing and goes too.
 */
export async function endReceiptOf(request: Request, { sql, secure }: AppLoadContext, reference: string): Promise<string[]> {
  const ticket = readTicket(request.headers.get('cookie'), secure);
  if (ticket === null) return [];
  const secrets = draftSecrets(ticket.key);
  const proof = { id: ticket.id, proof: secrets.proof };
  try {
    const stored = await readDraft(sql, proof);
    const content = draftSchema.parse(JSON.parse(openDraft(secrets, stored.ciphertext).toString('utf8')));
    if (stored.submittedAt === null || content.reference !== reference) return [];
    await endDraft(sql, proof);
  } catch (error) {
    if (!['DraftEnded', 'DraftBroken', 'DraftKeyInvalid'].includes((error as Error).name)) throw error;
  }
  return [clearTicket(secure)];
}
