import { describe, expect, it } from 'vitest';
import { catalogues } from './catalogues.ts';
import { languagesOffered, officeSay, ownTexts, shownText, vitalFingerprint, vitalTexts, type LanguageSettings } from './office-texts.ts';
import { textsIn, type TextKey } from './texts.ts';

type Own = LanguageSettings['intake.texts']['own'];
const settings = (own: Own = {}, confirmed: Record<string, string> = {}, textsVersion = 3): LanguageSettings => ({
  'intake.texts': { own },
  'intake.languages': { confirmed },
  textsVersion,
});
const key = 'notice.use.1';
const ours = catalogues.en[key] ?? '';

describe('the office’s own words', () => {
  it('replace ours in their language only', () => {
    const office = settings({ en: { [key]: 'Our words' }, es: { [key]: 'Nuestras palabras' } });
    expect(officeSay(office, 'en')(key)).toBe('Our words');
    expect(officeSay(office, 'es')(key)).toBe('Nuestras palabras');
  });
  it('in English stand in for a language that has none of its own and no translation', () => {
    const [lacking = ''] = Object.keys(catalogues.en).filter((one) => one.startsWith('notice.') && !Object.hasOwn(catalogues.yi, one));
    if (lacking === '') return; // every sentence is translated
    expect(officeSay(settings({ en: { [lacking]: 'Our words' } }), 'yi')(lacking as TextKey)).toBe('Our words');
  });
  it('may be written in a language of which we have no sentence, and count for no other', () => {
    const office = settings({ yi: { [key]: 'אונדזערע ווערטער' } });
    expect(officeSay(office, 'yi')(key)).toBe('אונדזערע ווערטער');
    expect(officeSay(office, 'en')(key)).toBe(ours);
  });
  it('never reach a sentence that is not the office’s to write', () => {
    const office = settings({ en: { 'shell.leave': 'Stay', [key]: 'Our words' } });
    expect(ownTexts(office, 'en')).toEqual({ [key]: 'Our words' });
    expect(officeSay(office, 'en')('shell.leave')).toBe(textsIn('en')('shell.leave'));
  });
});

describe('which words were shown', () => {
  const keys = ['notice.use.1', 'notice.use.2'] as const;
  it('is their version, language and hash', () => {
    const shown = shownText(settings(), 'en', keys);
    expect(shown).toMatchObject({ version: 'texts-3', language: 'en' });
    // echo -n '["…","…"]' | sha256sum says the same
    expect(shown.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(shownText(settings(), 'en', keys)).toEqual(shown);
  });
  it('differs with every word and every order, and not with what else the office changed', () => {
    const hash = (own: Own, order: readonly TextKey[] = keys) => shownText(settings(own), 'en', order).sha256;
    const plain = hash({});
    expect(hash({ en: { [key]: `${ours} ` } })).not.toBe(plain);
    expect(hash({}, keys.toReversed())).not.toBe(plain);
    expect(hash({ en: { 'notice.referral': 'x' } })).toBe(plain);
    expect(hash({ es: { [key]: 'x' } })).toBe(plain);
  });
});

describe('languages in production', () => {
  const offered = (office: LanguageSettings | null) => languagesOffered(office, 'production').map(({ code }) => code);
  const confirmed = (own: Own = {}) => settings(own, { es: vitalFingerprint(settings(own), 'es'), ar: 'f'.repeat(64) });
  it('are English and those whose fingerprint a person confirmed', () => {
    expect(offered(settings())).toEqual(['en']);
    expect(offered(confirmed())).toEqual(['en', 'es']);
  });
  it('are English alone while the record cannot be read', () => expect(offered(null)).toEqual(['en']));
  it('end when a vital word changes after it was confirmed, in that language or in English', () => {
    const es = { [key]: 'Nuestras palabras' };
    const { 'intake.languages': languages } = confirmed({ es });
    expect(offered({ ...settings({ es }), 'intake.languages': languages })).toEqual(['en', 'es']);
    for (const own of [{ es: { [key]: 'Otra cosa' } }, { es, en: { [key]: 'Something else' } }])
      expect(offered({ ...settings(own), 'intake.languages': languages })).toEqual(['en']);
  });
  it('stay when a word changes that is not vital', () => {
    const { 'intake.languages': languages } = confirmed();
    expect(offered({ ...settings({ es: { 'status.ready': 'Otra cosa' } }, {}, 9), 'intake.languages': languages })).toEqual(['en', 'es']);
  });
});

describe('languages elsewhere', () => {
  it('are all of them, each marked that nobody confirmed', () => {
    const all = languagesOffered(settings({}, { es: vitalFingerprint(settings(), 'es') }), 'local');
    expect(all).toHaveLength(14);
    expect(all.filter(({ confirmed }) => confirmed).map(({ code }) => code)).toEqual(['en', 'es']);
  });
});

it('who confirms a language reads every vital sentence beside the English one', () => {
  const texts = vitalTexts(settings({ es: { [key]: 'Nuestras palabras' } }), 'es');
  expect(texts.find((one) => one.key === key)).toEqual({ key, english: ours, text: 'Nuestras palabras' });
  expect(texts.map((one) => one.key)).toEqual(
    expect.arrayContaining(['receipt.save', 'shell.leave', 'shell.keys', 'files.hidden', 'notice.truth.saw']),
  );
});
