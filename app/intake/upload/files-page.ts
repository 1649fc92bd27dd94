/** Loader and action of the page of files: the list, what is said of each file, removal, and files sent without JavaScript. */
import { json, redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node';
import { textsIn } from '#app/i18n/texts.ts';
import { changeDraft } from '../draft/draft.ts';
import { changeLanguage, languageAskedFor, speak } from '../language.ts';
import { readForm } from '../questions/form-reader.ts';
import { demandDraft, sayProblems } from '../questions/question-page.ts';
import { orRefuse } from '../refuse.ts';
import { readAboutFiles } from './about-form.ts';
import { dropUpload } from './direct.ts';
import { receivePosted, type FilesOutcome } from './posted.ts';
import { readReportFiles } from './report-files.ts';

export async function showFiles({ request, context }: LoaderFunctionArgs) {
  return orRefuse(async () => {
    const draft = await demandDraft(request, context);
    const settings = await context.intake.settings();
    const files = await readReportFiles(context, draft);
    return {
      files: files.filter(({ declared }) => declared.role === 'evidence'),
      maxFiles: settings['intake.maxFiles'],
      maxFileBytes: settings['intake.maxFileBytes'],
      maxSubmissionBytes: settings['intake.maxSubmissionBytes'],
      maxThroughServerBytes: settings['intake.maxThroughServerBytes'],
      refusedTypes: settings['intake.refusedTypes'],
    };
  });
}

/** `here` is this page, `next` the one after it: files are also added to a report that was handed in. */
export async function changeFiles({ request, context }: ActionFunctionArgs, { here, next } = { here: '/report/files', next: '/report' }) {
  const draft = await orRefuse(() => demandDraft(request, context));
  const spoken = await speak(request, context);
  const posted = await receivePosted(request, context, { draft, role: 'evidence', code: spoken.code });
  return orRefuse(async () => {
    const language = await languageAskedFor(readForm(posted.form), context);
    const reader = language === null ? spoken : { code: language, say: textsIn(language) };
    const about = readAboutFiles(posted.form, draft.content.files);
    const wrong = sayProblems(reader.say, about.problems);
    if (about.said.size > 0 && Object.keys(wrong).length === 0)
      await changeDraft(context, draft, (content) => ({
        ...content,
        files: content.files.map((file) => ({ ...file, ...about.said.get(file.upload) })),
      }));
    if (language !== null) await changeLanguage(context, draft, language);
    const errors = { ...(posted.problem ? { file: posted.problem.text(reader) } : {}), ...wrong };
    if (Object.keys(errors).length > 0)
      return json<FilesOutcome>({ errors, values: about.values }, { status: posted.problem?.status ?? 422 });
    const gone = posted.form.get('remove');
    const removes = draft.content.files.some(({ upload }) => upload === gone);
    // The draft was just saved, so it is read again before its list is changed.
    if (removes) await dropUpload(context, await demandDraft(request, context), String(gone));
    // Files that came now are shown with their questions, whichever button brought them.
    const stays = gone !== null || language !== null || posted.stored > 0;
    return redirect(stays ? here : next, 303);
  });
}
