import { Moment } from './moment.tsx';
import type { ReportShown } from './types.ts';

/** The hash claimed by the device and the one computed by the server over the locked bytes, and whether they are the same. */
export function Hashes({ chosen }: { chosen: NonNullable<ReportShown['chosen']> }) {
  const { sha256, sha256Declared, hashSource } = chosen;
  return (
    <dl className="hashes">
      <div>
        <dt>{hashSource === 'server' ? 'SHA-256 computed while we received it' : 'SHA-256 computed on the witness’s device'}</dt>
        <dd className="code">{sha256Declared ?? 'none'}</dd>
      </div>
      <div>
        <dt>SHA-256 computed by us over the locked original</dt>
        <dd className="code">{sha256 ?? 'not yet'}</dd>
      </div>
      <div>
        <dt>Compared</dt>
        <dd>
          {sha256 && sha256Declared ? (
            <span className={`chip ${sha256 === sha256Declared ? 'good' : 'bad'}`}>
              {sha256 === sha256Declared ? 'the same' : 'different'}
            </span>
          ) : (
            'nothing to compare'
          )}
        </dd>
      </div>
      <div>
        <dt>Original locked</dt>
        <dd>
          {chosen.retention ? (
            <>
              until <Moment at={chosen.retention.until} /> ({chosen.retention.mode.toLowerCase()} mode)
            </>
          ) : (
            'not set yet'
          )}
        </dd>
      </div>
    </dl>
  );
}
