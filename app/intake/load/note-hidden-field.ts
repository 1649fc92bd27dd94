import type { AppLoadContext } from '@remix-run/node';
import { suspectDraft } from '#db/intake/load.ts';
import { draftSecrets } from '#infra/vault/draft.ts';
import type { DraftTicket } from '../draft/cookie.ts';
import type { FormReader } from '../questions/form-reader.ts';
import { trapName } from './hidden-field.tsx';

/** Notes it on the draft: right after it was started, or before the report is made of it. Throws `DraftEnded`. */
export async function noteHiddenField({ sql, intake }: AppLoadContext, ticket: DraftTicket, { values }: FormReader): Promise<void> {
  if (!(values[trapName] ?? []).some((value) => value.trim() !== '')) return;
  intake.load.noteHiddenField();
  await suspectDraft(sql, {
    id: ticket.id,
    proof: draftSecrets(ticket.key).proof,
  });
}
