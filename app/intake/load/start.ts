/** Before a draft is started: let in, or asked for a short sum or a short wait. */
import { json, redirect, type AppLoadContext } from '@remix-run/node';
import { languageField, withLanguage } from '../address.ts';
import { languageAskedFor } from '../language.ts';
import type { FormReader } from '../questions/form-reader.ts';
import { readBody } from '../questions/question-page.ts';
import { orRefuse } from '../refuse.ts';
import type { Asked, Trouble } from './gate.ts';
import type { Wait } from './waits.ts';

/** `carried` is what came with the form and is sent again with the answer. */
export type AskPage = Asked & { trouble: Trouble | null; carried: [string, string][] };

export const askPath = '/report/begin';

/**
 * Null where a report may be started now, else the answer that asks. At `/report` that is the page at `askPath`, with the same post (307): the address `/report` is
 * the list of a draft, and there is none yet. Throws `RecordUnreachable`.
 */
export async function askFirst(context: AppLoadContext, request: Request, form: FormReader): Promise<Response | null> {
  const { 'intake.load': settings } = await context.intake.settings();
  const admission = await context.intake.load.gate.admit(settings, { sum: form.values.sum?.[0], wait: form.values.wait?.[0] });
  if (admission.admitted) return null;
  const address = new URL(request.url);
  if (address.pathname !== askPath) return redirect(`${askPath}${address.search}`, 307);
  return ask(context, form, admission);
}

/** The page that asks, in the language that its menu was pressed for: the wait goes on meanwhile. Null where it was not the menu that was pressed. */
export async function askInLanguage(context: AppLoadContext, request: Request): Promise<Response | null> {
  const form = await readBody(request.clone());
  return orRefuse(async () => {
    const code = await languageAskedFor(form, context);
    if (code === null) return null;
    const address = new URL(request.url);
    const there = withLanguage(address.pathname + address.search, code);
    const wait = form.values.wait?.[0];
    if (wait === undefined) return redirect(there, 303);
    if (address.searchParams.get(languageField) !== code) return redirect(there, 307);
    return ask(context, form, { trouble: null, kept: await context.intake.load.gate.recall(wait) });
  });
}

async function ask(
  context: AppLoadContext,
  form: FormReader,
  { trouble, kept }: { trouble: Trouble | null; kept: Wait | null },
): Promise<Response> {
  const { 'intake.load': settings } = await context.intake.settings();
  const page: AskPage = { ...(await context.intake.load.gate.ask(settings, kept)), trouble, carried: carriedFrom(form) };
  return json(page);
}

const ours = new Set<string>(['sum', 'wait', languageField]);

/** What the first page sent goes on from page to page, the hidden field included; bounded, since anybody can send anything. */
function carriedFrom({ values }: FormReader): [string, string][] {
  return Object.entries(values)
    .flatMap(([name, [value = '']]): [string, string][] =>
      ours.has(name) || name.length > 40 || value.length > 200 ? [] : [[name, value]],
    )
    .slice(0, 10);
}
