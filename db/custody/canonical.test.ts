import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalise } from './canonical.ts';
import vectors from './vectors.json' with { type: 'json' };

describe('canonical JSON', () => {
  test.each(vectors.canonical)('gives $text', ({ value, text }) => {
    expect(canonicalise(value)).toBe(text);
  });

  test('is the same for every order of keys and survives a round trip', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalise(value);
        expect(canonicalise(JSON.parse(text))).toBe(text);
        expect(canonicalise(reverseKeys(value))).toBe(text);
      }),
      { numRuns: 200 },
    );
  });

  test('refuses bytes, which would silently become an object of digits', () => {
    expect(() => canonicalise({ hash: Buffer.from('ab') })).toThrow(/hex/);
  });

  test.each([[undefined], [() => 1], [Number.NaN], ['\ud800'], [{ a: 'lone \udc00' }], [10n]])('refuses %s', (value) => {
    expect(() => canonicalise(value)).toThrow(expect.objectContaining({ name: 'NotCanonical' }));
  });

  test('refuses a cycle', () => {
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    expect(() => canonicalise(cycle)).toThrow(expect.objectContaining({ name: 'NotCanonical' }));
  });
});

function reverseKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reverseKeys);
  if (value === null || typeof value !== 'object') return value;
  // defineProperty, because assigning to a key called __proto__ does something else
  return Object.entries(value)
    .toReversed()
    .reduce<object>(
      (copy, [key, member]) => Object.defineProperty(copy, key, { value: reverseKeys(member), enumerable: true, configurable: true }),
      {},
    );
}
