/** A draft as routes use it: opened from the cookie of one request, changed by a function that is applied again to whatever another tab saved meanwhile. */
import { createHash, randomUUID } from 'node:crypto';
import type { AppLoadContext } from '@remix-run/node';
import { endDraft, readDraft, saveDraft, startDraft, type DraftProof } from '#db/intake/drafts.ts';
import { draftSecrets, newDraftKey, openDraft as decrypt, sealDraft, type DraftSecrets } from '#infra/vault/draft.ts';
import { newPassphrase, newReference } from '#infra/vault/witness.ts';
import { ticketOf, type DraftTicket } from './cookie.ts';
import { draftSchema, type DraftContent, type Sections } from './content.ts';
import { rememberSpoken } from './spoken.ts';

export type Draft = {
  ticket: DraftTicket;
  proof: DraftProof;
  secrets: DraftSecrets;
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
  const secrets = draftSecrets(ticket.key);
  const content: DraftContent = {
    v: 1,
    reference: newReference(),
    passphrase: newPassphrase(),
    language,
    sections,
    revisions: {},
    files: [],
  };
  const proofHash = createHash('sha256').update(secrets.proof).digest();
  await startDraft(sql, {
    id: ticket.id,
    proofHash,
    submissionId: randomUUID(),
    idempotencyKey: randomUUID(),
    ciphertext: seal(secrets, content),
  });
  return ticket;
}

/** Who asks, without reading the draft: enough where the record checks the proof itself. */
export async function findProof(request: Request, { secure }: AppLoadContext): Promise<DraftProof | null> {
  const ticket = ticketOf(request, secure);
  return ticket && { id: ticket.id, proof: draftSecrets(ticket.key).proof };
}

/** Null without a cookie. Throws `DraftEnded` when its time is over or its key is not the draft's. */
export async function findDraft(request: Request, context: AppLoadContext): Promise<Draft | null> {
  const { sql, secure } = context;
  const ticket = ticketOf(request, secure);
  if (!ticket) return null;
  const secrets = draftSecrets(ticket.key);
  const proof = { id: ticket.id, proof: secrets.proof };
  const stored = await readDraft(sql, proof);
  const content = open(secrets, stored.ciphertext);
  const { version, submissionId, expiresAt } = stored;
  const submitted = stored.submittedAt !== null;
  rememberSpoken(context, { language: content.language, submitted });
  return {
    ticket,
    proof,
    secrets,
    content,
    version,
    submissionId,
    expiresAt,
    submitted,
  };
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
      await saveDraft(sql, draft.proof, version, seal(draft.secrets, changed));
      rememberSpoken(context, { language: changed.language, submitted: false });
      return changed;
    } catch (error) {
      if ((error as Error).name !== 'DraftChangedElsewhere' || attempt === mostAttempts) throw error;
    }
    const stored = await readDraft(sql, draft.proof);
    version = stored.version;
    content = open(draft.secrets, stored.ciphertext);
  }
}

/** Ends a draft for good: the row goes, and with the cookie the key. */
export async function shredDraft({ sql }: AppLoadContext, draft: Draft): Promise<void> {
  await endDraft(sql, draft.proof);
}

/** Ends a draft as it was read. False where it was handed in since: then it holds a receipt that nobody has seen, and stays. */
export async function giveUpDraft({ sql }: AppLoadContext, draft: Draft): Promise<boolean> {
  try {
    await endDraft(sql, draft.proof, { submitted: draft.submitted });
    return true;
  } catch (error) {
    if ((error as Error).name === 'WrongState') return false;
    if ((error as Error).name === 'DraftEnded') return true; // by itself, or from another tab
    throw error;
  }
}

function seal(secrets: DraftSecrets, content: DraftContent): Buffer {
  return sealDraft(secrets, Buffer.from(JSON.stringify(content), 'utf8'));
}

function open(secrets: DraftSecrets, ciphertext: Uint8Array): DraftContent {
  return draftSchema.parse(JSON.parse(decrypt(secrets, ciphertext).toString('utf8')));
}
