import type { Sql } from '#db/connect.ts';
import { reportProgress } from '#db/receive/progress.ts';

export type Beat = {
  /** Aborted when another start has taken the stage over, or the process stops. `reason` is `Lost` or `Stopping`. */
  signal: AbortSignal;
  /** Bytes done so far, for the percentage people see. */
  done(bytes: number): void;
  end(): void;
};

/** Another start of the same stage holds it now; whatever this one makes would be refused. */
export class Lost extends Error {
  override name = 'Lost';
}
/** The process was asked to stop. */
export class Stopping extends Error {
  override name = 'Stopping';
}

/** Says five times a lock that a start is alive. A beat that cannot be written is left out: silence is what others act on, and the result is compared and set anyway. */
export function startBeat(
  sql: Sql,
  start: { fileId: string; stage: 'receive' | 'scan'; generation: number; size: number },
  { lockMs, stopping }: { lockMs: number; stopping: AbortSignal },
): Beat {
  const ending = new AbortController();
  let bytes = 0;
  const stop = () => ending.abort(new Stopping('the process was asked to stop'));
  if (stopping.aborted) stop();
  else stopping.addEventListener('abort', stop, { once: true });
  const timer = setInterval(() => {
    const percent = start.size === 0 ? 100 : Math.min(100, Math.floor((bytes / start.size) * 100));
    reportProgress(sql, { ...start, percent }).then(
      (held) => {
        if (!held) ending.abort(new Lost('another start holds the stage'));
      },
      () => undefined,
    );
  }, lockMs / 5);
  return {
    signal: ending.signal,
    done: (count) => void (bytes = count),
    end: () => {
      clearInterval(timer);
      stopping.removeEventListener('abort', stop);
    },
  };
}
