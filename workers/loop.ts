import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '#infra/log/log.ts';

export type Loop = {
  /** Has the next round begin now; asked for during a round, one more follows. */
  wake(): void;
  /** Waits for the round under way, then ends. */
  stop(): Promise<void>;
};

/**
 * Runs `round` again and again, `everyMs` apart or when woken, never twice at once. A round that fails is logged by the error's name and the next one comes
 * as usual: what a loop does must be found again in the record, not remembered. `round` returns `more` when there is work left to do at once.
 */
export function startLoop({
  name,
  everyMs,
  log,
  round,
}: {
  name: string;
  everyMs: number;
  log: Log;
  round: () => Promise<'more' | 'idle'>;
}): Loop {
  const ending = new AbortController();
  let awake = new AbortController();
  const run = async () => {
    while (!ending.signal.aborted) {
      let next: 'more' | 'idle' = 'idle';
      awake = new AbortController(); // before the round: a wake during it must not be lost
      try {
        next = await round();
      } catch (error) {
        log.error({ loop: name, error }, 'round failed');
      }
      if (next === 'idle')
        await wait(everyMs, undefined, { signal: AbortSignal.any([awake.signal, ending.signal]) }).catch(() => undefined);
    }
  };
  const running = run();
  return {
    wake: () => awake.abort(),
    stop: async () => {
      ending.abort();
      await running;
    },
  };
}
