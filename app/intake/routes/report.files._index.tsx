import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useActionData, useLoaderData, useSearchParams } from '@remix-run/react';
import { formatLimit } from '#app/i18n/texts.ts';
import { ErrorSummary } from '#app/ui/error-summary.tsx';
import type { LanguageHandle } from '../language-menu.tsx';
import { titled, useLanguage, useSay } from '../speech.tsx';
import { FilesForm } from '../upload/files-form.tsx';
import { changeFiles, showFiles } from '../upload/files-page.ts';
import type { FilesOutcome } from '../upload/posted.ts';

/** What is typed here comes back in the other language. */
export const handle: LanguageHandle = { languageForm: 'files' };
export const meta = titled('files.title');
export const loader = (route: LoaderFunctionArgs) => showFiles(route);
export const action = (route: ActionFunctionArgs) => changeFiles(route);

export default function Files() {
  const page = useLoaderData<typeof loader>();
  const outcome = useActionData<typeof action>() as FilesOutcome | undefined;
  const say = useSay();
  const { code } = useLanguage();
  const [search] = useSearchParams();
  const fromCheck = search.get('from') === 'check'; // of the address that the form is posted to, too
  const limit = (bytes: number) => formatLimit(bytes, code);
  const texts = { list: say('files.list'), none: say('files.none'), next: say('files.continue') };
  return (
    <>
      <a className="back" href={fromCheck ? '/report/check' : '/report'}>
        {say(fromCheck ? 'question.backToCheck' : 'question.back')}
      </a>
      <ErrorSummary title={say('error.summary')} errors={outcome?.errors ?? {}} />
      <h1>{say('files.title')}</h1>
      <ul>
        <li>{say('files.limits', { files: page.maxFiles, size: limit(page.maxFileBytes), total: limit(page.maxSubmissionBytes) })}</li>
        <li>
          {page.refusedTypes.length > 0 ? say('files.refusedKinds', { endings: page.refusedTypes.join(', ') }) : say('files.everyKind')}
        </li>
      </ul>
      <FilesForm sending={page} outcome={outcome} texts={texts} fromCheck={fromCheck} tab="/report">
        <p>
          <a href="/report/statement">{say('files.statement')}</a>
        </p>
      </FilesForm>
    </>
  );
}
