import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { formatLimit, formatSize } from '#app/i18n/texts.ts';
import { ErrorSummary } from '#app/ui/error-summary.tsx';
import { FormState } from '#app/ui/form.tsx';
import type { LanguageHandle } from '../language-menu.tsx';
import { titled, useLanguage, useSay } from '../speech.tsx';
import { aboutValues } from '../upload/about-form.ts';
import { ChooseFiles } from '../upload/choose-files.tsx';
import { FileRow, RowTemplate } from '../upload/file-row.tsx';
import { changeFiles, showFiles } from '../upload/files-page.ts';
import uploadScript from '../upload/page.ts?worker&url';
import type { FilesOutcome } from '../upload/posted.ts';

/** What is typed here comes back in the other language. */
export const handle: LanguageHandle = { languageForm: 'files' };
export const meta = titled('files.title');
export const loader = (route: LoaderFunctionArgs) => showFiles(route);
export const action = (route: ActionFunctionArgs) => changeFiles(route);

export default function Files() {
  const page = useLoaderData<typeof loader>();
  const outcome = useActionData<typeof action>() as FilesOutcome | undefined;
  const errors = outcome?.errors ?? {};
  const say = useSay();
  const { code } = useLanguage();
  const limit = (bytes: number) => formatLimit(bytes, code);
  const said = Object.assign({}, ...page.files.map(aboutValues)) as Record<string, string[]>; // one object of all rows' fields
  const words = {
    maxFileBytes: page.maxFileBytes,
    tooLarge: say('refusal.fileTooLarge.text', { limit: limit(page.maxFileBytes) }),
    locale: code,
  };
  return (
    <>
      <a className="back" href="/report">
        {say('question.back')}
      </a>
      <ErrorSummary title={say('error.summary')} errors={errors} />
      <h1>{say('files.title')}</h1>
      <ul>
        <li>{say('files.limits', { files: page.maxFiles, size: limit(page.maxFileBytes), total: limit(page.maxSubmissionBytes) })}</li>
        <li>
          {page.refusedTypes.length > 0 ? say('files.refusedKinds', { endings: page.refusedTypes.join(', ') }) : say('files.everyKind')}
        </li>
      </ul>
      <div className="panel">
        <p>{say('files.original')}</p>
        <p>{say('files.iphone')}</p>
        <p>{say('files.hidden')}</p>
        <p>
          <a href="/report/statement">{say('files.statement')}</a>
        </p>
      </div>
      <FormState values={{ ...said, ...outcome?.values }} errors={errors}>
        <form method="post" encType="multipart/form-data" id="files" noValidate>
          <ChooseFiles
            say={say}
            label={say('files.choose')}
            hint={say('files.choose.hint')}
            plainHint={say('files.choose.hintPlain', { size: limit(page.maxThroughServerBytes) })}
            send={say('files.send')}
          />
          <h2>{say('files.list')}</h2>
          <p id="none" hidden={page.files.length > 0}>
            {say('files.none')}
          </p>
          <ul className="files" id="list">
            {page.files.map((file) => (
              <FileRow key={file.id} say={say} {...file} size={formatSize(file.size, code)} asks />
            ))}
          </ul>
          <button type="submit" name="go" value="on">
            {say('files.continue')}
          </button>
        </form>
        <RowTemplate say={say} asks words={words} />
      </FormState>
      <script src={uploadScript} defer />
    </>
  );
}
