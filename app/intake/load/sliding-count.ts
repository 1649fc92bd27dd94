/** Counts what happened within the last minute, in sixty numbers, whatever happens. It knows how often and nothing else. */
export type SlidingCount = { add(): void; now(): number };

const seconds = 60;

export function slidingCount(clock: () => number = Date.now): SlidingCount {
  const counts = Array.from({ length: seconds }, () => 0);
  let last = second();

  function second(): number {
    return Math.floor(clock() / 1000);
  }
  /** Empties what is older than a minute. A clock that was set back or far ahead empties everything: then starting is free for a moment, which harms nobody. */
  function turn(): number {
    const current = second();
    const gone = current < last ? seconds : Math.min(seconds, current - last);
    for (let step = 0; step < gone; step += 1) counts[(((current - step) % seconds) + seconds) % seconds] = 0;
    last = current;
    return ((current % seconds) + seconds) % seconds;
  }
  return {
    add() {
      const place = turn();
      counts[place] = (counts[place] ?? 0) + 1;
    },
    now() {
      turn();
      return counts.reduce((sum, count) => sum + count, 0);
    },
  };
}
