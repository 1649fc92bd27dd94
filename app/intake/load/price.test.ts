import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { levelOf, mostDrafts, priceOf } from './price.ts';
import { slidingCount } from './sliding-count.ts';

const settings = { freeStartsPerMinute: 60, hardestSeconds: 8, waitSeconds: 10 };

describe('starting a report', () => {
  it('costs nothing below the office’s number, something from it on, the most at ten times', () => {
    expect([0, 59].map((starts) => levelOf(starts, 0, settings))).toEqual([0, 0]);
    expect(levelOf(60, 0, settings)).toBeGreaterThan(0);
    expect(levelOf(330, 0, settings)).toBeCloseTo(0.5);
    expect([600, 1_000_000].map((starts) => levelOf(starts, 0, settings))).toEqual([1, 1]);
  });
  it('costs something once the record is half full of drafts, however slowly they come, and never more than the most', () => {
    expect(levelOf(0, mostDrafts / 2, settings)).toBe(0);
    expect(levelOf(0, mostDrafts * 0.75, settings)).toBeCloseTo(0.5);
    expect(levelOf(0, mostDrafts * 3, settings)).toBe(1);
  });
  it('costs at most what the office says: seconds of an ordinary phone, seconds of waiting', () => {
    expect(priceOf(1, settings)).toEqual({ tries: (8 * 500_000) / 2_000, waitSeconds: 10 });
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 120 }),
        (level, hardestSeconds, waitSeconds) => {
          const price = priceOf(level, { ...settings, hardestSeconds, waitSeconds });
          expect(price.tries).toBeGreaterThanOrEqual(8);
          expect(price.tries).toBeLessThanOrEqual(hardestSeconds * 250);
          expect(price.waitSeconds).toBeGreaterThanOrEqual(1);
          expect(price.waitSeconds).toBeLessThanOrEqual(waitSeconds);
        },
      ),
    );
  });
  it('costs more the more people start', () => {
    const tries = [60, 120, 300, 600].map((starts) => priceOf(levelOf(starts, 0, settings), settings).tries);
    expect(tries).toEqual(tries.toSorted((a, b) => a - b));
    expect(new Set(tries).size).toBe(4);
  });
});

describe('the count of a minute', () => {
  it('is that of a list of times, whenever it is asked', () => {
    const step = fc.record({ pause: fc.integer({ min: 0, max: 70_000 }), add: fc.boolean() });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 40 }), fc.array(step, { maxLength: 60 }), (start, steps) => {
        let now = start;
        const count = slidingCount(() => now);
        const times: number[] = [];
        for (const { pause, add } of steps) {
          now += pause;
          if (add) {
            count.add();
            times.push(now);
          }
          const second = Math.floor(now / 1000);
          expect(count.now()).toBe(times.filter((at) => Math.floor(at / 1000) > second - 60).length);
        }
      }),
    );
  });
  it('starts anew when the clock is set back', () => {
    let now = 1_000_000;
    const count = slidingCount(() => now);
    count.add();
    now -= 5_000;
    expect(count.now()).toBe(0);
    count.add();
    expect(count.now()).toBe(1);
  });
});
