import { formatDay, formatLimit } from '#app/i18n/texts.ts';
import { titleIn } from '../incidents.ts';
import { HiddenField } from '../load/hidden-field.tsx';
import { useAddress, useLanguage, useSay } from '../speech.tsx';
import type { StartData } from './read-start.ts';

/** The first page. With a link of the office's it stands at that link's address, so that nothing is lost before the witness has decided. */
export function StartView({ data }: { data: StartData }) {
  const say = useSay();
  const { code } = useLanguage();
  const link = useAddress();
  const { hours, files, fileBytes } = data;
  return (
    <>
      <h1>{say('start.title')}</h1>
      <p className="lead">{say('notice.start.1')}</p>
      <OpenReport draft={data.draft} />
      <LinkedIncident data={data} />
      <div className="panel warn">
        <h2>{say('start.before')}</h2>
        <ul>
          <li>{say('notice.start.2')}</li>
          <li>{say('notice.start.3')}</li>
          <li>{say('notice.referral')}</li>
        </ul>
      </div>
      <h2>{say('start.reads')}</h2>
      <ul>
        <li>{say('notice.start.4')}</li>
        <li>{say('start.may')}</li>
        <li>{say('start.choose')}</li>
        <li>{say('start.status')}</li>
      </ul>
      <h2>{say('start.safety')}</h2>
      <ul>
        {([1, 2, 3, 4] as const).map((number) => (
          <li key={number}>{say(`notice.safety.${number}`)}</li>
        ))}
      </ul>
      <h2>{say('start.how')}</h2>
      <ol>
        <li>{say('start.how.1')}</li>
        <li>{say('start.how.2', { files, size: formatLimit(fileBytes, code) })}</li>
        <li>{say('start.how.3')}</li>
      </ol>
      <p>{say('start.time')}</p>
      <p>{say('start.kept', { hours })}</p>
      <StartForm data={data} />
      <p>
        {say('start.return')} <a href={link('/follow')}>{say('shell.follow')}</a>
      </p>
    </>
  );
}

/** A report that this browser already holds. */
function OpenReport({ draft }: Pick<StartData, 'draft'>) {
  const say = useSay();
  const link = useAddress();
  if (draft === null) return null;
  return (
    <div className="panel">
      <p>{say(draft.submitted ? 'start.receiptThere' : 'start.again')}</p>
      <p>
        <a className="button" href={link(draft.submitted ? '/report/receipt' : '/report')}>
          {say(draft.submitted ? 'start.receipt' : 'start.continue')}
        </a>
      </p>
    </div>
  );
}

function LinkedIncident({ data: { incident, isUnknown } }: { data: StartData }) {
  const say = useSay();
  const { code } = useLanguage();
  if (isUnknown) return <p className="panel">{say('start.incidentUnknown')}</p>;
  if (incident === null) return null;
  return (
    <div className="panel">
      <h2>{say('start.incident')}</h2>
      <p>
        <b dir="auto">{titleIn(incident.title, code)}</b>
        <br />
        {say('event.incident.about', { date: formatDay(incident.date, code), place: incident.place })}
      </p>
      <p>{say('start.incidentHint')}</p>
    </div>
  );
}

/** The only form that starts a draft. A browser that holds one keeps it, unless the witness says that it may go. */
function StartForm({ data: { draft, incident } }: { data: StartData }) {
  const say = useSay();
  const link = useAddress();
  const isOpen = draft !== null && !draft.submitted;
  return (
    <form method="post" action={link('/report')}>
      <HiddenField />
      {incident ? <input type="hidden" name="incident" value={incident.code} /> : null}
      {draft ? <input type="hidden" name="again" value={draft.submitted ? 'receipt' : 'draft'} /> : null}
      {draft?.submitted ? <p>{say('start.receiptGoes')}</p> : null}
      <button type="submit" className={draft ? 'second' : undefined}>
        {say(isOpen ? 'start.beginAgain' : 'start.begin')}
      </button>
    </form>
  );
}
