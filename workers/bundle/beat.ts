import { reportProgress, type ExportRun } from '#db/cases/build-export.ts';
import type { WorkerContext } from '#workers/context.ts';

export type ExportBeat = {
  /** Aborted when another run holds the export, or the process stops. */
  signal: AbortSignal;
  total(bytes: number): void;
  done(bytes: number): void;
  /** Another run holds the export: this one must not touch it any more. */
  lost(): boolean;
  end(): void;
};

/** Another run of the same export holds it now. */
export class ExportLost extends Error {
  override name = 'ExportLost';
}
/** The process was asked to stop. */
export class Stopping extends Error {
  override name = 'Stopping';
}

/** Writes the number of bytes done five times a lock (every 2 s as shipped): progress for people, and the sign of life for the reconciler. */
export function startBeat({ sql, lockMs, stopping }: Pick<WorkerContext, 'sql' | 'lockMs' | 'stopping'>, run: ExportRun): ExportBeat {
  const ending = new AbortController();
  const bytes: { done: number; total: number | null } = { done: 0, total: null };
  let isLost = false;
  const stop = () => ending.abort(new Stopping('the process was asked to stop'));
  if (stopping.aborted) stop();
  else stopping.addEventListener('abort', stop, { once: true });
  const timer = setInterval(() => {
    reportProgress(sql, run, bytes).then(
      (held) => {
        if (held) return;
        isLost = true;
        ending.abort(new ExportLost('another run holds the export'));
      },
      () => undefined, // a beat that cannot be written is left out: silence is what others act on
    );
  }, lockMs / 5);
  return {
    signal: ending.signal,
    total: (count) => void (bytes.total = count),
    done: (count) => void (bytes.done = count),
    lost: () => isLost,
    end: () => {
      clearInterval(timer);
      stopping.removeEventListener('abort', stop);
    },
  };
}
