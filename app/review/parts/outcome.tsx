import type { SerializeFrom } from '@remix-run/node';
import { useEffect, useRef } from 'react';
import type { ActionResult } from '../submission-actions.server.ts';
import { Moment } from './moment.tsx';

export type ResultShown = SerializeFrom<ActionResult> | undefined;

/** What the last action did. Takes the focus when it failed, so that nobody works on believing it was saved. */
export function Outcome({ result }: { result: ResultShown }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (result && !result.ok) box.current?.focus();
  }, [result]);
  if (!result || result.intent === 'original') return null;
  const { conflict } = result;
  return (
    <div ref={box} className={`alert ${result.ok ? 'calm' : ''}`} role={result.ok ? 'status' : 'alert'} tabIndex={-1}>
      <p>{result.message}</p>
      {conflict ? (
        <p>
          {conflict.holder ? <>{conflict.holder} has it now. </> : null}
          {conflict.decision ? (
            <>
              {conflict.decision.by} decided “{conflict.decision.label}”, <Moment at={conflict.decision.at} />.{' '}
            </>
          ) : null}
          {result.typed ? 'What you chose and wrote is still in the form; look again before you decide.' : null}
        </p>
      ) : null}
    </div>
  );
}
