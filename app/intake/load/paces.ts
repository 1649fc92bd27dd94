/** How fast one draft may be worked on: far beyond what people and their uploads do, far below what a loop of a program would. It bounds one report, never an address. */
export type Pace = 'save' | 'sign' | 'ask';

/** This draft was faster than any person. Nothing of it is lost; a minute later it goes on. */
export class TooFast extends Error {
  override readonly name = 'TooFast';
}

/**
 * In one minute. A page saved each second, with fifty files chosen at once on top; parts of 5 MiB at five hundred megabytes a second; uploads begun and ended, at most two
 * hundred small ones: each asks the store for its list of parts.
 */
const most: Record<Pace, number> = { save: 240, sign: 6_000, ask: 400 };
/** Drafts remembered at a time; the oldest is forgotten first, which lets it go faster and nothing else. */
const mostRemembered = 20_000;
const minute = 60_000;

export type Paces = {
  /** Throws `TooFast`. */
  keep(draft: string, pace: Pace): void;
};

export function openPaces(observe: (pace: Pace) => void, clock: () => number = Date.now): Paces {
  const seen = new Map<string, { since: number } & Record<Pace, number>>();
  return {
    keep(draft, pace) {
      const now = clock();
      const known = seen.get(draft);
      const counts = known && Math.abs(now - known.since) < minute ? known : { since: now, save: 0, sign: 0, ask: 0 };
      if (counts !== known) {
        seen.delete(draft); // so that it is the youngest again
        seen.set(draft, counts);
        if (seen.size > mostRemembered) for (const oldest of seen.keys()) if (seen.delete(oldest)) break;
      }
      counts[pace] += 1;
      if (counts[pace] <= most[pace]) return;
      observe(pace);
      throw new TooFast(`more than ${most[pace]} times a minute: ${pace}`);
    },
  };
}
