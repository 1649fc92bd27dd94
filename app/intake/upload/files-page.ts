/** Loader and action of the page of files: the list, captions, removal, and files sent without JavaScript. */
import { json, redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node';
import { refusals, type Refusal } from '#app/http/refusals.ts';
import { languageOf, textsIn, type Say } from '#app/i18n/texts.ts';
import { showName } from '#app/ui/visible-text.ts';
import { captionLimit, countCharacters } from '#db/intake/answers.ts';
import { readUploads } from '#db/intake/uploads.ts';
import { changeDraft } from '../draft/draft.ts';
import { demandDraft, readBody } from '../questions/question-page.ts';
import type { FormReader } from '../questions/form-reader.ts';
import { orRefuse, refusalKeyOf } from '../refuse.ts';
import { dropUpload } from './direct.ts';
import { withLimit } from './limits.ts';
import { receiveForm } from './through-server.ts';

export type FilesOutcome = { errors: Record<string, string>; values: Record<string, string[]> };

export async function showFiles({ request, context }: LoaderFunctionArgs) {
  return orRefuse(async () => {
    const draft = await demandDraft(request, context);
    const settings = await context.intake.settings();
    const words = new Map(draft.content.files.map((file) => [file.upload, file]));
    const uploads = await readUploads(context.sql, draft.proof);
    return {
      files: uploads.map(({ id, size, state }) => ({
        id,
        size,
        stored: state === 'stored',
        name: words.get(id)?.name ?? '',
        caption: words.get(id)?.caption ?? '',
      })),
      maxFiles: settings['intake.maxFiles'],
      maxFileBytes: settings['intake.maxFileBytes'],
      maxSubmissionBytes: settings['intake.maxSubmissionBytes'],
      maxThroughServerBytes: settings['intake.maxThroughServerBytes'],
      refusedTypes: settings['intake.refusedTypes'],
    };
  });
}

export async function changeFiles({ request, context }: ActionFunctionArgs) {
  if (request.headers.get('content-type')?.startsWith('multipart/form-data') === true) return takeFiles({ request, context });
  const form = await readBody(request);
  return orRefuse(async () => {
    const draft = await demandDraft(request, context, form);
    const say = textsIn(languageOf(draft.content.language).code);
    const problems = captionProblems(say, form);
    if (Object.keys(problems).length > 0) return json<FilesOutcome>({ errors: problems, values: form.values }, { status: 422 });
    const gone = form.values.remove?.[0];
    await changeDraft(context, draft, (content) => ({
      ...content,
      files: content.files.map((file) => ({ ...file, caption: form.values[`caption.${file.upload}`]?.[0] ?? file.caption })),
    }));
    if (gone !== undefined && draft.content.files.some(({ upload }) => upload === gone)) await dropFromFresh(request, context, gone);
    return redirect(gone === undefined ? '/report' : '/report/files', 303);
  });
}

/** The draft was just saved, so it is read again before its list is changed. */
async function dropFromFresh(request: Request, context: ActionFunctionArgs['context'], upload: string): Promise<void> {
  await dropUpload(context, await demandDraft(request, context), upload);
}

function captionProblems(say: Say, form: FormReader): Record<string, string> {
  const long = Object.entries(form.values).filter(
    ([name, [text = '']]) => name.startsWith('caption.') && countCharacters(text) > captionLimit,
  );
  return Object.fromEntries(long.map(([name]) => [name, say('files.captionTooLong', { limit: captionLimit })]));
}

async function takeFiles({ request, context }: Pick<ActionFunctionArgs, 'request' | 'context'>) {
  const draft = await orRefuse(() => demandDraft(request, context));
  const { code } = languageOf(draft.content.language);
  const say = textsIn(code);
  const answer = (refused: { name: string; refusal: Refusal }[], status: number) =>
    json<FilesOutcome>({ errors: { file: refused.map((one) => describe(say, one)).join('\n') }, values: {} }, { status });
  try {
    const received = await receiveForm(context, draft, request, code);
    if (received.refused[0]) return answer(received.refused, refusals[received.refused[0].refusal.key].status);
    if (received.stored === 0) return answer([{ name: '', refusal: { key: 'noFileChosen' } }], refusals.noFileChosen.status);
    return redirect('/report/files', 303);
  } catch (error) {
    const key = refusalKeyOf(error);
    if (key === null) throw error;
    const limited = withLimit(key, await context.intake.settings(), code, 'through_server');
    return answer([{ name: '', refusal: limited }], refusals[key].status);
  }
}

function describe(say: Say, { name, refusal }: { name: string; refusal: Refusal }): string {
  const problem = say(refusals[refusal.key].text, refusal.values);
  return name === '' ? problem : say('files.problem', { name: showName(name), problem });
}
