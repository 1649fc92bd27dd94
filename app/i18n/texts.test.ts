import { describe, expect, it } from 'vitest';
import { catalogues } from './catalogues.ts';
import { languageCodes, languageOf } from './languages.ts';
import { sayTerm } from './terms.ts';
import { rawText, sayWith, textsIn, type TextKey } from './texts.ts';

const say = textsIn('en');

describe('a sentence', () => {
  it('is filled in and not escaped: whoever shows it does that', () => {
    expect(say('files.problem', { name: '<b>&', problem: 'x' })).toBe('<b>&: x');
  });
  it('never takes a placeholder from what a witness wrote', () => {
    expect(say('files.problem', { name: '{{problem}} $t(files.title)', problem: 'x' })).toBe('{{problem}} $t(files.title): x');
  });
  it('has its numbers as the language writes them, with digits that everyone reads', () => {
    expect(textsIn('es')('error.tooLong', { over: 3, limit: 20_000 })).toContain('20.000');
    expect(textsIn('ar')('error.tooLong', { over: 3, limit: 20_000 })).toContain('20,000');
  });
  it('falls back to English where a language lacks it, and knows no other way out', () => {
    for (const code of languageCodes) {
      const lacking = Object.keys(catalogues.en).filter((key) => !Object.hasOwn(catalogues[code], key));
      for (const key of lacking) expect(rawText(code, key)).toBe(catalogues.en[key]);
    }
    expect(rawText('es', 'constructor')).toBeUndefined();
  });
  it.each(languageCodes)('has a form for every number in %s', (code) => {
    for (const count of [0, 1, 2, 3, 5, 11, 21, 100, 1_000_000]) {
      const said = textsIn(code)('tasks.left', { count });
      expect(said).not.toContain('{{');
      expect(said).not.toBe('tasks.left');
    }
  });
});

describe('the office’s own words', () => {
  const own = { 'shell.phone': 'Call {{phone}}, {{days}} days, {{unknown}} $t(shell.skip)' };
  it('stand instead of ours and are filled in the same way', () => {
    expect(sayWith('es', own)('shell.phone', { phone: '{{days}}', days: 1400 })).toBe(
      'Call {{days}}, 1400 days, {{unknown}} $t(shell.skip)',
    );
    expect(sayWith('es', own)('shell.skip')).toBe('Ir al texto principal');
  });
  it('cannot put themselves under a name that every object has', () => {
    expect(sayWith('en', {})('toString' as TextKey)).toBe('toString');
  });
});

describe('a term', () => {
  it('is the English label where a language has none, and the key where nobody knows it', () => {
    expect(sayTerm(say, 'county', 'kings')).toBe('Brooklyn');
    expect(sayTerm(say, 'agency', 'agency_of_tomorrow')).toBe('agency_of_tomorrow');
    expect(sayTerm(say, 'agency', 'constructor')).toBe('constructor');
  });
});

it('an unknown language is English', () => {
  for (const code of ['constructor', 'de', '', null, undefined]) expect(languageOf(code).code).toBe('en');
});

it('three languages are written from right to left', () => {
  expect(languageCodes.filter((code) => languageOf(code).direction === 'rtl')).toEqual(['yi', 'ar', 'ur']);
});
