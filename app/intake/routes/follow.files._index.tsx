import { redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { formatLimit, formatSize } from '#app/i18n/texts.ts';
import { ErrorSummary } from '#app/ui/error-summary.tsx';
import { FormState } from '#app/ui/form.tsx';
import { demandAddition } from '../follow/addition.ts';
import { BackToReport } from '../follow/form.tsx';
import { loadReturn } from '../follow/page.ts';
import { Requests } from '../follow/parts.tsx';
import { refusal } from '../refuse.ts';
import { titled, useLanguage, useSay } from '../speech.tsx';
import { aboutValues } from '../upload/about-form.ts';
import { ChooseFiles } from '../upload/choose-files.tsx';
import { FileRow, RowTemplate } from '../upload/file-row.tsx';
import { changeFiles, showFiles } from '../upload/files-page.ts';
import uploadScript from '../upload/page.ts?worker&url';
import type { FilesOutcome } from '../upload/posted.ts';

export const meta = titled('follow.add.title');

export async function loader(route: LoaderFunctionArgs) {
  const page = await loadReturn(route);
  await demandAddition(route.request, route.context, page);
  return { page: { ...page, report: null, messages: [] }, sending: await showFiles(route) };
}

/**
 * As on the report's own page. The addition proves itself: what was typed is kept although the session ran out while the files were on their way, and only then is the
 * session asked for. Without an addition of the session's report it leads back.
 */
export async function action(route: ActionFunctionArgs) {
  const demand = async (typed: string[]): Promise<void> => {
    try {
      await demandAddition(route.request, route.context, await loadReturn(route));
    } catch (why) {
      throw why instanceof Response ? leadBack(why, typed) : why;
    }
  };
  return changeFiles(route, { here: '/follow/files', next: '/follow/add', demand });
}

/** With nothing lost a session that is over is only opened again; what could not be kept is shown. */
function leadBack(why: Response, typed: string[]): Response {
  const cookie = why.headers.get('Set-Cookie');
  const headers: Record<string, string> = cookie === null ? {} : { 'Set-Cookie': cookie };
  if (typed.length === 0) return why.status === 410 ? redirect('/follow?over', { status: 303, headers }) : why;
  return refusal(why.status === 410 ? 'followEnded' : why.status === 503 ? 'unavailable' : 'followOther', { typed, headers });
}

export default function AddFiles() {
  const { page, sending } = useLoaderData<typeof loader>();
  const outcome = useActionData<typeof action>() as FilesOutcome | undefined;
  const errors = outcome?.errors ?? {};
  const say = useSay();
  const { code } = useLanguage();
  const limit = (bytes: number) => formatLimit(bytes, code);
  const said = Object.assign({}, ...sending.files.map(aboutValues)) as Record<string, string[]>; // one object of all rows' fields
  const words = {
    maxFileBytes: sending.maxFileBytes,
    tooLarge: say('refusal.fileTooLarge.text', { limit: limit(sending.maxFileBytes) }),
    locale: code,
  };
  const open = page.requests.filter(({ answer }) => answer === null);
  return (
    <>
      <BackToReport />
      <ErrorSummary title={say('error.summary')} errors={errors} />
      <h1>{say('follow.add.title')}</h1>
      <p>{say('follow.add.step')}</p>
      <Requests page={{ ...page, requests: open }} plain />
      <p>
        {say('files.limits', { files: sending.maxFiles, size: limit(sending.maxFileBytes), total: limit(sending.maxSubmissionBytes) })}{' '}
        {say('follow.add.together')}
      </p>
      <p>
        {sending.refusedTypes.length > 0 ? say('files.refusedKinds', { endings: sending.refusedTypes.join(', ') }) : say('files.everyKind')}
      </p>
      <div className="panel">
        <p>{say('files.original')}</p>
        <p>{say('files.iphone')}</p>
        <p>{say('files.hidden')}</p>
      </div>
      <FormState values={{ ...said, ...outcome?.values }} errors={errors}>
        <form method="post" encType="multipart/form-data" id="files" noValidate>
          <ChooseFiles
            say={say}
            label={say('files.choose')}
            hint={say('files.choose.hint')}
            plainHint={say('files.choose.hintPlain', { size: limit(sending.maxThroughServerBytes) })}
            send={say('files.send')}
          />
          <h2>{say('follow.add.chosen')}</h2>
          <p id="none" hidden={sending.files.length > 0}>
            {say('follow.add.none')}
          </p>
          <ul className="files" id="list">
            {sending.files.map((file) => (
              <FileRow key={file.id} say={say} {...file} size={formatSize(file.size, code)} asks />
            ))}
          </ul>
          <button type="submit" name="go" value="on">
            {say('follow.add.next')}
          </button>
        </form>
        <RowTemplate say={say} asks words={words} />
      </FormState>
      <script src={uploadScript} defer />
    </>
  );
}
