import { readFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';
import { expect, it } from 'vitest';

const sheet = readFileSync(new URL('exhibit.css', import.meta.url), 'utf8');
const rules = sheet.replaceAll(/\/\*.*?\*\//gs, '');

it('a page from right to left is the same rules: nothing in the style sheet names left or right', () => {
  const named = rules.match(
    /\b(?:margin|padding|border|inset|float|text-align|clear)?[\w-]*(?::\s*|-)(?:left|right)\b|^\s*(?:left|right):/gm,
  );
  expect(named ?? []).toEqual([]);
  // Of four values the second is the right and the fourth the left side.
  const uneven = [...rules.matchAll(/(?:margin|padding|inset|border-(?:width|style|color)):\s*(\S+) (\S+) (\S+) ([^\s;]+);/g)];
  expect(uneven.filter(([, , right, , left]) => right !== left).map(([rule]) => rule)).toEqual([]);
});

it('loads nothing, and is small enough to be sent with every first page', () => {
  expect(rules).not.toMatch(/url\(|@import|@font-face/);
  expect(brotliCompressSync(sheet).length).toBeLessThan(8_000);
});
