import { expect, it } from 'vitest';
import { Cancelled, persist, Refused, StoreRefuses } from './persist.ts';

function patience() {
  const stop = new AbortController();
  const pauses: number[] = [];
  const failures = { count: 0 };
  return {
    stop,
    pauses,
    failures,
    signal: stop.signal,
    pause: async (ms: number) => void pauses.push(ms),
    onFailed: () => void (failures.count += 1),
  };
}
const failing = (times: number, error: Error) => {
  let tries = 0;
  return async () => ((tries += 1) <= times ? Promise.reject(error) : tries);
};

it('goes on for hours, with pauses that grow to half a minute and are drawn at random', async () => {
  const own = patience();
  expect(await persist(failing(500, new Error('reset')), own)).toBe(501);
  const [first = 0, second = 0, third = 0] = own.pauses;
  expect([first >= 500 && first <= 1_000, second >= 1_000 && second <= 2_000, third >= 2_000 && third <= 4_000]).toEqual([
    true,
    true,
    true,
  ]);
  expect(Math.max(...own.pauses)).toBeLessThanOrEqual(30_000);
  expect(new Set(own.pauses).size).toBeGreaterThan(400);
  expect(own.failures.count).toBe(500);
});

it('what was refused in words is not tried again', async () => {
  const own = patience();
  await expect(persist(failing(1, new Refused('no', 'draftEnded')), own)).rejects.toMatchObject({ message: 'no', key: 'draftEnded' });
  expect(own.pauses).toEqual([]);
});

it('the store’s no is final after eight in a row, and a broken connection between them starts the count again', async () => {
  const own = patience();
  await expect(persist(failing(20, new StoreRefuses('403')), own)).rejects.toBeInstanceOf(StoreRefuses);
  expect(own.pauses).toHaveLength(7);
  let tries = 0;
  const mixed = async () => {
    tries += 1;
    if (tries > 30) return 'stored';
    throw tries % 7 === 0 ? new Error('reset') : new StoreRefuses('403');
  };
  expect(await persist(mixed, patience())).toBe('stored');
});

it('stopped, it tries no more, whatever the last try said', async () => {
  const own = patience();
  const attempt = async () => {
    own.stop.abort();
    throw new Error('reset');
  };
  await expect(persist(attempt, own)).rejects.toBeInstanceOf(Cancelled);
  await expect(persist(async () => 'never', own)).rejects.toBeInstanceOf(Cancelled);
});

it('tells how often it was tried', async () => {
  const seen: number[] = [];
  await persist(async (tried) => {
    seen.push(tried);
    if (tried < 2) throw new Error('reset');
  }, patience());
  expect(seen).toEqual([0, 1, 2]);
});
