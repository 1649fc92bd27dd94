/** Loader and action of a page that asks: read the draft, show its section; or check the form, save it, go on. */
import { json, redirect, type ActionFunctionArgs, type AppLoadContext, type LoaderFunctionArgs } from '@remix-run/node';
import { shownText } from '#app/i18n/office-texts.ts';
import { languageOf, textsIn, type Say } from '#app/i18n/texts.ts';
import { sectionSchemas, type SectionName } from '../draft/content.ts';
import { changeDraft, findDraft, type Draft } from '../draft/draft.ts';
import { rememberPage } from '../draft/spoken.ts';
import { incidentChoices } from '../incidents.ts';
import { changeLanguage, languageAskedFor } from '../language.ts';
import { orRefuse, refusal } from '../refuse.ts';
import { nextPath } from '../tasks.ts';
import { hasStatement } from '../upload/report-files.ts';
import { noticeKeys } from './notice.ts';
import { readForm, typedTexts, type FormReader, type Problem } from './form-reader.ts';
import type { Question, Surroundings } from './question.ts';
import { questions } from './questions.ts';

/** `revision` tells, when the form comes back, whether another tab has saved this page since. */
export type QuestionData = { values: Record<string, string[]>; errors: Record<string, string>; revision: number };

export const receiptPath = '/report/receipt';
export const listPath = '/report';

/** `more` reads what one page needs beside its own answers: choices and facts, never what a witness wrote, for a page without answers is kept for the next who asks. */
export async function showQuestion<N extends SectionName, More extends object = object>(
  name: N,
  { request, context }: Pick<LoaderFunctionArgs, 'request' | 'context'>,
  more?: (draft: Draft) => Promise<More>,
): Promise<QuestionData & More> {
  return orRefuse(async () => {
    const draft = await demandDraft(request, context);
    const section = draft.content.sections[name];
    const question = questions[name] as unknown as Question<N>; // the table is keyed by the very name
    const data = {
      values: section === undefined ? {} : question.values(section),
      errors: {},
      revision: draft.content.revisions[name] ?? 0,
    };
    context.page.isBlank = section === undefined;
    return { ...data, ...((await more?.(draft)) as More) }; // without `more` nothing is promised but an object
  });
}

export async function saveQuestion<N extends SectionName>(name: N, { request, context }: Pick<ActionFunctionArgs, 'request' | 'context'>) {
  const form = await readBody(request);
  const question = questions[name] as unknown as Question<N>; // as above
  rememberPage(context, form.values.spoken?.[0]);
  const typed = (): string[] => {
    if (form.typed.size === 0) question.read(form, nowhere); // which fields are text only the question knows
    return typedTexts(form);
  };
  return orRefuse(async () => {
    const draft = await demandDraft(request, context, typed);
    const language = await languageAskedFor(form, context);
    if (language !== null) {
      await changeLanguage(context, draft, language);
      return json<QuestionData>({ values: form.values, errors: {}, revision: Number(form.values.revision?.[0] ?? 0) });
    }
    const say = textsIn(languageOf(draft.content.language).code);
    const section = question.read(form, await surroundings(context, draft));
    const seen = Number(form.values.revision?.[0] ?? 0);
    const data = (errors: Record<string, string>, revision: number): QuestionData => ({ values: form.values, errors, revision });
    if (section === undefined || Object.keys(form.problems).length > 0)
      return json(data(sayProblems(say, form.problems), seen), { status: 422 });
    const answer = JSON.stringify(sectionSchemas[name].parse(section)); // in the order in which a saved one is read
    let newer: number | null = null;
    const content = await changeDraft(context, draft, (now) => {
      const saved = now.revisions[name] ?? 0;
      // Asked of what is saved at this very moment: two tabs may save at once.
      newer = saved !== seen && JSON.stringify(now.sections[name]) !== answer ? saved : null;
      if (newer !== null) return now;
      return { ...now, sections: { ...now.sections, [name]: section }, revisions: { ...now.revisions, [name]: saved + 1 } };
    });
    if (newer !== null)
      return json(data({ save: say('refusal.changedElsewhere.text') }, newer), {
        status: 409,
      });
    if (form.values.next?.[0] === 'list') return redirect(listPath);
    return redirect(
      form.values.from?.[0] === 'check'
        ? '/report/check'
        : nextPath(name, { ...content, hasStatement: await hasStatement(context, { ...draft, content }) }),
    );
  }, typed);
}

/** The draft of this request, still open. Sends a witness without one to the first page, one who has handed in to the receipt. */
export async function demandDraft(request: Request, context: AppLoadContext, typed?: () => string[]): Promise<Draft> {
  const draft = await findDraft(request, context);
  if (draft === null) throw request.method === 'GET' ? redirect('/') : refusal('draftEnded', { typed: typed?.() ?? [] });
  // What was typed into a form that comes too late is given back, not dropped in silence.
  if (draft.submitted) throw typed === undefined ? redirect(receiptPath) : refusal('alreadySubmitted', { typed: typed() });
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

/** For a form whose draft cannot be read: only to learn which of its fields are text. */
const nowhere: Surroundings = {
  language: 'en',
  latestDay: '9999-12-31',
  noticeShown: { version: '', language: 'en', sha256: '' },
  incidents: [],
  hasStatement: false,
};

/** What the pages ask of the world around the form. */
export async function surroundings(context: AppLoadContext, draft: Pick<Draft, 'content' | 'proof'>): Promise<Surroundings> {
  const { content } = draft;
  const settings = await context.intake.settings();
  const { language } = content;
  return {
    language,
    // Wherever the place is, its day cannot be later than the one that began first on Earth, at UTC+14.
    latestDay: new Date(Date.now() + 14 * 3_600_000).toISOString().slice(0, 10),
    noticeShown: shownText(settings, languageOf(language).code, noticeKeys),
    incidents: incidentChoices(settings, content.sections).map(({ code }) => code),
    hasStatement: await hasStatement(context, draft),
  };
}
