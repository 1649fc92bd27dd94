import { describe, expect, it } from 'vitest';
import { languageCodes } from './languages.ts';
import { languageForTag, languageFrom } from './negotiate.ts';

describe('a language tag', () => {
  it.each([
    ['es-419', 'es'],
    ['es-MX', 'es'],
    ['zh', 'zh-Hans'],
    ['zh-CN', 'zh-Hans'],
    ['zh-SG', 'zh-Hans'],
    ['zh-TW', 'zh-Hant'],
    ['zh-HK', 'zh-Hant'],
    ['zh-MO', 'zh-Hant'],
    ['zh-Hant-CN', 'zh-Hant'],
    ['zh-Hans-TW', 'zh-Hans'],
    ['ZH-hant', 'zh-Hant'],
    ['yue', 'zh-Hant'],
    ['yue-CN', 'zh-Hans'],
    ['cmn', 'zh-Hans'],
    ['nan-TW', 'zh-Hant'],
    ['ji', 'yi'], // the code that old browsers still send
    ['yi-001', 'yi'],
    ['ht-HT', 'ht'],
    ['ar-EG', 'ar'],
    ['ur-PK', 'ur'],
    ['bn-BD', 'bn'],
    ['ko-KR', 'ko'],
    ['fr-CA', 'fr'],
    ['en-GB', 'en'],
  ])('%s is read as %s', (tag, code) => expect(languageForTag(tag)).toBe(code));

  it.each(['de', 'he', 'x', '', '*', 'constructor', '__proto__', 'es_MX', '../en', 'i-klingon', 'zz-ZZ'])('%j is none of ours', (tag) =>
    expect(languageForTag(tag)).toBeNull(),
  );
  it('of each of our own languages leads to it', () => {
    for (const code of languageCodes) expect(languageForTag(code)).toBe(code);
  });
});

describe('Accept-Language', () => {
  const choose = (header: string | undefined, offered = languageCodes) => languageFrom(header, offered);
  it('gives the first that is offered', () => {
    expect(choose('es-US,es;q=0.9,en;q=0.8')).toBe('es');
    expect(choose('de-DE,de;q=0.9,fr;q=0.7,en;q=0.6')).toBe('fr');
    expect(choose('es,fr', ['en', 'fr'])).toBe('fr');
  });
  it('goes by quality, not by place', () => {
    expect(choose('en;q=0.5, ar;q=0.9')).toBe('ar');
    expect(choose('en;Q=0.5,ar; q=0.9')).toBe('ar');
  });
  it('takes no language that the reader refuses', () => {
    expect(choose('es;q=0, pl;q=0.1')).toBe('pl');
  });
  it('is English where nothing fits or nothing is said', () => {
    for (const header of [undefined, '', '*', 'de', ',;,', 'q=1', 'es;q=x', 'es;q=7', '\u0000', ';'.repeat(50)])
      expect(choose(header)).toBe('en');
  });
  it('is read in no time however long it is', () => {
    const start = performance.now();
    expect(choose('x-y,'.repeat(1_000_000))).toBe('en');
    expect(performance.now() - start).toBeLessThan(100);
  });
});
