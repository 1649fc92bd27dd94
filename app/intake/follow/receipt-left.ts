/** The receipt that this browser may still hold of a report whose page ends or gets another passphrase: it shows the passphrase that was, and so it goes. */
import type { AppLoadContext } from '@remix-run/node';
import { endDraft, readDraft } from '#db/intake/drafts.ts';
import { draftSecrets, openDraft } from '#infra/vault/draft.ts';
import { draftSchema } from '../draft/content.ts';
import { clearTicket, readTicket } from '../draft/cookie.ts';

export type ReceiptLeft = {
  /** Returns the cookies to clear. It never fails: what it comes after is done, and without its cookie nobody can read the receipt, which then ends by itself. */
  end(): Promise<string[]>;
};
const nothing: ReceiptLeft = { end: async () => [] };

/**
 * Looked for before anything is changed, so that a record that does not answer now stops nothing half-way. A report that is not handed in, and the receipt of another,
 * which may not be saved yet, stay. A cookie of a draft that has ended opens nothing and goes too.
 */
export async function findReceiptOf(
  request: Request,
  { sql, secure, log }: AppLoadContext,
  { reference }: { reference: string },
): Promise<ReceiptLeft> {
  const ticket = readTicket(request.headers.get('cookie'), secure);
  if (ticket === null) return nothing;
  const secrets = draftSecrets(ticket.key);
  const proof = { id: ticket.id, proof: secrets.proof };
  const cookies = [clearTicket(secure)];
  try {
    const stored = await readDraft(sql, proof);
    const content = draftSchema.safeParse(JSON.parse(openDraft(secrets, stored.ciphertext).toString('utf8')));
    if (stored.submittedAt === null || content.data?.reference !== reference) return nothing;
  } catch (error) {
    if (!['DraftEnded', 'DraftBroken', 'DraftKeyInvalid'].includes((error as Error).name)) throw error;
    return { end: async () => cookies };
  }
  return {
    async end() {
      await endDraft(sql, proof).catch((error: Error) => {
        if (error.name !== 'DraftEnded') log.warn({ error: error.name }, 'a receipt could not be ended; its cookie is cleared');
      });
      return cookies;
    },
  };
}
