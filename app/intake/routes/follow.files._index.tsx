import { redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { formatLimit } from '#app/i18n/texts.ts';
import { ErrorSummary } from '#app/ui/error-summary.tsx';
import { demandAddition } from '../follow/addition.ts';
import { BackToReport } from '../follow/form.tsx';
import { loadReturn } from '../follow/page.ts';
import { Requests } from '../follow/parts.tsx';
import { refusal } from '../refuse.ts';
import { titled, useLanguage, useSay } from '../speech.tsx';
import { FilesForm } from '../upload/files-form.tsx';
import { changeFiles, showFiles } from '../upload/files-page.ts';
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
  const say = useSay();
  const { code } = useLanguage();
  const limit = (bytes: number) => formatLimit(bytes, code);
  const open = page.requests.filter(({ answer }) => answer === null);
  const texts = { list: say('follow.add.chosen'), none: say('follow.add.none'), next: say('follow.add.next') };
  return (
    <>
      <BackToReport />
      <ErrorSummary title={say('error.summary')} errors={outcome?.errors ?? {}} />
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
      <FilesForm sending={sending} outcome={outcome} texts={texts} />
    </>
  );
}
