/** A draft as routes use it: opened from the cookie of one request, changed by a function that is applied again to whatever another tab saved meanwhile. */
import { createHash, randomUUID } from 'node:crypto';
import type { AppLoadContext } from '@remix-run/node';
import { endDraft, readDraft, saveDraft, startDraft, type DraftProof } from '#db/intake/drafts.ts';
import { draftProof, newDraftKey, openDraft as decrypt, sealDraft } from '#infra/vault/draft.ts';
import { newPassphrase, newReference } from '#infra/vault/witness.ts';
import { ticketOf, type DraftTicket } from './cookie.ts';
import { draftSchema, type DraftContent, type Sections } from './content.ts';
import { rememberSpoken } from './spoken.ts';

export type Draft = {
  ticket: DraftTicket;
  proof: DraftProof;
  content: DraftContent;
  version: number;
  submissionId: string;
  expiresAt: Date;
  submitted: boolean;
};

const mostAttempts = 8; // tabs or uploads that save in the same moment

/** Starts a draft, empty but for what the start itself answered. Its reference and passphrase are already fixed. */
export async function beginDraft({ sql }: AppLoadContext, language: string, sections: Sections = {}): Promise<DraftTicket> {
  const ticket = { id: randomUUID(), key: newDraftKey() };
  const content: DraftContent = {
    v: 1,
    reference: newReference(),
    passphrase: newPassphrase(),
    language,
    sections,
    revisions: {},
    files: [],
  };
  const proofHash = createHash('sha256').update(draftProof(ticket.key)).digest();
  await startDraft(sql, {
    id: ticket.id,
    proofHash,
    submissionId: randomUUID(),
    idempotencyKey: randomUUID(),
    ciphertext: seal(ticket, content),
  });
  return ticket;
}

/** Who asks, without reading the draft: enough where the record checks the proof itself. */
export async function findProof(request: Request, { secure }: AppLoadContext): Promise<DraftProof | null> {
  const ticket = ticketOf(request, secure);
  return ticket && { id: ticket.id, proof: draftProof(ticket.key) };
}

/** Null without a cookie. Throws `DraftEnded` when its time is over or its key is not the draft's. */
export async function findDraft(request: Request, context: AppLoadContext): Promise<Draft | null> {
  const { sql, secure } = context;
  const ticket = ticketOf(request, secure);
  if (!ticket) return null;
  const proof = { id: ticket.id, proof: draftProof(ticket.key) };
  const stored = await readDraft(sql, proof);
  const content = draftSchema.parse(JSON.parse(decrypt(ticket.key, stored.ciphertext).toString('utf8')));
  const { version, submissionId, expiresAt } = stored;
  const submitted = stored.submittedAt !== null;
  rememberSpoken(context, { language: content.language, submitted });
  return { ticket, proof, content, version, submissionId, expiresAt, submitted };
}

/**
 * Saves what `change` makes of the content. Where another tab saved first, its content is read and changed instead, so `change` must only touch its own page's part.
 * Throws `DraftEnded`, `WrongState` once handed in, `DraftChangedElsewhere` after too many others were faster, `TooFast`.
 */
export async function changeDraft(
  context: AppLoadContext,
  draft: Draft,
  change: (content: DraftContent) => DraftContent,
): Promise<DraftContent> {
  const { sql } = context;
  context.intake.load.paces.keep(draft.ticket.id, 'save');
  let { version, content } = draft;
  for (let attempt = 1; ; attempt += 1) {
    const changed = change(content);
    try {
      await saveDraft(sql, draft.proof, version, seal(draft.ticket, changed));
      rememberSpoken(context, { language: changed.language, submitted: false });
      return changed;
    } catch (error) {
      if ((error as Error).name !== 'DraftChangedElsewhere' || attempt === mostAttempts) throw error;
    }
    const stored = await readDraft(sql, draft.proof);
    version = stored.version;
    content = draftSchema.parse(JSON.parse(decrypt(draft.ticket.key, stored.ciphertext).toString('utf8')));
  }
}

/** Ends a draft for good: the row goes, and with the cookie the key. */
export async function shredDraft({ sql }: AppLoadContext, draft: Draft): Promise<void> {
  await endDraft(sql, draft.proof);
}

function seal(ticket: DraftTicket, content: DraftContent): Buffer {
  return sealDraft(ticket.key, Buffer.from(JSON.stringify(content), 'utf8'));
}
