import { expect, test } from 'vitest';
import { textsIn } from '#app/i18n/texts.ts';
import { sectionNames, sectionSchemas, type Sections } from '#app/intake/draft/content.ts';
import { textsOf, wholeSections } from '#tests/support/whole-report.ts';
import { describeAnswers } from './describe.ts';

const say = textsIn('en');
const whole = wholeSections as unknown as Sections; // readonly literals

test('the report with every field is one that every page would take', () => {
  for (const name of sectionNames) expect(sectionSchemas[name].safeParse(whole[name]).error, name).toBeUndefined();
});

test('every word that a witness can write is read back, under the page on which it was asked', () => {
  const groups = describeAnswers(say, 'en', whole);
  expect(groups.map(({ section }) => section)).toEqual(sectionNames);
  for (const { section, rows } of groups) {
    const shown = rows.map(({ value }) => value).join('\n');
    for (const text of textsOf(whole[section]))
      if (/-|@| /.test(text) && !/^\d{4}-|^(en|aaaa|texts-1)|\d{4}-\d\d/.test(text)) expect(shown, section).toContain(text);
  }
});

test('every field has its line: taking one away takes a line away, or changes one', () => {
  const before = JSON.stringify(describeAnswers(say, 'en', whole));
  const leaves = (value: unknown, path: string[]): string[][] =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(value).flatMap(([key, each]) => leaves(each, [...path, key]))
      : Array.isArray(value) && value.some((each) => typeof each === 'object')
        ? value.flatMap((each, index) => leaves(each, [...path, String(index)]))
        : [path];
  // What was shown (its version and hash) and the interval are for staff; a platform without its address is none.
  const technical = /^use\.notice|^when\.interval|^when\.precision/;
  for (const path of leaves(whole, [])) {
    if (technical.test(path.join('.'))) continue;
    const less = structuredClone(whole) as Record<string, unknown>;
    const last = path.at(-1) ?? '';
    const parent = path.slice(0, -1).reduce<Record<string, unknown>>((at, key) => at[key] as Record<string, unknown>, less);
    if (Array.isArray(parent[last])) parent[last] = [];
    else if (typeof parent[last] === 'boolean') parent[last] = !parent[last];
    else if (path.join('.') === 'when.date') parent[last] = '2025-11-01'; // is always there
    else delete parent[last];
    expect(JSON.stringify(describeAnswers(say, 'en', less as Sections)), path.join('.')).not.toBe(before);
  }
});

test('a share link is said to be one, and that it is sealed', () => {
  const link = { url: 'https://vm.tiktok.com/', platform: 'tiktok', sharer: true } as const;
  const rows = describeAnswers(say, 'en', { links: { links: [link] } }).find(({ section }) => section === 'links')?.rows;
  expect(rows?.map(({ value }) => value)).toEqual([link.url, say('label.links.sharer.sealed'), 'TikTok']);
});

test('what was not answered has no line', () => {
  for (const { rows } of describeAnswers(say, 'en', {})) expect(rows).toEqual([]);
});

test('an incident is shown by its title where the office still publishes it, and by its code otherwise', () => {
  const rows = (titles: Record<string, string>) =>
    describeAnswers(say, 'en', { event: { incident: 'CANAL-2025' } }, titles)[0]?.rows[0]?.value;
  expect(rows({ 'CANAL-2025': 'Canal Street, October 21' })).toBe('Canal Street, October 21');
  expect(rows({})).toBe('CANAL-2025');
  expect(rows(Object.create({ 'CANAL-2025': 'no own key' }) as Record<string, string>)).toBe('CANAL-2025');
});
