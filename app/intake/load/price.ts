/**
 * What starting a report costs, from how many start. Pure. Below the office's number it costs nothing; ten times that number, or a record full of drafts,
 * costs the most. There is always a way that needs no script: a wait.
 */

/** The office's setting `intake.load`. */
export type LoadSettings = { freeStartsPerMinute: number; hardestSeconds: number; waitSeconds: number };

/** `tries` is the most a device has to compute; half of it on average. */
export type Price = { tries: number; waitSeconds: number };

/** Rounds of PBKDF2 in one try: large enough that calling the browser's own cryptography costs little beside it, small enough that progress can be shown. */
export const roundsPerTry = 2_000;
/** Measured in Chromium slowed down six times, which is an ordinary phone; see infra/docs/decisions/0018-proof-of-work.md. */
const phoneRoundsPerSecond = 500_000;
/** Load at which the price is the highest, in multiples of what is free. */
const hardestAt = 10;
/** Drafts alive in the record at which starting one always costs the most. From half of it on it costs something, however slowly they come. */
export const mostDrafts = 100_000;
/** Less would be felt by a program no more than nothing. */
const leastSum = 1 / 16;
const leastWait = 1 / 4;

/** 0 where starting is free, 1 at the highest price. `starts` are those of the last minute in this process. */
export function levelOf(starts: number, drafts: number, { freeStartsPerMinute }: LoadSettings): number {
  const crowd = starts < freeStartsPerMinute ? 0 : within((starts / freeStartsPerMinute - 1) / (hardestAt - 1), Number.EPSILON);
  const full = within((drafts / mostDrafts - 0.5) * 2, 0);
  return Math.max(crowd, full);
}

export function priceOf(level: number, { hardestSeconds, waitSeconds }: LoadSettings): Price {
  const seconds = hardestSeconds * within(level, leastSum);
  return {
    tries: Math.max(8, Math.round((seconds * phoneRoundsPerSecond) / roundsPerTry)),
    waitSeconds: Math.max(1, Math.ceil(waitSeconds * within(level, leastWait))),
  };
}

function within(value: number, least: number): number {
  return Math.min(1, Math.max(least, value));
}
