/**
 * Files added to a report that was handed in. They are a draft of files with a cookie of its own, so that the pages and the machinery of uploads serve both; an
 * upload may outlast the session that opened it, and only the session of the same report hands it in.
 */
import { createHash, randomUUID } from 'node:crypto';
import { redirect, type AppLoadContext } from '@remix-run/node';
import { addFiles, startAddition, type AddedFile } from '#db/intake/additions.ts';
import { pageLanguage, type FollowSession } from '#db/intake/follow-session.ts';
import { readPage, type FollowedPage } from '#db/intake/follow.ts';
import { draftSecrets, newDraftKey, sealDraft } from '#infra/vault/draft.ts';
import type { DraftContent } from '../draft/content.ts';
import { clearTicket, readTicket, writeTicket } from '../draft/cookie.ts';
import { findDraft, shredDraft, type Draft } from '../draft/draft.ts';
import { readReportFiles, type ReportFile } from '../upload/report-files.ts';

/** Goes on with the addition that this browser has open for the report, or opens one. Returns the headers that say which. Throws `OverLimit`. */
export async function openAddition(request: Request, context: AppLoadContext, session: FollowSession): Promise<HeadersInit> {
  const { reference } = await readPage(context.sql, session);
  const open = await findOpen(request, context, reference);
  if (open) return {};
  const ticket = { id: randomUUID(), key: newDraftKey() };
  const secrets = draftSecrets(ticket.key);
  const content: DraftContent = {
    v: 1,
    reference, // of the report that it adds to; there is no new one, and no passphrase
    passphrase: '',
    language: await pageLanguage(context.sql, session),
    sections: {},
    revisions: {},
    files: [],
  };
  await startAddition(context.sql, session, {
    id: ticket.id,
    proofHash: createHash('sha256').update(secrets.proof).digest(),
    idempotencyKey: randomUUID(),
    ciphertext: sealDraft(secrets, Buffer.from(JSON.stringify(content), 'utf8')),
  });
  return { 'Set-Cookie': writeTicket(ticket, context.secure, 'addition') };
}

/** How many files this browser has stored for the report that are not part of it yet: they end with the page, and with its passphrase. */
export async function countWaiting(request: Request, context: AppLoadContext, of: FollowSession | { reference: string }): Promise<number> {
  if (!hasTicket(request, context)) return 0;
  const { reference } = 'token' in of ? await readPage(context.sql, of) : of;
  const draft = await findOpen(request, context, reference);
  return draft === null ? 0 : (await storedFiles(context, draft)).length;
}

/** The addition of this request, if it adds to this report; else back to the page, where one can be opened. */
export async function demandAddition(
  request: Request,
  context: AppLoadContext,
  { reference }: Pick<FollowedPage, 'reference'>,
): Promise<Draft> {
  const draft = await findOpen(request, context, reference);
  if (draft === null) throw redirect('/follow/report', 303);
  return draft;
}

function hasTicket(request: Request, { secure }: AppLoadContext): boolean {
  return readTicket(request.headers.get('cookie'), secure, 'addition') !== null;
}

async function findOpen(request: Request, context: AppLoadContext, reference: string): Promise<Draft | null> {
  // Any page below /follow works with the addition's cookie; this one may be asked for from the report's own page too.
  if (!hasTicket(request, context)) return null;
  try {
    const draft = await findDraft(request, context);
    return draft !== null && !draft.submitted && draft.content.reference === reference ? draft : null;
  } catch (error) {
    if (['DraftEnded', 'DraftBroken', 'DraftKeyInvalid'].includes((error as Error).name)) return null;
    throw error;
  }
}

/** Only what arrived whole is handed in. */
async function storedFiles(context: AppLoadContext, draft: Draft): Promise<ReportFile[]> {
  return (await readReportFiles(context, draft)).filter(({ stored }) => stored);
}

/** Hands the stored files in; `answers` says for which request of the office a file came, by upload. The addition then ends. */
export async function handInAddition(
  context: AppLoadContext,
  session: FollowSession,
  draft: Draft,
  answers: ReadonlyMap<string, string>,
): Promise<HeadersInit> {
  const files = (await storedFiles(context, draft)).map(({ id, name, caption, declared }): AddedFile => ({
    uploadId: id,
    name,
    caption,
    declared,
    answers: answers.get(id) ?? null,
  }));
  await addFiles(context.sql, session, draft.proof, files);
  return endAddition(context, draft);
}

/** The draft goes with its key; what was handed in stays, everything else is given up. */
export async function endAddition(context: AppLoadContext, draft: Draft): Promise<HeadersInit> {
  await shredDraft(context, draft).catch(() => {}); // it ends by itself
  return { 'Set-Cookie': clearTicket(context.secure, 'addition') };
}
