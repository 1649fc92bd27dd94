import { Moment } from './moment.tsx';
import type { ReportShown } from './types.ts';

/** The witness's own words and structured answers. Hostile text: shown as text, in its own direction. */
export function Report({ report }: { report: ReportShown }) {
  const [latest, ...earlier] = report.versions;
  return (
    <section aria-labelledby="report-title" className="report">
      <h2 id="report-title">What happened</h2>
      {report.narrative ? (
        <div className="their-words" dir="auto" lang={report.language}>
          {report.narrative}
        </div>
      ) : (
        <p className="nothing">No written account.</p>
      )}
      {report.answers.map((group) => (
        <details key={group.title} open className="answer-group">
          <summary>{group.title}</summary>
          <dl className="lines">
            {group.rows.map((row, index) => (
              <div key={index} className={row.heading && index > 0 ? 'entry-start' : undefined}>
                <dt>
                  {row.heading ? <span className="entry-name">{row.heading}: </span> : null}
                  {row.label}
                </dt>
                <dd>
                  <span dir={row.theirs ? 'auto' : undefined} className={row.theirs ? 'their-line' : 'value'}>
                    {row.value}
                  </span>
                </dd>
              </div>
            ))}
          </dl>
        </details>
      ))}
      {earlier.length > 0 && latest ? (
        <details>
          <summary>Earlier versions ({earlier.length})</summary>
          {earlier.map((version) => (
            <div key={version.version}>
              <h3>
                Version {version.version}, <Moment at={version.at} />
              </h3>
              {version.narrative ? (
                <div className="their-words small" dir="auto">
                  {version.narrative}
                </div>
              ) : null}
            </div>
          ))}
        </details>
      ) : null}
    </section>
  );
}
