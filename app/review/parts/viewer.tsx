import { useState } from 'react';
import { verdicts } from '#db/vocabularies/verdicts.ts';
import type { Verdict } from '#db/vocabularies/verdicts.ts';
import { words } from '../labels.ts';
import { formatBytes } from '../times.ts';
import type { ReportShown } from './types.ts';

type Copy = NonNullable<ReportShown['chosen']>['copies'][number];
const large = new Set(['view', 'page', 'proxy', 'poster', 'filmstrip', 'waveform']);

/** Viewing copies made in the sandbox, blurred and muted until asked. The original is never shown here. */
export function Viewer({ copies, labelled, verdict }: { copies: Copy[]; labelled: boolean; verdict: Verdict }) {
  const [shown, setShown] = useState(false);
  const [at, setAt] = useState(0);
  if (verdicts[verdict].derivatives === 'none') {
    return (
      <p className="nothing">
        {verdict === 'pending'
          ? 'Viewing copies are shown after the malware scan.'
          : 'No viewing copies are shown because of the result of the malware scan.'}
      </p>
    );
  }
  const best = copies.filter((copy) => large.has(copy.kind));
  const usable = best.length > 0 ? best : copies;
  const copy = usable[Math.min(at, usable.length - 1)];
  if (!copy) return <p className="nothing">No viewing copy could be made of this kind of file, or not yet.</p>;
  return (
    <figure className={`viewer ${shown ? 'clear' : ''}`}>
      <div className="stage">
        <Medium copy={copy} />
        {shown ? null : (
          <button type="button" className="reveal" onClick={() => setShown(true)}>
            Show
          </button>
        )}
      </div>
      <figcaption>
        <span>
          Viewing copy ({words(copy.kind).toLowerCase()}
          {copy.width && copy.height ? `, ${copy.width} × ${copy.height}` : ''}
          {copy.size ? `, ${formatBytes(copy.size)}` : ''}), made by {copy.tool} {copy.toolVersion}
        </span>
        {labelled ? <span className="chip warn">{verdicts[verdict].label}</span> : null}
        {shown ? (
          <button type="button" className="second small" onClick={() => setShown(false)}>
            Blur
          </button>
        ) : null}
      </figcaption>
      {usable.length > 1 ? (
        <p className="copies" role="group" aria-label="Viewing copies">
          {usable.map((each, n) => (
            <button key={each.id} type="button" className="second small" aria-pressed={n === at} onClick={() => setAt(n)}>
              {words(each.kind)} {each.ordinal > 0 ? each.ordinal + 1 : ''}
            </button>
          ))}
        </p>
      ) : null}
    </figure>
  );
}

function Medium({ copy }: { copy: Copy }) {
  // `crossorigin` makes the browser ask with CORS: the evidence host answers to this console and to no other page.
  if (copy.type.startsWith('video/')) return <video src={copy.address} crossOrigin="anonymous" controls muted preload="metadata" />;
  if (copy.type.startsWith('audio/')) return <audio src={copy.address} crossOrigin="anonymous" controls muted preload="metadata" />;
  if (copy.type.startsWith('image/')) return <img src={copy.address} crossOrigin="anonymous" alt="Viewing copy of the file" />;
  return (
    <a href={copy.address} target="_blank" rel="noreferrer noopener">
      Open the {words(copy.kind).toLowerCase()} copy in a new tab
    </a>
  );
}
