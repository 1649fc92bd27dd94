import { json, type ActionFunctionArgs, type MetaFunction } from '@remix-run/node';
import { useActionData } from '@remix-run/react';
import { refusals } from '#app/http/refusals.ts';
import { formatMoment, formatSize, languageOf, textsIn, type TextKey } from '#app/i18n/texts.ts';
import { ErrorSummary } from '#app/ui/error-summary.tsx';
import { FormState, TextField } from '#app/ui/form.tsx';
import { showName } from '#app/ui/visible-text.ts';
import { followReport, type FollowedFile, type FollowedReport } from '#db/intake/follow.ts';
import { followProof, normaliseReference } from '#infra/vault/witness.ts';
import { AnswerList, describeAnswers, type AnswerGroup } from '../answers-view.tsx';
import { readBody, sayProblems } from '../questions/question-page.ts';
import { orRefuse } from '../refuse.ts';
import { useLanguage, useSay } from '../speech.tsx';

const english = textsIn('en');
export const meta: MetaFunction = () => [{ title: english('follow.title') }];

type Shown = {
  reference: string;
  status: string;
  receivedAt: string;
  files: FollowedFile[];
  report: AnswerGroup[] | null;
};
type Outcome = { errors: Record<string, string>; values: Record<string, string[]>; shown: Shown | null };

/** The proof travels in the body of this one request: no address, no cookie and no page history holds it, and the answer is never stored. */
export async function action({ request, context }: ActionFunctionArgs) {
  const form = await readBody(request);
  const reference = form.text('reference', { limit: 100, required: 'follow.reference.required' });
  const passphrase = form.text('passphrase', { limit: 500, required: 'follow.passphrase.required' });
  const values = { reference: form.values.reference ?? [] }; // a passphrase is never sent back
  const refuse = (errors: Record<string, string>, status: number) => json<Outcome>({ errors, values, shown: null }, { status });
  if (reference === undefined || passphrase === undefined) return refuse(sayProblems(english, form.problems), 422);
  return orRefuse(async () => {
    const settings = await context.intake.settings();
    try {
      const found = await followReport(context.sql, normaliseReference(reference), followProof(reference, passphrase));
      return json<Outcome>({ errors: {}, values: {}, shown: describe(found, settings['intake.statuses']) });
    } catch (error) {
      if ((error as Error).name !== 'NoSuchReport') throw error;
      const { text, status } = refusals.noSuchReport;
      return refuse({ reference: english(text) }, status);
    }
  });
}

/** The office's words for a decision where it has some, else for the state. */
function describe(found: FollowedReport, statuses: Record<string, string>): Shown {
  const language = languageOf('en');
  const decided =
    found.state === 'triaged' && found.decision !== null && Object.hasOwn(statuses, found.decision) ? statuses[found.decision] : undefined;
  return {
    reference: found.reference,
    status: decided ?? statuses[found.state] ?? '',
    receivedAt: found.receivedAt.toISOString(),
    files: found.files,
    report: found.report && describeAnswers(textsIn(language.code), language.code, found.report),
  };
}

export default function Follow() {
  const outcome = useActionData<typeof action>() as Outcome | undefined; // what Remix's serialised type cannot say: it is JSON already
  return outcome?.shown ? <Report shown={outcome.shown} /> : <Ask values={outcome?.values ?? {}} errors={outcome?.errors ?? {}} />;
}

function Ask({ values, errors }: { values: Record<string, string[]>; errors: Record<string, string> }) {
  const say = useSay();
  return (
    <>
      <ErrorSummary title={say('error.summary')} errors={errors} />
      <h1>{say('follow.title')}</h1>
      <p>{say('follow.intro')}</p>
      <form method="post" noValidate autoComplete="off">
        <FormState values={values} errors={errors}>
          <TextField
            name="reference"
            autoComplete="off"
            spellCheck={false}
            label={say('follow.reference')}
            hint={say('follow.reference.hint')}
          />
          <TextField
            name="passphrase"
            autoComplete="off"
            spellCheck={false}
            label={say('follow.passphrase')}
            hint={say('follow.passphrase.hint')}
          />
        </FormState>
        <button type="submit">{say('follow.open')}</button>
      </form>
    </>
  );
}

function Report({ shown }: { shown: Shown }) {
  const say = useSay();
  const { code } = useLanguage();
  return (
    <>
      <h1>{shown.reference}</h1>
      <div className="panel">
        <h2>{say('follow.status')}</h2>
        <p className="lead" id="status">
          {shown.status}
        </p>
        <p>{say('follow.received', { time: formatMoment(new Date(shown.receivedAt), code, 'America/New_York') })}</p>
      </div>
      <h2>{say('follow.files')}</h2>
      {shown.files.length === 0 ? <p>{say('follow.noFiles')}</p> : null}
      <ul className="files">
        {shown.files.map((file) => (
          <li key={file.ordinal}>
            <h3>
              <bdi>{showName(file.name) || say('files.nameless')}</bdi>
            </h3>
            <p>{formatSize(file.size, code)}</p>
            {file.sha256Declared === null ? null : (
              <>
                <p className="quiet">{say(file.hashSource === 'device' ? 'receipt.hash.device' : 'receipt.hash.server')}</p>
                <p className="code">{file.sha256Declared}</p>
              </>
            )}
            <p>
              <strong>{say(verdictOf(file))}</strong>
            </p>
          </li>
        ))}
      </ul>
      <h2>{say('follow.report')}</h2>
      {shown.report === null ? (
        <p>{say('follow.hidden')}</p>
      ) : (
        shown.report.filter(({ rows }) => rows.length > 0).map((group) => <AnswerList key={group.section} group={group} say={say} />)
      )}
      <p className="quiet">{say('follow.close')}</p>
    </>
  );
}

function verdictOf({ sha256, sha256Declared }: FollowedFile): TextKey {
  if (sha256 === null) return 'follow.notYet';
  if (sha256Declared === null) return 'follow.onlyOurs';
  return sha256 === sha256Declared ? 'follow.same' : 'follow.different';
}
