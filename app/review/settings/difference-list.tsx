import type { Difference } from './differences.ts';

/** What differs between two versions, in words: what is gone is struck through, what is new is underlined, and both are said to screen readers. */
export function DifferenceList({ differences }: { differences: readonly Difference[] }) {
  if (differences.length === 0) return <p className="quiet">Nothing differs.</p>;
  return (
    <dl className="differences">
      {differences.map((one) => (
        <div key={one.id}>
          <dt>
            <bdi>{one.label}</bdi>
          </dt>
          <dd dir="auto" lang={one.language}>
            {one.pieces ? (
              <p>
                {one.pieces.map(({ kind, text }, n) =>
                  // Pieces have no identity but their place.
                  kind === 'same' ? <span key={n}>{text}</span> : <Marked key={n} gone={kind === 'gone'} text={text} />,
                )}
              </p>
            ) : (
              <>
                {one.before === null ? null : (
                  <p>
                    <Marked gone text={one.before} />
                  </p>
                )}
                {one.after === null ? null : (
                  <p>
                    <Marked gone={false} text={one.after} />
                  </p>
                )}
              </>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** `bdi`: an English word must not turn a right-to-left sentence around. */
function Marked({ gone, text }: { gone: boolean; text: string }) {
  const shown = text === '' ? '(empty)' : text;
  return gone ? (
    <del>
      <bdi className="hidden" lang="en">
        [before:]
      </bdi>
      {shown}
    </del>
  ) : (
    <ins>
      <bdi className="hidden" lang="en">
        [now:]
      </bdi>
      {shown}
    </ins>
  );
}
