/** Opening the follow-up page by reference and passphrase. They travel in the body of this one request: no address, no cookie and no page history holds them. */
import { json, redirect, type AppLoadContext } from '@remix-run/node';
import { refusals } from '#app/http/refusals.ts';
import { openPage } from '#db/intake/follow-session.ts';
import { followProof, normaliseReference } from '#infra/vault/witness.ts';
import { createHash, randomBytes } from 'node:crypto';
import { languageField } from '../address.ts';
import { readPageLanguage, speak } from '../language.ts';
import { payForWrong } from '../load/wrong-passphrase.ts';
import { readBody, sayProblems } from '../questions/question-page.ts';
import { orRefuse } from '../refuse.ts';
import { writeFollowToken } from './cookie.ts';

export type OpenOutcome = { errors: Record<string, string>; values: Record<string, string[]> };

/** A wrong pair costs time, whichever of the two is wrong; it never locks anybody out. */
export async function openFollowPage(request: Request, context: AppLoadContext) {
  const form = await readBody(request);
  const { say } = await speak(request, context);
  const reference = form.text('reference', { limit: 100, required: 'follow.reference.required' });
  const passphrase = form.text('passphrase', { limit: 500, required: 'follow.passphrase.required' });
  const values = { reference: form.values.reference ?? [] }; // a passphrase is never sent back
  if (reference === undefined || passphrase === undefined) {
    const outcome: OpenOutcome = { errors: sayProblems(say, form.problems), values };
    return json(outcome, { status: 422 });
  }
  return orRefuse(async () => {
    const token = randomBytes(32);
    const opened = {
      reference: normaliseReference(reference),
      proof: followProof(reference, passphrase),
      tokenHash: createHash('sha256').update(token).digest(),
      language: await languageChosen(request, context),
    };
    try {
      await openPage(context.sql, opened);
    } catch (error) {
      if ((error as Error).name !== 'NoSuchReport') throw error;
      await payForWrong(context);
      const { text, status } = refusals.noSuchReport;
      const outcome: OpenOutcome = { errors: { reference: say(text) }, values };
      return json(outcome, { status });
    }
    return redirect('/follow/report', { status: 303, headers: { 'Set-Cookie': writeFollowToken(token, context.secure) } });
  });
}

/** The language that the reader chose on the page; null where the browser alone chose it: then the report's own is the better guess. */
async function languageChosen(request: Request, context: AppLoadContext): Promise<string | null> {
  if (!new URL(request.url).searchParams.has(languageField)) return null;
  return (await readPageLanguage(request, context)).carried;
}
