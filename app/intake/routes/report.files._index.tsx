import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { formatLimit, formatSize, textsIn, type Say } from '#app/i18n/texts.ts';
import { ErrorSummary } from '#app/ui/error-summary.tsx';
import { FormState, TextField } from '#app/ui/form.tsx';
import { showName } from '#app/ui/visible-text.ts';
import { useLanguage, useSay } from '../speech.tsx';
import uploadScript from '../upload/page.ts?worker&url';
import { changeFiles, showFiles, type FilesOutcome } from '../upload/files-page.ts';

export const meta: MetaFunction = () => [{ title: textsIn('en')('files.title') }];
export const loader = (route: LoaderFunctionArgs) => showFiles(route);
export const action = (route: ActionFunctionArgs) => changeFiles(route);

/** What the script says is rendered here, in the page's language; it holds no sentence of its own. */
const spoken = [
  'waiting',
  'sending',
  'retrying',
  'failed',
  'failedUnknown',
  'stored',
  'storedNamed',
  'startedNamed',
  'changed',
  'remove',
  'removeNamed',
  'stay',
] as const;

export default function Files() {
  const page = useLoaderData<typeof loader>();
  const outcome = useActionData<typeof action>() as FilesOutcome | undefined;
  const errors = outcome?.errors ?? {};
  const say = useSay();
  const { code } = useLanguage();
  const size = (bytes: number) => formatSize(bytes, code);
  const limits = {
    files: page.maxFiles,
    size: formatLimit(page.maxFileBytes, code),
    total: formatLimit(page.maxSubmissionBytes, code),
    endings: page.refusedTypes.join(', '),
  };
  const captions = Object.fromEntries(page.files.map((file) => [`caption.${file.id}`, [file.caption]]));
  return (
    <>
      <a className="back" href="/report">
        {say('question.back')}
      </a>
      <ErrorSummary title={say('error.summary')} errors={errors} />
      <h1>{say('files.title')}</h1>
      <p>{say(page.refusedTypes.length > 0 ? 'files.limitsRefused' : 'files.limits', limits)}</p>
      <div className="panel">
        <p>{say('files.original')}</p>
        <p>{say('files.iphone')}</p>
        <p>{say('files.hidden')}</p>
      </div>
      <form method="post" encType="multipart/form-data" id="send" noValidate>
        <div className="field">
          <label htmlFor="file">{say('files.choose')}</label>
          <p className="hint" id="file-hint">
            <span data-with-script hidden>
              {say('files.choose.hint')}
            </span>
            <span data-without-script>{say('files.choose.hintPlain', { size: formatLimit(page.maxThroughServerBytes, code) })}</span>
          </p>
          {errors.file ? (
            <p className="error" id="file-error">
              {errors.file}
            </p>
          ) : null}
          <input type="file" id="file" name="file" multiple aria-describedby={errors.file ? 'file-hint file-error' : 'file-hint'} />
        </div>
        <button type="submit" data-without-script>
          {say('files.send')}
        </button>
      </form>
      <p role="status" aria-live="polite" className="hidden" id="announcements" />
      <form method="post" id="files" noValidate>
        <h2>{say('files.list')}</h2>
        <p id="none" hidden={page.files.length > 0}>
          {say('files.none')}
        </p>
        <FormState values={{ ...captions, ...outcome?.values }} errors={errors}>
          <ul className="files" id="list">
            {page.files.map((file) => (
              <FileItem key={file.id} say={say} id={file.id} name={file.name} size={size(file.size)} stored={file.stored} />
            ))}
          </ul>
        </FormState>
        <button type="submit">{say('files.continue')}</button>
      </form>
      <template id="item">
        <FileItem say={say} id="" name="" size="" stored />
      </template>
      <script type="application/json" id="words" dangerouslySetInnerHTML={{ __html: wordsAsJson(say, page.maxFileBytes, code) }} />
      <script src={uploadScript} defer />
    </>
  );
}

function FileItem({ say, id, name, size, stored }: { say: Say; id: string; name: string; size: string; stored: boolean }) {
  const shown = showName(name) || say('files.nameless');
  return (
    <li data-upload={id}>
      <h3>
        <bdi data-name>{shown}</bdi>
      </h3>
      <p>
        <span data-state>{say(stored ? 'files.stored' : 'files.unfinished')}</span>
        <span data-size className="quiet">
          {stored && size !== '' ? ` · ${size}` : ''}
        </span>
      </p>
      {stored ? null : <p className="quiet">{say('files.unfinishedHint')}</p>}
      <TextField name={`caption.${id}`} autoComplete="off" label={say('files.caption')} />
      <button type="submit" className="plain" name="remove" value={id} aria-label={say('files.removeNamed', { name: shown })}>
        {say('files.remove')}
      </button>
    </li>
  );
}

/** Data, not a script: browsers run nothing of this type. `<` is written so that no text can end the element. */
function wordsAsJson(say: Say, maxFileBytes: number, code: Parameters<typeof formatSize>[1]): string {
  const blanks = { percent: '{percent}', reason: '{reason}', name: '{name}' };
  const words = Object.fromEntries(spoken.map((key) => [key, say(`files.${key}`, blanks)]));
  const refused = {
    tooLarge: say('refusal.fileTooLarge.text', { limit: formatLimit(maxFileBytes, code) }),
    empty: say('refusal.fileEmpty.text'),
  };
  return JSON.stringify({ ...words, ...refused, maxFileBytes, locale: code }).replaceAll('<', String.raw`\u003c`);
}
