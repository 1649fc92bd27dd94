import { Form } from '@remix-run/react';
import { showName } from '#app/ui/visible-text.ts';
import { stageLabels, stageStateLabels, verdictLabel, verdictTone } from '../labels.ts';
import { formatBytes } from '../times.ts';
import { Hashes } from './hashes.tsx';
import { Metadata } from './metadata.tsx';
import { Moment } from './moment.tsx';
import { Original } from './original.tsx';
import type { ResultShown } from './outcome.tsx';
import type { MayShown, ReportShown } from './types.ts';
import { Viewer } from './viewer.tsx';

/** One file: what it looks like, how its processing stands, what is known about it. */
export function FileDetail({ report, may, result }: { report: ReportShown; may: MayShown; result: ResultShown }) {
  const { chosen } = report;
  const file = report.files.find((each) => each.id === chosen?.id);
  if (!chosen || !file) return null;
  return (
    <article className="file" aria-labelledby="file-title">
      <h3 id="file-title">
        {file.ordinal}. <bdi>{showName(file.name)}</bdi>
      </h3>
      {file.caption ? (
        <p className="their-words small" dir="auto">
          {file.caption}
        </p>
      ) : null}
      <p className="sub">
        <span>{formatBytes(file.size)}</span>
        <span>{file.type ?? 'kind not known yet'}</span>
        <span className={`chip ${verdictTone[file.verdict]}`}>{verdictLabel(file.verdict)}</span>
        {chosen.scan ? (
          <span>
            {chosen.scan.engine},{' '}
            {chosen.scan.signatures === 'eicar-only' ? (
              'test signature only'
            ) : chosen.scan.signaturesDate ? (
              <>
                signatures of <Moment at={chosen.scan.signaturesDate} />
              </>
            ) : (
              'date of signatures unknown'
            )}
            {chosen.scan.finding ? <> · found: {chosen.scan.finding}</> : null}
          </span>
        ) : null}
      </p>
      <Viewer copies={chosen.copies} labelled={file.verdict !== 'clean'} verdict={file.verdict} />
      <Stages report={report} file={file} may={may} />
      <Hashes chosen={chosen} />
      {chosen.declared.length > 0 ? (
        <details>
          <summary>What the witness said about the file</summary>
          <dl className="lines">
            {chosen.declared.map((each) => (
              <div key={each.label}>
                <dt>{each.label}</dt>
                <dd dir="auto">{each.value}</dd>
              </div>
            ))}
          </dl>
        </details>
      ) : null}
      <Metadata readings={chosen.metadata} />
      {may.original ? <Original file={file} may={may} result={result} restricted={report.restricted !== null} /> : null}
    </article>
  );
}

type FileShown = ReportShown['files'][number];

function Stages({ report, file, may }: { report: ReportShown; file: FileShown; may: MayShown }) {
  return (
    <ul className="stages" aria-label="Processing">
      {file.stages.map((stage) => {
        const stuck = stage.state === 'failed' || stage.state === 'parked';
        return (
          <li key={stage.stage} className={stage.state}>
            <span>
              {stageLabels[stage.stage]}: <strong>{stageStateLabels[stage.state]}</strong>
              {stage.state === 'running' && stage.percent !== null ? `, ${stage.percent} %` : ''}
              {stage.reason ? <span className="reason"> ({stage.reason})</span> : null}
            </span>
            {stuck && may.retry && report.restricted === null ? (
              <Form method="post" preventScrollReset>
                <input type="hidden" name="fileId" value={file.id} />
                <input type="hidden" name="stage" value={stage.stage} />
                <button name="intent" value="retry" className="second small">
                  Try again
                </button>
              </Form>
            ) : null}
          </li>
        );
      })}
    </ul>
  );
}
