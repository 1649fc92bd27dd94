import { formatMoment } from '#app/i18n/texts.ts';
import type { ReactNode } from 'react';
import type { ListData } from './routes/report._index.tsx';
import { useLanguage, useSay } from './speech.tsx';
import type { Task } from './tasks.ts';

/** Every page of the report with what is done and what is needed, in any order. Handing in is offered as soon as nothing needed is left. */
export function TaskList({ data: { groups, left, files, hasStatement, until, isUnknown } }: { data: ListData }) {
  const say = useSay();
  const { code } = useLanguage();
  return (
    <>
      <h1>{say('tasks.title')}</h1>
      {isUnknown ? <p className="panel">{say('start.incidentUnknown')}</p> : null}
      <p>{say('tasks.intro')}</p>
      {left === 0 ? (
        <div className="panel good">
          <p>{say('tasks.ready')}</p>
          <p>
            <a className="button" href="/report/check">
              {say('tasks.submitNow')}
            </a>
          </p>
        </div>
      ) : (
        <p>
          <b>{say('tasks.left', { count: left })}</b>
        </p>
      )}
      {groups.map(({ key, tasks }) => (
        <section className="group" key={key} aria-labelledby={`group-${key}`}>
          <h2 id={`group-${key}`}>{say(`tasks.group.${key}`)}</h2>
          <ul className="tasks">
            {tasks.map(({ name, path, state }) => (
              <Row key={name} id={name} path={path} state={state} label={say(`tasks.${name}`)} />
            ))}
            {key === 'files' ? (
              <>
                <Row
                  id="files"
                  path="/report/files"
                  state={files > 0 ? 'done' : 'optional'}
                  label={say('tasks.filesPage')}
                  {...(files > 0 ? { tag: say('tasks.files', { count: files }) } : {})}
                />
                <Row id="statement" path="/report/statement" state={hasStatement ? 'done' : 'optional'} label={say('tasks.statement')} />
              </>
            ) : null}
          </ul>
        </section>
      ))}
      <p>
        <a className={left === 0 ? 'button' : 'button second'} href="/report/check">
          {say('tasks.check')}
        </a>
      </p>
      <p className="quiet">{say('tasks.until', { until: formatMoment(new Date(until.at), code, until.zone) })}</p>
    </>
  );
}

type RowProps = { id: string; path: string; state: Task['state']; label: ReactNode; tag?: string };

/** The state stands in the link's description, so that a list of links read aloud says what is left. */
function Row({ id, path, state, label, tag }: RowProps) {
  const say = useSay();
  return (
    <li>
      <a href={path} aria-describedby={`state-${id}`}>
        {label}
      </a>
      <span id={`state-${id}`} className={state === 'optional' ? 'tag' : `tag ${state}`}>
        {tag ?? say(`tasks.${state}`)}
      </span>
    </li>
  );
}
