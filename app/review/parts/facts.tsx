import { Link } from '@remix-run/react';
import { factTone } from '../labels.ts';
import type { ReportShown } from './types.ts';

/** Facts about consistency, each with its evidence. None is a verdict, and they are never counted together. */
export function Facts({ report }: { report: ReportShown }) {
  return (
    <section aria-labelledby="facts-title">
      <h2 id="facts-title">
        Facts <span className="count">{report.facts.length}</span>
      </h2>
      {report.facts.length === 0 ? (
        <p className="nothing">{report.state === 'processing' ? 'Gathered when the files have been read.' : 'None were found.'}</p>
      ) : (
        <ul className="fact-list">
          {report.facts.map((fact) => (
            <li key={fact.id} className={factTone[fact.kind] ?? 'note'}>
              <span>{fact.label}</span>
              {fact.file === null ? null : (
                <Link to={`?file=${fact.file}`} preventScrollReset className="where">
                  file {fact.file}
                </Link>
              )}
              {fact.evidence.length > 0 ? (
                <dl>
                  {fact.evidence.map((pair, index) => (
                    <div key={index}>
                      <dt>{pair.name}</dt>
                      <dd dir="auto">{pair.value}</dd>
                    </div>
                  ))}
                </dl>
              ) : null}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
