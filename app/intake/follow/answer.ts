/** Loader and action of a follow-up page with one form: prove the session, read the fields, do one thing, go on; or show the form again. */
import { json, redirect, type ActionFunctionArgs, type AppLoadContext } from '@remix-run/node';
import { languageAskedFor, speak } from '../language.ts';
import { typedTexts, type FormReader } from '../questions/form-reader.ts';
import { readBody, sayProblems } from '../questions/question-page.ts';
import { orRefuse } from '../refuse.ts';
import type { Say, TextKey } from '#app/i18n/texts.ts';
import type { FormOutcome } from './form.tsx';
import { demandReturn, type Returned } from './session.ts';

export type Done = ({ to: string } | { answer: object }) & { headers?: HeadersInit };
type Work = (asked: {
  session: Returned;
  form: FormReader;
  context: AppLoadContext;
  say: Say;
  request: Request;
}) => Promise<Done | undefined>;

/**
 * `work` reads the form, collecting problems; it does nothing where there are any, and returns undefined. `limits`: which field to say it beside where the record
 * finds that there were too many. Nothing that was typed is lost, whatever happens.
 */
export async function answerForm(
  { request, context }: ActionFunctionArgs,
  work: Work,
  limits: Partial<Record<string, { field: string; key: TextKey }>> = {},
) {
  const form = await readBody(request);
  const session = await demandReturn(request, context, form);
  const { say } = await speak(request, context);
  const values = Object.fromEntries(Object.entries(form.values).filter(([name]) => name !== 'passphrase'));
  const again = (errors: Record<string, string>, status: number) => json({ values, errors } satisfies FormOutcome, { status });
  if ((await languageAskedFor(form, context)) !== null) return again({}, 200);
  return orRefuse(
    async () => {
      try {
        const done = await work({ session, form, context, say, request });
        if (done === undefined || Object.keys(form.problems).length > 0) return again(sayProblems(say, form.problems), 422);
        const headers = done.headers ? { headers: done.headers } : {};
        if ('answer' in done) return json({ values: {}, errors: {}, ...done.answer }, headers);
        return redirect(done.to, { status: 303, ...headers });
      } catch (error) {
        const limit = (error as Error).name === 'OverLimit' ? limits[(error as Error & { limit: string }).limit] : undefined;
        if (limit) return again({ [limit.field]: say(limit.key) }, 422);
        throw error;
      }
    },
    () => typedTexts(form),
  );
}
