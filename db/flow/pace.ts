/**
 * When silence means that work was lost, and when trying again ends. Everything is a multiple of the queue's lock, so that a test with short locks
 * runs the same rules in seconds.
 */

/** Starts of one stage before it parks for a person. */
export const maxStarts = 5;
/** The scanner may be away for hours (an update, a restart of its host): with these starts and pauses the verdict stays `pending` for about four hours, then is `error`. */
export const maxScanStarts = 10;

/** Seconds without progress after which a stage counts as abandoned. With the reconciler's round they make the five locks of I6; running stages beat five times a lock. */
export function silenceSeconds(lockMs: number): number {
  return (lockMs * 2) / 1000;
}

/** The reconciler's pause between two rounds: 30 s with locks of 10 s. */
export function roundMs(lockMs: number): number {
  return lockMs * 3;
}

/** Seconds before a stage that has been started `starts` times is tried again: none before the first, then 30 s doubling up to an hour (with locks of 10 s). */
export function pauseSeconds(starts: number, lockMs: number): number {
  if (starts === 0) return silenceSeconds(lockMs);
  return (Math.min(3 * 2 ** (starts - 1), 360) * lockMs) / 1000;
}
