import type { Sql } from '#db/connect.ts';
import { beatStage } from '#db/media/stages.ts';
import type { Held } from '#db/media/stages.ts';

/** Another start holds the stage, or it was restricted: whatever this one makes would be refused. */
export class StageLost extends Error {
  override name = 'StageLost';
}
/** The process was asked to stop. */
export class MediaStopping extends Error {
  override name = 'MediaStopping';
}

export type StageBeat = {
  /** Aborted with `StageLost` or `MediaStopping` as its reason. */
  signal: AbortSignal;
  /** 0 to 100. */
  percent(value: number): void;
  end(): void;
};

/** Says five times a lock that a start is alive. A beat that cannot be written is left out: silence is what others act on. */
export function startStageBeat(sql: Sql, held: Held, { lockMs, stopping }: { lockMs: number; stopping: AbortSignal }): StageBeat {
  const ending = new AbortController();
  let percent = 0;
  const stop = () => ending.abort(new MediaStopping('the process was asked to stop'));
  if (stopping.aborted) stop();
  else stopping.addEventListener('abort', stop, { once: true });
  const timer = setInterval(() => {
    beatStage(sql, held, percent).then(
      (holds) => (holds ? undefined : ending.abort(new StageLost('another start holds the stage'))),
      () => undefined,
    );
  }, lockMs / 5);
  return {
    signal: ending.signal,
    percent: (value) => void (percent = Math.max(0, Math.min(99, Math.floor(value)))),
    end: () => {
      clearInterval(timer);
      stopping.removeEventListener('abort', stop);
    },
  };
}
