import { describe, expect, it } from 'vitest';
import { openPaces } from './paces.ts';
import { openToll, tollFor } from './tolls.ts';

describe('a wrong reference or passphrase', () => {
  it('costs one second for a typing mistake, up to five when many are wrong', () => {
    expect([0, 1, 10, 65, 120, 100_000].map(tollFor)).toEqual([1000, 1000, 1000, 3000, 5000, 5000]);
  });
  it('is answered later the more of them there were within a minute, and soon again after it', async () => {
    let now = 0;
    const waits: number[] = [];
    const toll = openToll(
      { count: () => {} },
      async (ms) => void waits.push(ms),
      () => now,
    );
    for (let n = 0; n < 200; n += 1) await toll.pay();
    now += 61_000;
    await toll.pay();
    expect([waits[0], waits[199], waits[200]]).toEqual([1000, 5000, 1000]);
  });
  it('waits with 499 others at most; who comes then is told so at once, until one of them is answered', async () => {
    const ends: (() => void)[] = [];
    const counted: string[] = [];
    const toll = openToll(
      { count: (_, labels) => void counted.push(labels?.answer ?? '') },
      () => new Promise<void>((resolve) => ends.push(resolve)),
    );
    const waiting = Array.from({ length: 500 }, () => toll.pay());
    expect(await toll.pay()).toBe('crowded');
    ends[0]?.();
    expect(await waiting[0]).toBe('paid');
    const after = toll.pay();
    for (const end of ends) end();
    expect(await after).toBe('paid');
    expect(counted.filter((answer) => answer === 'turned_away')).toHaveLength(1);
  });
});

describe('one report', () => {
  it('may be saved four times a second for a minute, and again a minute later; others are not touched', () => {
    let now = 0;
    const slowed: string[] = [];
    const paces = openPaces(
      (pace) => slowed.push(pace),
      () => now,
    );
    for (let n = 0; n < 240; n += 1) paces.keep('a', 'save');
    expect(() => paces.keep('a', 'save')).toThrow(expect.objectContaining({ name: 'TooFast' }));
    paces.keep('a', 'sign');
    paces.keep('b', 'save');
    now += 60_000;
    paces.keep('a', 'save');
    expect(slowed).toEqual(['save']);
  });
  it('is remembered among twenty thousand and no more', () => {
    const paces = openPaces(
      () => {},
      () => 0,
    );
    for (let n = 0; n < 240; n += 1) paces.keep('first', 'save');
    for (let n = 0; n < 19_999; n += 1) paces.keep(String(n), 'save');
    expect(() => paces.keep('first', 'save')).toThrow();
    paces.keep('one more', 'save');
    paces.keep('first', 'save');
  });
});
