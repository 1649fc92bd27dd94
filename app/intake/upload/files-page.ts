/** Loader and action of the page of files: the list, what is said of each file, removal, and files sent without JavaScript. */
import { json, redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node';
import { textsIn } from '#app/i18n/texts.ts';
import type { DraftContent } from '../draft/content.ts';
import { changeDraft } from '../draft/draft.ts';
import { changeLanguage, languageAskedFor, speak } from '../language.ts';
import { readForm } from '../questions/form-reader.ts';
import { demandDraft, sayProblems } from '../questions/question-page.ts';
import { orRefuse } from '../refuse.ts';
import { readAboutFiles } from './about-form.ts';
import { dropUpload } from './direct.ts';
import { keepCookie } from './keep-cookie.ts';
import { demandDraftOfForm, receivePosted, typedIn, type FilesOutcome } from './posted.ts';
import { largestThroughServer } from './limits.ts';
import { readReportFiles } from './report-files.ts';

export async function showFiles({ request, context }: LoaderFunctionArgs) {
  return orRefuse(async () => {
    const draft = await demandDraft(request, context);
    const settings = await context.intake.settings();
    const files = await readReportFiles(context, draft);
    const evidence = files.filter(({ declared }) => declared.role === 'evidence');
    return {
      files: evidence,
      maxFiles: settings['intake.maxFiles'],
      room: settings['intake.maxFiles'] - (files.length - evidence.length),
      maxFileBytes: settings['intake.maxFileBytes'],
      maxSubmissionBytes: settings['intake.maxSubmissionBytes'],
      maxThroughServerBytes: largestThroughServer(settings),
      refusedTypes: settings['intake.refusedTypes'],
    };
  });
}

/** `here` is this page, `next` the one after it. `demand` is asked once all that was typed is kept; what it gets could not be. */
type Place = { here: string; next: string; demand?: (typed: string[]) => Promise<unknown> };

/** Files are also added to a report that was handed in. */
export async function changeFiles(
  { request, context }: ActionFunctionArgs,
  { here, next, demand = async () => {} }: Place = { here: '/report/files', next: '/report' },
) {
  const draft = await demandDraftOfForm(request, context, () => demand([]));
  const spoken = await speak(request, context);
  const { form, stored, problem } = await receivePosted(request, context, { draft, role: 'evidence', code: spoken.code });
  return orRefuse(
    async () => {
      const language = await languageAskedFor(readForm(form), context);
      const reader = language === null ? spoken : { code: language, say: textsIn(language) };
      const about = readAboutFiles(form, draft.content.files);
      const wrong = sayProblems(reader.say, about.problems);
      const isRight = Object.keys(wrong).length === 0;
      if (about.said.size > 0 && isRight) await changeDraft(context, draft, (content) => sayAboutFiles(form, content));
      if (language !== null) await changeLanguage(context, draft, language);
      await demand(isRight ? [] : typedIn(form));
      const errors = { ...(problem ? { file: problem.text(reader) } : {}), ...wrong };
      if (Object.keys(errors).length > 0) return json<FilesOutcome>({ errors, values: about.values }, { status: problem?.status ?? 422 });
      const gone = form.get('remove');
      const removes = draft.content.files.some(({ upload }) => upload === gone);
      // The draft was just saved, so it is read again before its list is changed.
      if (removes) await dropUpload(context, await demandDraft(request, context), String(gone));
      // Files that came now are shown with their questions, whichever button brought them.
      const stays = gone !== null || language !== null || stored > 0;
      const answer = { status: 303, headers: removes ? await keepCookie({ request, context }, draft) : {} };
      if (form.get('from') === 'check') return redirect(stays ? `${here}?from=check` : '/report/check', answer);
      return redirect(stays ? here : next, answer);
    },
    () => typedIn(form),
  );
}

/** Of the draft as it is at the moment of saving: the form's files may have taken an hour, in which another tab said more of those that it does not ask about. */
function sayAboutFiles(form: FormData, content: DraftContent): DraftContent {
  const { said } = readAboutFiles(form, content.files);
  return { ...content, files: content.files.map((file) => ({ ...file, ...said.get(file.upload) })) };
}
