import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import english from './en.json' with { type: 'json' };
import { formatDay, formatLimit, formatMoment, formatSize, languageOf, textsIn } from './texts.ts';

const say = textsIn('en');

describe('the catalogue', () => {
  it('promises nothing that evidence cannot hold', () => {
    expect(JSON.stringify(english)).not.toMatch(/authentic|verified|admissible|fake|tamper/i);
  });
  it('has no sentence that nothing shows', async () => {
    const app = new URL('../', import.meta.url);
    const names = (await readdir(app, { recursive: true })).filter((name) => /\.tsx?$/.test(name) && !name.includes('.test.'));
    const source = (await Promise.all(names.map((name) => readFile(new URL(name, app), 'utf8')))).join('\n');
    // A key is used whole, or put together from a template whose fixed start is written out.
    const starts = [...source.matchAll(/`([a-zA-Z.]+\.)\$\{/g)].map(([, start]) => start ?? '');
    const unused = Object.keys(english).filter((key) => !source.includes(`'${key}'`) && !starts.some((start) => key.startsWith(start)));
    expect(unused).toEqual([]);
  });
});

describe('a sentence', () => {
  it('is filled in and not escaped: whoever shows it does that', () => {
    expect(say('files.problem', { name: '<b>&', problem: 'x' })).toBe('<b>&: x');
  });
  it('never takes a placeholder from what a witness wrote', () => {
    expect(say('files.problem', { name: '{{problem}} $t(files.title)', problem: 'x' })).not.toContain('Photos');
  });
});

it('an unknown language is English', () => {
  expect(languageOf('constructor').code).toBe('en');
  expect(languageOf(null).code).toBe('en');
});

it('sizes, limits, days and moments read as people write them', () => {
  expect(formatSize(0, 'en')).toBe('0 bytes');
  expect(formatSize(1_500_000, 'en')).toBe('1.5 MB');
  expect(formatLimit(10 * 1024 ** 3, 'en')).toBe('10 GB');
  expect(formatDay('2026-01-03', 'en')).toBe('January 3, 2026');
  expect(formatMoment(new Date('2026-01-03T19:30:05Z'), 'en', 'America/New_York')).toBe('January 3, 2026 at 2:30:05 PM EST');
});
