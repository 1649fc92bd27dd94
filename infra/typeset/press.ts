/** A bound on how many documents are set at once, and on how many wait for that. */
import { PressBusy } from './errors.ts';

export type Press = <T>(work: () => Promise<T>) => Promise<T>;

/** Runs `atOnce` works at a time, first come first served; keeps `waiting` more. Whoever comes after those gets `PressBusy` at once. */
export function openPress({ atOnce, waiting }: { atOnce: number; waiting: number }): Press {
  let running = 0;
  const queue: (() => void)[] = [];
  return async (work) => {
    if (running < atOnce) running += 1;
    else if (queue.length >= waiting) throw new PressBusy('too many documents wait to be made');
    else await new Promise<void>((resolve) => queue.push(resolve)); // the place is handed on, so `running` stays
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
