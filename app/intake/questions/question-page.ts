/** Loader and action of a page that asks: read the draft, show its section; or check the form, save it, go on. */
import { json, redirect, type ActionFunctionArgs, type AppLoadContext, type LoaderFunctionArgs } from '@remix-run/node';
import { languageOf, textsIn, type Say } from '#app/i18n/texts.ts';
import type { SectionName } from '../draft/content.ts';
import { changeDraft, findDraft, type Draft } from '../draft/draft.ts';
import { orRefuse, refusal } from '../refuse.ts';
import { readForm, type FormReader, type Problem } from './form-reader.ts';
import { questions, type Question, type Surroundings } from './questions.ts';

/** `revision` tells, when the form comes back, whether another tab has saved this page since. */
export type QuestionData = { values: Record<string, string[]>; errors: Record<string, string>; revision: number };

export const receiptPath = '/report/receipt';
const listPath = '/report';

export async function showQuestion<N extends SectionName>(name: N, { request, context }: LoaderFunctionArgs): Promise<QuestionData> {
  const draft = await orRefuse(() => demandDraft(request, context));
  const section = draft.content.sections[name];
  const question = questions[name] as unknown as Question<N>; // the table is keyed by the very name
  return { values: section === undefined ? {} : question.values(section), errors: {}, revision: draft.content.revisions[name] ?? 0 };
}

export async function saveQuestion<N extends SectionName>(name: N, { request, context }: ActionFunctionArgs) {
  const form = await readBody(request);
  const question = questions[name] as unknown as Question<N>; // as above
  return orRefuse(async () => {
    const draft = await demandDraft(request, context, form);
    const say = textsIn(languageOf(draft.content.language).code);
    const section = question.read(form, await surroundings(context, draft));
    const seen = Number(form.values.revision?.[0] ?? 0);
    const data = (errors: Record<string, string>, revision: number): QuestionData => ({ values: form.values, errors, revision });
    if (section === undefined || Object.keys(form.problems).length > 0)
      return json(data(sayProblems(say, form.problems), seen), { status: 422 });
    const saved = draft.content.revisions[name] ?? 0;
    const wasChanged = saved !== seen && JSON.stringify(draft.content.sections[name]) !== JSON.stringify(section);
    if (wasChanged) return json(data({ save: say('refusal.changedElsewhere.text') }, saved), { status: 409 });
    const content = await changeDraft(context, draft, (now) => ({
      ...now,
      sections: { ...now.sections, [name]: section },
      revisions: { ...now.revisions, [name]: (now.revisions[name] ?? 0) + 1 },
    }));
    return redirect(form.values.from?.[0] === 'check' ? '/report/check' : nextPath(name, content.sections));
  }, longTexts(form));
}

/** The draft of this request, still open. Sends a witness without one to the first page, one who has handed in to the receipt. */
export async function demandDraft(request: Request, context: AppLoadContext, form?: FormReader): Promise<Draft> {
  const draft = await findDraft(request, context);
  if (draft === null) throw request.method === 'GET' ? redirect('/') : refusal('draftEnded', { typed: form ? longTexts(form) : [] });
  if (draft.submitted) throw redirect(receiptPath);
  return draft;
}

/** A form's fields; throws the refusal for a body that is none. */
export async function readBody(request: Request): Promise<FormReader> {
  try {
    return readForm(await request.formData());
  } catch {
    throw refusal('badRequest');
  }
}

export function sayProblems(say: Say, problems: Record<string, Problem>): Record<string, string> {
  return Object.fromEntries(Object.entries(problems).map(([name, { key, values }]) => [name, say(key, values)]));
}

/** What would hurt to write again. */
function longTexts(form: FormReader): string[] {
  return Object.values(form.values)
    .flat()
    .filter((text) => text.length > 30);
}

async function surroundings(context: AppLoadContext, draft: Draft): Promise<Surroundings> {
  const settings = await context.intake.settings();
  // Wherever the place is, its day cannot be later than the one that began first on Earth, at UTC+14.
  const latestDay = new Date(Date.now() + 14 * 3_600_000).toISOString().slice(0, 10);
  return { latestDay, noticeVersion: settings['intake.notices'].version, language: draft.content.language };
}

/** The following page that has no answer yet; the list when there is none. */
function nextPath(name: SectionName, sections: Partial<Record<SectionName, unknown>>): string {
  const order = Object.values(questions);
  const after = order.slice(order.findIndex((question) => question.name === name) + 1);
  const next = after[0];
  return next && sections[next.name] === undefined ? next.path : listPath;
}
