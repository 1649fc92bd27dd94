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
      {report.lines.length > 0 ? (
        <dl className="lines">
          {report.lines.map((line) => (
            <div key={line.label}>
              <dt>{line.label}</dt>
              <dd>
                {line.values.map((value) => (
                  <span key={value} dir={line.theirs ? 'auto' : undefined} className={line.theirs ? 'their-line' : 'value'}>
                    {value}
                  </span>
                ))}
              </dd>
            </div>
          ))}
        </dl>
      ) : null}
      {earlier.length > 0 && latest ? (
        <details>
          <summary>Earlier versions ({earlier.length})</summary>
          {earlier.map((version) => (
            <div key={version.version}>
              <h3>
                Version {version.version}, <Moment at={version.at} />
              </h3>
              <div className="their-words small" dir="auto">
                {version.narrative}
              </div>
            </div>
          ))}
        </details>
      ) : null}
    </section>
  );
}
