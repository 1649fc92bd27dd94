/** The page that asks for a moment: a sum that the device does by itself, or, without a script, a wait and a button. Either is enough. */
import { ErrorSummary } from '#app/ui/error-summary.tsx';
import type { TextKey } from '#app/i18n/texts.ts';
import { useSay } from '../speech.tsx';
import { HiddenField } from './hidden-field.tsx';
import type { Trouble } from './gate.ts';
import solveScript from './solve.ts?worker&url';
import type { AskPage } from './start.ts';

/** The `id` of this page's form, by which its script and the language menu find it. */
export const askForm = 'ask';

const troubles: Record<Trouble, TextKey> = { early: 'load.early', expired: 'load.expired', used: 'load.used', wrong: 'load.wrong' };

export function AskView({ page }: { page: AskPage }) {
  const say = useSay();
  const { challenge, wait, seconds, trouble, carried } = page;
  return (
    <>
      <ErrorSummary title={say('load.again')} errors={trouble === null ? {} : { go: say(troubles[trouble], { count: seconds }) }} />
      <h1>{say('load.title')}</h1>
      <p>{say('load.why')}</p>
      {trouble === 'used' ? (
        <p>
          <a href="/report">{say('load.started')}</a>
        </p>
      ) : null}
      <form
        method="post"
        noValidate
        id={askForm}
        data-challenge={JSON.stringify(challenge)}
        data-seconds={seconds}
        data-trouble={trouble ?? undefined}
      >
        {carried.map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <input type="hidden" name="wait" value={wait} />
        <input type="hidden" name="sum" value="" />
        <div data-with-script hidden>
          <p role="status" data-text={say('load.sum')} />
          <progress max={1} value={0} aria-label={say('load.progress')} />
        </div>
        <p data-without-script>{say('load.wait', { count: seconds })}</p>
        <button type="submit" id="go" data-without-script>
          {say('load.go')}
        </button>
      </form>
      <p className="quiet">{say('load.private')}</p>
      <script src={solveScript} defer />
    </>
  );
}

/** What someone sees who comes to this address by itself, by reloading or in another language: the button with which it began. */
export function StartAgainView() {
  const say = useSay();
  return (
    <>
      <h1>{say('load.begin')}</h1>
      <form method="post" id={askForm}>
        <HiddenField />
        <button type="submit">{say('load.begin')}</button>
      </form>
    </>
  );
}
