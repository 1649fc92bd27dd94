import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { formatSize } from '#app/i18n/texts.ts';
import { ErrorSummary } from '#app/ui/error-summary.tsx';
import { FormState, Select, Tick } from '#app/ui/form.tsx';
import { showName } from '#app/ui/visible-text.ts';
import { readPage } from '#db/intake/follow.ts';
import { demandAddition, endAddition, handInAddition } from '../follow/addition.ts';
import { answerForm } from '../follow/answer.ts';
import { useOutcome } from '../follow/form.tsx';
import { loadReturn } from '../follow/page.ts';
import { titled, useLanguage, useSay } from '../speech.tsx';
import { readReportFiles } from '../upload/report-files.ts';

export const meta = titled('follow.add.check');
export const handle = { languageForm: 'follow' };

export async function loader(route: LoaderFunctionArgs) {
  const page = await loadReturn(route);
  const draft = await demandAddition(route.request, route.context, page);
  const wanted = page.requests
    .filter(({ answer }) => answer === null)
    .map(({ id, file }) => ({ id, number: file, name: page.files.find(({ ordinal }) => ordinal === file)?.name ?? '' }));
  const files = (await readReportFiles(route.context, draft)).map(({ id, name, size, stored, caption }) => ({
    id,
    name,
    size,
    stored,
    caption,
  }));
  return { mark: page.mark, files, wanted };
}

export async function action(route: ActionFunctionArgs) {
  return answerForm(route, async ({ session, form, context, request }) => {
    const page = await readPage(context.sql, session);
    const draft = await demandAddition(request, context, page);
    if (form.values.do?.[0] === 'stop') return { to: '/follow/report', headers: await endAddition(context, draft) };
    const open = page.requests.filter(({ answer }) => answer === null).map(({ id }) => id);
    const files = await readReportFiles(context, draft);
    const stored = files.filter((file) => file.stored);
    if (stored.length > 0 && stored.length < files.length && !form.tick('without')) form.problem('without', 'check.unfinished.required');
    if (stored.length === 0) form.problem('add', 'follow.add.nothing');
    const chosen = stored.map(({ id }) => [id, form.choice(`answers.${id}`, open)] as const);
    if (Object.keys(form.problems).length > 0) return undefined;
    const answers = new Map(chosen.flatMap(([id, request]) => (request === undefined ? [] : [[id, request] as const])));
    try {
      return { to: '/follow/report', headers: await handInAddition(context, session, draft, answers) };
    } catch (error) {
      // In another window a file was stored or taken away meanwhile: the page shows what is there now, with what was chosen.
      if (!['DraftChangedElsewhere', 'WrongState'].includes((error as Error).name)) throw error;
      form.problem('add', 'follow.pageChanged');
      return undefined;
    }
  });
}

export default function CheckAddition() {
  const { mark, files, wanted } = useLoaderData<typeof loader>();
  const outcome = useOutcome();
  const say = useSay();
  const { code } = useLanguage();
  const options = [
    { value: '', label: say('follow.add.answers.no') },
    ...wanted.map(({ id, number, name }) => ({ value: id, label: say('follow.add.answers.yes', { number, name: showName(name) }) })),
  ];
  return (
    <>
      <a className="back" href="/follow/files">
        {say('follow.add.back')}
      </a>
      <ErrorSummary title={say('error.summary')} errors={outcome?.errors ?? {}} />
      <h1>{say('follow.add.check')}</h1>
      <form method="post" id="follow" noValidate>
        <input type="hidden" name="opened" value={mark} />
        <FormState values={outcome?.values ?? {}} errors={outcome?.errors ?? {}}>
          <ul className="files">
            {files.map((file) => (
              <li key={file.id}>
                <h2>
                  <bdi>{showName(file.name) || say('files.nameless')}</bdi>
                </h2>
                {file.stored ? <p>{formatSize(file.size, code)}</p> : <p>{say('follow.add.unfinished')}</p>}
                {file.caption === '' ? null : <p dir="auto">{file.caption}</p>}
                {file.stored && wanted.length > 0 ? (
                  <Select name={`answers.${file.id}`} label={say('follow.add.answers')} options={options} />
                ) : null}
              </li>
            ))}
          </ul>
          {files.some(({ stored }) => !stored) && files.some(({ stored }) => stored) ? (
            <>
              <p>
                {say('check.unfinished.why')} <a href="/follow/files">{say('check.unfinished.finish')}</a>
              </p>
              <Tick name="without" label={say('follow.add.without')} />
            </>
          ) : null}
        </FormState>
        <button type="submit" id="add" name="do" value="add">
          {say('follow.add.do')}
        </button>{' '}
        <button type="submit" name="do" value="stop" className="plain">
          {say('follow.add.stop')}
        </button>
      </form>
    </>
  );
}
