import { Moment } from './moment.tsx';
import type { ReportShown } from './types.ts';

type Reading = NonNullable<ReportShown['chosen']>['metadata'][number];

/** What tools read out of the file: a summary, and their raw output whole. Closed at first, because it can name people, devices and homes. */
export function Metadata({ readings }: { readings: Reading[] }) {
  if (readings.length === 0) return <p className="quiet">No metadata has been read.</p>;
  return (
    <>
      {readings.map((reading) => (
        <details key={reading.tool}>
          <summary>
            Metadata by {reading.tool} {reading.toolVersion}{' '}
            <span className="quiet">({reading.summary.length} values; as recorded by the device, not checked)</span>
          </summary>
          <p className="quiet">
            Read <Moment at={reading.at} />
          </p>
          <dl className="lines dense">
            {reading.summary.map((pair, index) => (
              <div key={index}>
                <dt>{pair.name}</dt>
                <dd dir="auto">{pair.value}</dd>
              </div>
            ))}
          </dl>
          <details>
            <summary>Raw output</summary>
            <pre tabIndex={0}>{reading.raw}</pre>
          </details>
        </details>
      ))}
    </>
  );
}
