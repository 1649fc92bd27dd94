import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useActionData, useLoaderData, useSearchParams } from '@remix-run/react';
import { sayTerm } from '#app/i18n/terms.ts';
import { formatLimit, type Say } from '#app/i18n/texts.ts';
import { ErrorSummary } from '#app/ui/error-summary.tsx';
import { FormState, Select } from '#app/ui/form.tsx';
import { spokenKeys } from '#db/vocabularies/spoken.ts';
import type { LanguageHandle } from '../language-menu.tsx';
import { titled, useLanguage, useSay } from '../speech.tsx';
import { ChooseFiles, Leaving, UnderWay } from '../upload/choose-files.tsx';
import { FileRow, RowTemplate } from '../upload/file-row.tsx';
import type { FilesOutcome } from '../upload/posted.ts';
import { changeStatement, showStatement } from '../upload/statement-page.ts';
import statementScript from '../upload/statement.ts?worker&url';

/** What is typed here comes back in the other language. */
export const handle: LanguageHandle = { languageForm: 'files' };
export const meta = titled('statement.title');
export const loader = (route: LoaderFunctionArgs) => showStatement(route);
export const action = (route: ActionFunctionArgs) => changeStatement(route);

/** What the recorder says. */
const spoken = [
  'started',
  'paused',
  'resumed',
  'stopped',
  'full',
  'nearlyFull',
  'listening',
  'listened',
  'deleted',
  'deleteSure',
  'refused',
  'noMicrophone',
  'broken',
  'silentPlayer',
  'stay',
] as const;

export default function Statement() {
  const page = useLoaderData<typeof loader>();
  const outcome = useActionData<typeof action>() as FilesOutcome | undefined;
  const errors = outcome?.errors ?? {};
  const say = useSay();
  const { code } = useLanguage();
  const [search] = useSearchParams();
  const fromCheck = search.get('from') === 'check' || outcome?.values.from?.[0] === 'check';
  const minutes = page.longestRecording / 60;
  const languages = spokenKeys.map((value) => ({ value, label: sayTerm(say, 'spoken', value) }));
  const words = {
    ...Object.fromEntries(spoken.map((key) => [key, say(`statement.${key}`, { time: '{time}', minutes })])),
    unsuitable: say('statement.unsuitable'),
    recordingName: say('statement.recordingName'),
    seconds: page.longestRecording,
  };
  return (
    <>
      <a className="back" href={fromCheck ? '/report/check' : '/report'}>
        {say(fromCheck ? 'question.backToCheck' : 'question.back')}
      </a>
      <ErrorSummary title={say('error.summary')} errors={errors} />
      <h1>{say('statement.title')}</h1>
      <p>{say('statement.who')}</p>
      <div className="panel">
        <ul>
          <li>{say('statement.what')}</li>
          <li>
            {say('statement.notEvidence')} <a href="/report/files">{say('files.title')}</a>
          </li>
          <li>{say('statement.staff')}</li>
          <li>{say('statement.voice')}</li>
          <li>{say('statement.device')}</li>
          <li>
            {say('files.limits', {
              files: page.maxFiles,
              size: formatLimit(page.maxFileBytes, code),
              total: formatLimit(page.maxSubmissionBytes, code),
            })}
          </li>
          <li data-with-script hidden>
            {say('files.kept')}
          </li>
        </ul>
      </div>
      <FormState values={{ language: page.language === '' ? [] : [page.language], ...outcome?.values }} errors={errors}>
        <form method="post" encType="multipart/form-data" id="files" autoComplete="off" noValidate>
          <input type="hidden" name="spoken" value={code} />
          {fromCheck ? <input type="hidden" name="from" value="check" /> : null}
          <Recorder say={say} minutes={minutes} />
          <ChooseFiles
            say={say}
            label={say('statement.choose')}
            hint={say('statement.choose.hint')}
            plainHint={say('statement.choose.hintPlain', { size: formatLimit(page.maxThroughServerBytes, code) })}
            send={say('statement.sendChosen')}
            accept="audio/*,video/*"
          />
          <h2>{say('statement.list')}</h2>
          <UnderWay say={say} tab="/report" />
          <p id="none" hidden={page.files.length > 0}>
            {say('statement.none')}
          </p>
          <ul className="files" id="list">
            {page.files.map((file) => (
              <FileRow key={file.id} say={say} code={code} {...file} asks={false} />
            ))}
          </ul>
          <Select
            name="language"
            label={say('statement.language')}
            hint={say('statement.language.hint')}
            options={[{ value: '', label: say('files.about.notSaid') }, ...languages]}
          />
          <Leaving say={say} />
          <button type="submit" name="go" value="on" id="go-on">
            {say('files.continue')}
          </button>
        </form>
        <RowTemplate say={say} code={code} asks={false} limits={page} words={words} />
      </FormState>
      <script src={statementScript} defer />
    </>
  );
}

/** Shown by the script where the browser can record. `data-in`: in which states of the recorder a button is there. */
function Recorder({ say, minutes }: { say: Say; minutes: number }) {
  const buttons = [
    { act: 'record', states: 'idle asking', label: say('statement.record') },
    { act: 'pause', states: 'recording', label: say('statement.pause') },
    { act: 'resume', states: 'paused', label: say('statement.resume') },
    { act: 'stop', states: 'recording paused', label: say('statement.stop') },
    { act: 'listen', states: 'recorded', label: say('statement.listen') },
    { act: 'hush', states: 'listening', label: say('statement.hush') },
    { act: 'send', states: 'recorded listening', label: say('statement.send') },
    { act: 'drop', states: 'recorded listening', label: say('statement.drop') },
  ];
  return (
    <>
      <section className="recorder" id="recorder" data-state="idle" aria-labelledby="recorder-title" hidden>
        <h2 id="recorder-title" tabIndex={-1}>
          {say('statement.here')}
        </h2>
        <p className="hint">{say('statement.here.hint', { minutes })}</p>
        <p className="clock">
          <span role="timer" id="clock">
            0:00
          </span>{' '}
          <small>{say('statement.of', { time: `${minutes}:00` })}</small>
        </p>
        <div className="actions">
          {buttons.map(({ act, states, label }) => (
            <button
              key={act}
              type="button"
              data-act={act}
              data-in={states}
              hidden={!states.includes('idle')}
              className={['record', 'send', 'stop', 'resume'].includes(act) ? undefined : 'second'}
            >
              {label}
            </button>
          ))}
        </div>
      </section>
      <p className="error" id="trouble" role="alert" hidden />
      <p className="quiet" id="cannot" hidden>
        {say('statement.cannot')}
      </p>
    </>
  );
}
