import { expect, test } from 'vitest';
import { atLeast, atMost, judge, median } from './protocol.ts';

test('the figure is the median of the rounds’ own ratios, not the ratio of medians', () => {
  expect(judge({ bench: 'x', target: atLeast(2) }, [4, 10, 9], [1, 5, 3])).toEqual({
    bench: 'x',
    ratio: 3,
    min: 2,
    max: 4,
    target: '>= 2',
    ok: true,
    a: 9,
    b: 3,
  });
});

test('a target is met in its own direction', () => {
  expect(judge({ bench: 'x', target: atMost(1.3) }, [1.4], [1])).toMatchObject({ ok: false, target: '<= 1.3' });
  expect(judge({ bench: 'x', target: null }, [1], [1])).toMatchObject({ ok: null, target: null });
});

test('the median of an even number lies between the middle two', () => {
  expect([median([3, 1, 2]), median([4, 1, 3, 2])]).toEqual([2, 2.5]);
});
