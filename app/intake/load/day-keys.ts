/**
 * The keys that sign what is asked of people. One a day, kept in the record, so that several web processes accept what any of them asked, and a restart
 * loses nobody's place. Whoever steals one can start reports without paying, until the day after; it opens nothing else.
 */
import { hkdfSync } from 'node:crypto';
import type { LoadKey } from '#db/intake/load.ts';

/** Hex, one a purpose. */
export type DayKeys = { day: string; challenge: string; solution: string; wait: string };

export type KeyRing = {
  today(): Promise<DayKeys>;
  /** Null for a day whose key is gone, or never was. */
  of(day: string): Promise<DayKeys | null>;
};

const refreshAfter = 10 * 60_000; // milliseconds; until then yesterday's key still signs, and is accepted
const unknownAfter = 5_000; // a day that nobody knows may not cost the record a question each time

export function keyRing(read: () => Promise<LoadKey[]>, clock: () => number = Date.now): KeyRing {
  let kept: { at: number; keys: Promise<DayKeys[]> } | undefined;

  function recall(age: number): Promise<DayKeys[]> {
    if (kept && clock() - kept.at < age) return kept.keys;
    const asked = { at: clock(), keys: read().then((found) => found.map(derive)) };
    kept = asked;
    asked.keys.catch(() => {
      if (kept === asked) kept = undefined;
    });
    return asked.keys;
  }
  return {
    async today() {
      const [newest] = await recall(refreshAfter);
      if (!newest) throw new Error('the record has no key of the day');
      return newest;
    },
    async of(day) {
      const find = (keys: DayKeys[]) => keys.find((one) => one.day === day);
      return find(await recall(refreshAfter)) ?? find(await recall(unknownAfter)) ?? null;
    },
  };
}

function derive({ day, key }: LoadKey): DayKeys {
  const secret = (purpose: string) => Buffer.from(hkdfSync('sha256', key, day, `exhibit/load/${purpose}/1`, 32)).toString('hex');
  return { day, challenge: secret('challenge'), solution: secret('solution'), wait: secret('wait') };
}
