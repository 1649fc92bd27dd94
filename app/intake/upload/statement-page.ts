/** Loader and action of the page of the statement: the witness's own account in sound or film, instead of writing or beside it. */
import { json, redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node';
import { textsIn } from '#app/i18n/texts.ts';
import { spokenKeys, type Spoken } from '#db/vocabularies/spoken.ts';
import type { DraftContent } from '../draft/content.ts';
import { changeDraft } from '../draft/draft.ts';
import { changeLanguage, languageAskedFor, speak } from '../language.ts';
import { readForm } from '../questions/form-reader.ts';
import { demandDraft, sayProblems } from '../questions/question-page.ts';
import { orRefuse } from '../refuse.ts';
import { dropUpload } from './direct.ts';
import { keepCookie } from './keep-cookie.ts';
import { largestThroughServer, longestRecording } from './limits.ts';
import { demandDraftOfForm, receivePosted, type FilesOutcome } from './posted.ts';
import { readReportFiles } from './report-files.ts';

export async function showStatement({ request, context }: LoaderFunctionArgs) {
  return orRefuse(async () => {
    const draft = await demandDraft(request, context);
    const settings = await context.intake.settings();
    const files = await readReportFiles(context, draft);
    const statements = files.filter(({ declared }) => declared.role === 'statement');
    return {
      files: statements,
      language: draft.content.sections.what?.language ?? '',
      maxFiles: settings['intake.maxFiles'],
      room: settings['intake.maxFiles'] - (files.length - statements.length),
      refusedTypes: settings['intake.refusedTypes'],
      maxFileBytes: settings['intake.maxFileBytes'],
      maxSubmissionBytes: settings['intake.maxSubmissionBytes'],
      maxThroughServerBytes: largestThroughServer(settings),
      longestRecording,
    };
  });
}

export async function changeStatement({ request, context }: ActionFunctionArgs) {
  const draft = await demandDraftOfForm(request, context);
  const spoken = await speak(request, context);
  const posted = await receivePosted(request, context, { draft, role: 'statement', code: spoken.code });
  return orRefuse(async () => {
    const form = readForm(posted.form);
    const asked = await languageAskedFor(form, context);
    const reader = asked === null ? spoken : { code: asked, say: textsIn(asked) };
    const language = form.choice('language', spokenKeys);
    const wrong = sayProblems(reader.say, form.problems);
    if (form.values.language !== undefined && Object.keys(wrong).length === 0)
      await changeDraft(context, draft, (content) => withLanguage(content, language));
    if (asked !== null) await changeLanguage(context, draft, asked);
    const errors = { ...(posted.problem ? { file: posted.problem.text(reader) } : {}), ...wrong };
    if (Object.keys(errors).length > 0)
      return json<FilesOutcome>({ errors, values: form.values }, { status: posted.problem?.status ?? 422 });
    const gone = form.values.remove?.[0];
    const removes = draft.content.files.some(({ upload, declared }) => upload === gone && declared.role === 'statement');
    // The draft was just saved, so it is read again before its list is changed.
    if (removes && gone !== undefined) await dropUpload(context, await demandDraft(request, context), gone);
    const fromCheck = form.values.from?.[0] === 'check';
    if (gone !== undefined || asked !== null || posted.stored > 0)
      return redirect(`/report/statement${fromCheck ? '?from=check' : ''}`, {
        status: 303,
        headers: removes ? await keepCookie({ request, context }, draft) : {},
      });
    return redirect(fromCheck ? '/report/check' : '/report', 303);
  });
}

/** The language belongs to "what happened", whether it is written or spoken: one answer, on either page. */
function withLanguage(content: DraftContent, language: Spoken | undefined): DraftContent {
  const { language: before, ...rest } = content.sections.what ?? {};
  if (before === language) return content;
  const what = { ...rest, ...(language === undefined ? {} : { language }) };
  return {
    ...content,
    sections: { ...content.sections, what: Object.keys(what).length > 0 ? what : undefined },
    revisions: { ...content.revisions, what: (content.revisions.what ?? 0) + 1 },
  };
}
