/**
 * What a wrong reference or passphrase costs: time. Seven words are 77 bits, so guessing finds nothing; the time keeps a guesser from being a burden.
 * It is asked after the record has answered, and only of wrong ones: the right passphrase is as fast under attack as on a quiet day, and nobody is locked out.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Metrics } from '#infra/metrics/metrics.ts';
import { slidingCount } from './sliding-count.ts';

export type Toll = {
  /** `paid` after some seconds; `crowded` at once, where too many wait already. The same whether the reference or the passphrase was wrong. */
  pay(): Promise<'paid' | 'crowded'>;
};

const shortest = 1_000; // milliseconds
const longest = 5_000;
const calm = 10; // wrong ones in a minute that are typing mistakes
const stormy = 120;
/** Waiting at a time, each an open connection. */
const mostWaiting = 500;

export function openToll(metrics: Pick<Metrics, 'count'>, wait: (ms: number) => Promise<unknown> = sleep, clock?: () => number): Toll {
  const wrong = slidingCount(clock);
  let waiting = 0;
  return {
    async pay() {
      wrong.add();
      const crowded = waiting >= mostWaiting;
      metrics.count('wrong_passphrases', { answer: crowded ? 'turned_away' : 'late' });
      if (crowded) return 'crowded';
      waiting += 1;
      try {
        await wait(tollFor(wrong.now()));
        return 'paid';
      } finally {
        waiting -= 1;
      }
    },
  };
}

/** Milliseconds, from how many were wrong within the last minute. */
export function tollFor(wrong: number): number {
  const share = Math.min(1, Math.max(0, (wrong - calm) / (stormy - calm)));
  return Math.round(shortest + share * (longest - shortest));
}
