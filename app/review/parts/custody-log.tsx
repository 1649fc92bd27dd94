import { labelOf } from '../labels.ts';
import { Moment } from './moment.tsx';
import type { ReportShown } from './types.ts';

/** The chain of this report, newest first. Hashes are shortened here; the whole chain is in every bundle. */
export function CustodyLog({ report }: { report: ReportShown }) {
  const { events, total } = report.custody;
  return (
    <section aria-labelledby="custody-title">
      <h2 id="custody-title">
        Custody <span className="count">{total}</span>
      </h2>
      <details>
        <summary>{total > events.length ? `The latest ${events.length} of ${total} events` : 'All events, newest first'}</summary>
        <div className="scroll" tabIndex={0} role="region" aria-label="Custody events">
          <table className="log">
            <thead>
              <tr>
                <th scope="col">No.</th>
                <th scope="col">When (New York)</th>
                <th scope="col">What</th>
                <th scope="col">Who</th>
                <th scope="col">Hash</th>
              </tr>
            </thead>
            <tbody>
              {events.map((event) => (
                <tr key={event.seq}>
                  <td className="number">{event.seq}</td>
                  <td className="when">
                    <Moment at={event.at} seconds />
                  </td>
                  <td className="done">
                    {event.label}
                    {event.file === null ? '' : ` (file ${event.file})`}
                    {event.reason ? <span className="quiet"> · {labelOf({}, event.reason)}</span> : null}
                  </td>
                  <td>{event.actor}</td>
                  <td className="code" title={event.hash}>
                    {event.hash.slice(0, 12)}…
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </section>
  );
}
