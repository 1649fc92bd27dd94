/** The parts of a returning witness's page. Everything from the record is shown as text: also what the office wrote. */
import { formatMoment, formatSize } from '#app/i18n/texts.ts';
import { showName } from '#app/ui/visible-text.ts';
import type { FollowedFile, FollowedMessage } from '#db/intake/follow.ts';
import { AnswerList, describeAnswers } from '../answers-view.tsx';
import { useLanguage, useSay } from '../speech.tsx';
import { correctable } from './correctable.ts';
import type { ReturnPage } from './page.ts';
import { statusKey } from './status.ts';
import { verdictOf } from './verdict.ts';

/** Times of the record in the office's own zone, which is also where things happened. */
export function useMoment(): (at: string) => string {
  const { code } = useLanguage();
  return (at) => formatMoment(new Date(at), code, 'America/New_York');
}

export function Status({ page }: { page: ReturnPage }) {
  const say = useSay();
  const moment = useMoment();
  return (
    <div className="panel">
      <h2>{say('follow.status')}</h2>
      <p className="lead" id="status">
        {say(statusKey(page))}
      </p>
      {page.state === 'triaged' || page.state === 'closed' ? null : <p>{say('status.response', { days: page.responseDays })}</p>}
      <p>{say('follow.received', { time: moment(page.receivedAt) })}</p>
    </div>
  );
}

/** What the office asks for; what was sent for it stays to be seen. `plain`: without the way to send something, on the page that is that way. */
export function Requests({ page, plain = false }: { page: Pick<ReturnPage, 'requests' | 'files' | 'mark'>; plain?: boolean }) {
  const say = useSay();
  if (page.requests.length === 0) return null;
  const isOpen = page.requests.some(({ answer }) => answer === null);
  return (
    <section className={isOpen ? 'panel warn' : undefined} aria-labelledby="requests">
      <h2 id="requests">{say('follow.requests')}</h2>
      <ul>
        {page.requests.map((request) => (
          <li key={request.id}>
            <p>
              <strong>{say('follow.request.file', { number: request.file })}</strong>{' '}
              <bdi>{showName(page.files.find(({ ordinal }) => ordinal === request.file)?.name ?? '')}</bdi>
            </p>
            <p>
              {request.answer === null
                ? say(`follow.request.${request.reason}`)
                : say('follow.request.answered', { number: request.answer })}
            </p>
          </li>
        ))}
      </ul>
      {isOpen && !plain ? <AddButton mark={page.mark} label={say('follow.request.send')} /> : null}
    </section>
  );
}

/** Files that were sent and are not part of the report yet: said wherever something is about to end them, with the way to hand them in. */
export function Waiting({ count }: { count: number }) {
  const say = useSay();
  if (count === 0) return null;
  return (
    <div className="panel warn no-print">
      <p>{say('follow.add.open')}</p>
      <p>
        <a className="button second" href="/follow/add">
          {say('follow.add.check')}
        </a>
      </p>
    </div>
  );
}

/** A button, because it starts something: a list of files that is kept until it is handed in. */
export function AddButton({ mark, label }: { mark: string; label: string }) {
  return (
    <form method="post" action="/follow/report">
      <input type="hidden" name="opened" value={mark} />
      <button type="submit" name="do" value="add" className="second">
        {label}
      </button>
    </form>
  );
}

export function Messages({ messages }: { messages: readonly FollowedMessage[] }) {
  const say = useSay();
  const moment = useMoment();
  if (messages.length === 0) return <p>{say('follow.messages.none')}</p>;
  return (
    <ol className="messages">
      {messages.map(({ id, sender, body, at }) => (
        <li key={id} className={sender}>
          <h3>{say(sender === 'witness' ? 'follow.messages.you' : 'follow.messages.office', { time: moment(at) })}</h3>
          <p dir="auto">{body}</p>
        </li>
      ))}
    </ol>
  );
}

export function Files({ files }: { files: readonly FollowedFile[] }) {
  const say = useSay();
  const { code } = useLanguage();
  const moment = useMoment();
  if (files.length === 0) return <p>{say('follow.noFiles')}</p>;
  return (
    <ul className="files">
      {files.map((file) => (
        <li key={file.ordinal}>
          <h3>
            {file.ordinal}. <bdi>{showName(file.name) || say('files.nameless')}</bdi>
          </h3>
          <p>{formatSize(file.size, code)}</p>
          {file.later ? <p className="quiet">{say('follow.later', { time: moment(file.at) })}</p> : null}
          <p>{say(verdictOf(file))}</p>
          <details>
            <summary>{say('follow.fingerprints')}</summary>
            {file.sha256Declared === null ? null : (
              <>
                <p className="quiet">{say(file.hashSource === 'device' ? 'follow.fingerprint.device' : 'follow.fingerprint.server')}</p>
                <p className="code">{file.sha256Declared}</p>
              </>
            )}
            {file.sha256 === null ? null : (
              <>
                <p className="quiet">{say('follow.fingerprint.ours')}</p>
                <p className="code">{file.sha256}</p>
              </>
            )}
          </details>
        </li>
      ))}
    </ul>
  );
}

/** The report as it was handed in, with what was corrected since; only where the witness wants it here. */
export function Report({ page }: { page: ReturnPage }) {
  const say = useSay();
  const { code } = useLanguage();
  const moment = useMoment();
  const { report } = page;
  return (
    <>
      {report === null ? (
        <p>{say('follow.hidden')}</p>
      ) : (
        describeAnswers(say, code, report, page.incidents)
          .filter(({ section, rows }) => rows.length > 0 && section !== 'use')
          .map((group) => <AnswerList key={group.section} group={group} say={say} />)
      )}
      {report?.corrections && report.corrections.length > 0 ? (
        <section aria-labelledby="corrections">
          <h3 id="corrections">{say('follow.corrections')}</h3>
          {report.corrections.map(({ section, text, at }, index) => (
            <div key={index}>
              <p className="quiet">{say('follow.correction', { section: sayPart(say, section), time: moment(at) })}</p>
              <p dir="auto" className="written">
                {text}
              </p>
            </div>
          ))}
        </section>
      ) : null}
      {page.changes.length > 0 ? (
        <>
          <h3>{say('follow.changes')}</h3>
          <ul>
            {page.changes.map(({ kind, at }, index) => (
              <li key={index}>{say(`follow.changed.${kind}`, { time: moment(at) })}</li>
            ))}
          </ul>
        </>
      ) : null}
    </>
  );
}

export function Choices({ page }: { page: ReturnPage }) {
  const say = useSay();
  if (page.use === null) return <p>{say('follow.choices.unknown')}</p>;
  const { use } = page;
  const chosen = [
    ...(['prosecutors', 'oversight', 'publicReport'] as const).filter((key) => use.sharing[key]),
    ...(use.showsReport ? (['showsReport'] as const) : []),
  ];
  if (chosen.length === 0) return <p>{say('label.use.sharing.none')}</p>;
  return (
    <ul>
      {chosen.map((key) => (
        <li key={key}>{say(`use.${key}`)}</li>
      ))}
    </ul>
  );
}

function sayPart(say: ReturnType<typeof useSay>, section: string): string {
  const known = correctable.find((key) => key === section);
  return known === undefined ? section : say(`tasks.${known}`);
}
