import { describe, expect, test } from 'vitest';
import { english } from '#app/i18n/english.ts';
import { languageCodes } from '#app/i18n/languages.ts';
import { settings } from '#db/settings/definitions.ts';
import { compareLines, compareWords } from './differences.ts';
import { vitalKeys } from '#app/i18n/vital.ts';
import { groupVital } from './vital-groups.ts';
import { officeWord } from './office-words.ts';
import { officeKeys, ownTextProblem, wordIn, withOwnText } from './own-text.server.ts';

describe('the office’s own words', () => {
  test('can replace each sentence of the office, each of which has a place and a name', () => {
    expect(officeKeys.toSorted()).toEqual(
      Object.keys(english)
        .filter((key) => /^(notice|status)\./.test(key))
        .toSorted(),
    );
    for (const key of officeKeys)
      expect(officeWord(key)).toMatchObject({ title: expect.not.stringContaining('Other'), name: expect.stringMatching(/\S/) });
    expect(new Set(officeKeys.map((key) => officeWord(key)).map(({ title, name }) => `${title}: ${name}`)).size).toBe(officeKeys.length);
  });

  test('fit the record’s definition under every key and in every language that they may have', () => {
    const own = Object.fromEntries(languageCodes.map((code) => [code, Object.fromEntries(officeKeys.map((key) => [key, 'x']))]));
    expect(settings['intake.texts'].schema.safeParse({ own }).success).toBe(true);
  });

  test.each([
    ['notice.start.1', '', 'Write the text'],
    ['notice.start.1', 'x'.repeat(2001), 'It has 2,001 characters; 2,000 are the most.'],
    ['notice.start.1', 'a\nb', 'Write it as one paragraph'],
    ['notice.start.1', 'a\0b', 'U+0000'],
    ['notice.start.1', 'a\uD800b', 'U+D800'],
    ['notice.start.1', 'pay \u202Ecod', 'U+202E'],
    ['notice.start.1', 'Call {{phone}}', 'Take {{phone}} out'],
    ['notice.start.1', 'Call {{ phone', 'Two curly brackets stand alone'],
    ['status.response', 'Soon.', 'Keep {{days}} in the text'],
    ['status.response', 'In {{day}} days', 'Keep {{days}} in the text'],
    ['status.response', '{{days}} {{$t(x)}}', 'Take {{$t(x)}} out'],
    ['refusal.home', 'Home', 'The software has no such sentence.'],
    ['notice.constructor', 'x', 'The software has no such sentence.'],
    ['constructor', 'x', 'The software has no such sentence.'],
  ])('for %s as %j get a sentence', (key, text, sentence) => {
    expect(ownTextProblem(key, text)).toContain(sentence);
  });

  test.each([
    ['status.response', 'We answer in {{days}} days.'],
    ['notice.use.1', '<b>We</b> keep your report; $t(files.title) is only text.'],
    ['notice.use.1', 'ستحتفظ\u200F الهيئة بتقريرك'],
    ['notice.penal', 'A false statement is a crime.'],
    ['notice.use.1', '😀'.repeat(2000)],
  ])('may be, for %s, %j', (key, text) => {
    expect(ownTextProblem(key, text)).toBeUndefined();
  });

  test('are shown where they are, and give way to the default when they are taken out', () => {
    const start = { own: { es: { 'notice.start.1': 'Uno' } } };
    const both = withOwnText(start, { code: 'es', key: 'notice.start.2', text: 'Dos' });
    expect(both.own).toEqual({ es: { 'notice.start.1': 'Uno', 'notice.start.2': 'Dos' } });
    expect(wordIn({ 'intake.texts': both, textsVersion: 2 }, 'es', 'notice.start.2')).toMatchObject({ own: 'Dos', shown: 'Dos' });
    expect(withOwnText(start, { code: 'es', key: 'notice.start.1', text: null }).own).toEqual({});
    expect(wordIn({ 'intake.texts': { own: {} }, textsVersion: 1 }, 'en', 'notice.start.2')).toMatchObject({
      own: null,
      shown: english['notice.start.2'],
    });
    expect(start.own).toEqual({ es: { 'notice.start.1': 'Uno' } });
  });
});

test('whoever confirms a language reads every vital sentence once, under the page it stands on', () => {
  const groups = groupVital(vitalKeys.map((key) => ({ key, english: key, text: key })));
  expect(groups.flatMap((group) => group.texts.map(({ key }) => key)).toSorted()).toEqual([...vitalKeys].toSorted());
  expect(new Set(groups.map(({ title }) => title)).size).toBe(groups.length);
  expect(groups.map(({ title }) => title)).not.toContain('Other');
});

describe('two versions beside each other', () => {
  const line = (id: string, text: string) => ({ id, label: id, text });

  test('say what changed, what is new and what is gone, and nothing else', () => {
    const found = compareLines(
      [line('a', 'one two'), line('b', 'same'), line('c', 'away')],
      [line('b', 'same'), line('a', 'one three'), line('d', 'here')],
    );
    expect(found.map(({ id, before, after }) => [id, before, after])).toEqual([
      ['a', 'one two', 'one three'],
      ['d', null, 'here'],
      ['c', 'away', null],
    ]);
    expect(found[0]?.pieces).toEqual([
      { kind: 'same', text: 'one ' },
      { kind: 'gone', text: 'two' },
      { kind: 'new', text: 'three' },
    ]);
  });

  test('are compared in whole words, also where a script puts no space between them', () => {
    const pieces = compareWords('办公室保存您的报告', '办公室保存您的文件', 'zh-Hans') ?? [];
    expect(
      pieces
        .filter(({ kind }) => kind !== 'new')
        .map(({ text }) => text)
        .join(''),
    ).toBe('办公室保存您的报告');
    expect(
      pieces
        .filter(({ kind }) => kind !== 'gone')
        .map(({ text }) => text)
        .join(''),
    ).toBe('办公室保存您的文件');
    expect(pieces.some(({ kind, text }) => kind === 'same' && text.includes('办公室'))).toBe(true);
  });

  test('that share nothing, or are too long to compare, stand one after the other', () => {
    expect(compareWords('one', 'two')).toBeNull();
    expect(compareWords('x y '.repeat(900), 'x z '.repeat(900))).toBeNull();
  });
});
