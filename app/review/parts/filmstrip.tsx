import { Link } from '@remix-run/react';
import { useState } from 'react';
import { showName } from '#app/ui/visible-text.ts';
import { verdictShort, verdictTone } from '../labels.ts';
import { formatBytes } from '../times.ts';
import type { ReportShown } from './types.ts';

/** All files as tiles, blurred until asked: nobody has to see what they did not choose to see. */
export function Filmstrip({ report }: { report: ReportShown }) {
  const [clear, setClear] = useState(false);
  return (
    <>
      <p className="strip-line">
        <button type="button" className="second small" aria-pressed={clear} onClick={() => setClear(!clear)}>
          {clear ? 'Blur the small pictures' : 'Show the small pictures'}
        </button>
        <span className="quiet">They may be distressing.</span>
      </p>
      <ul className={`filmstrip ${clear ? 'clear' : ''}`}>
        {report.files.map((file) => {
          const busy = file.stages.some(({ state }) => state === 'pending' || state === 'running');
          const stopped = file.stages.some(({ state }) => state === 'failed' || state === 'parked');
          return (
            <li key={file.id}>
              <Link to={`?file=${file.ordinal}`} preventScrollReset aria-current={file.id === report.chosen?.id ? 'true' : undefined}>
                <span className="tile">
                  {file.thumbnail ? (
                    <img src={file.thumbnail} crossOrigin="anonymous" alt="" width={160} height={120} />
                  ) : (
                    <span className="no-picture">{kindOf(file.type)}</span>
                  )}
                </span>
                <span className="tile-name">
                  {file.ordinal}. <bdi>{showName(file.name)}</bdi>
                </span>
                <span className="sub">
                  <span>{formatBytes(file.size)}</span>
                </span>
                <span className={`chip ${verdictTone[file.verdict]}`}>{verdictShort[file.verdict]}</span>
                {file.restricted ? <span className="chip bad">Restricted</span> : null}
                {busy ? (
                  <span className="chip wait">In processing</span>
                ) : stopped ? (
                  <span className="chip warn">A step stopped</span>
                ) : null}
              </Link>
            </li>
          );
        })}
      </ul>
    </>
  );
}

function kindOf(type: string | null): string {
  if (!type) return 'Unknown kind';
  const [main = '', sub = ''] = type.split('/');
  return ['image', 'video', 'audio'].includes(main) ? `${main.charAt(0).toUpperCase()}${main.slice(1)}` : sub.toUpperCase().slice(0, 12);
}
