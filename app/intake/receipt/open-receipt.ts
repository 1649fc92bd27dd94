/** The receipt of this browser's draft, for every page and file that shows a part of it. */
import { redirect, type AppLoadContext } from '@remix-run/node';
import { readReceipt } from '#db/intake/submit.ts';
import { readUploads } from '#db/intake/uploads.ts';
import { passphraseInDigits, referenceInDigits } from '#infra/vault/witness.ts';
import { clearTicket } from '../draft/cookie.ts';
import { findDraft, type Draft } from '../draft/draft.ts';
import { refusal } from '../refuse.ts';
import type { Filed } from './filed.ts';

/** The draft, handed in. Sends who has none to the first page, who has not handed in to the list. Throws `DraftEnded`. */
export async function demandHandedIn(request: Request, context: AppLoadContext): Promise<Draft> {
  const draft = await findDraft(request, context).catch((error: unknown) => {
    // Its time is over; the report stays, and the way back to it is the follow-up page. The cookie opens nothing any more.
    if ((error as Error).name !== 'DraftEnded') throw error;
    throw redirect('/follow?over', { headers: { 'Set-Cookie': clearTicket(context.secure) } });
  });
  if (draft === null) throw request.method === 'GET' ? redirect('/') : refusal('draftEnded');
  if (!draft.submitted) throw redirect('/report');
  return draft;
}

/** Reference and passphrase, each also in digits: fixed when the draft started, and shown only now. */
export function secretsOf({ content: { reference, passphrase } }: Draft) {
  return { reference, referenceDigits: referenceInDigits(reference), passphrase, passphraseDigits: passphraseInDigits(passphrase) };
}

export async function readFiled(context: AppLoadContext, draft: Draft): Promise<Filed> {
  const receipt = await readReceipt(context.sql, draft.proof, draft.submitted);
  if (receipt === null) throw redirect('/report');
  const words = new Map(draft.content.files.map((file) => [file.upload, file]));
  const uploads = await readUploads(context.sql, draft.proof);
  return {
    reference: receipt.reference,
    receivedAt: receipt.receivedAt,
    zone: draft.content.sections.when?.zone ?? null,
    head: receipt.head,
    files: uploads.map(({ id, size, sha256, hashSource }) => ({
      id,
      name: words.get(id)?.name ?? '',
      size,
      sha256: sha256?.toString('hex') ?? null,
      hashSource,
    })),
  };
}
