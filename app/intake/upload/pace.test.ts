import { expect, it } from 'vitest';
import { openPace } from './pace.ts';

it('says nothing for three seconds, then the speed of the last ten', () => {
  const pace = openPace();
  expect(pace.read()).toBeNull();
  for (const second of [0, 1, 2]) pace.note(second * 1_000, second * 1_000);
  expect(pace.read()).toBeNull();
  pace.note(3_000, 3_000);
  expect(pace.read()).toBe(1_000);
  for (let second = 4; second <= 20; second += 1) pace.note(3_000 + (second - 3) * 5_000, second * 1_000);
  expect(pace.read()).toBe(5_000); // what was slow is out of sight
});

it('knows of nothing where nothing moves, where a part is sent again, and after a break', () => {
  const pace = openPace();
  for (const second of [0, 1, 2, 3, 4]) pace.note(500, second * 1_000);
  expect(pace.read()).toBeNull();
  for (const second of [5, 6, 7, 8]) pace.note(second * 1_000, second * 1_000);
  expect(pace.read()).not.toBeNull();
  pace.note(100, 9_000);
  expect(pace.read()).toBeNull();
  for (const second of [10, 11, 12, 13]) pace.note(second * 1_000, second * 1_000);
  pace.forget();
  expect(pace.read()).toBeNull();
});
