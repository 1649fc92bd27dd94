/** The fourteen languages of the public pages: English, and those that New York's Executive Law §202-a names, Chinese in both scripts. */
import { spoken } from '#db/vocabularies/spoken.ts';

const directions = {
  en: 'ltr',
  es: 'ltr',
  'zh-Hans': 'ltr',
  'zh-Hant': 'ltr',
  ru: 'ltr',
  yi: 'rtl',
  bn: 'ltr',
  ko: 'ltr',
  ht: 'ltr',
  it: 'ltr',
  ar: 'rtl',
  pl: 'ltr',
  fr: 'ltr',
  ur: 'rtl',
} as const;

export type LanguageCode = keyof typeof directions;
/** `name` is the language's own. */
export type Language = { code: LanguageCode; name: string; direction: 'ltr' | 'rtl' };

/** In the order of the menu. */
export const languageCodes = Object.keys(directions) as LanguageCode[]; // the object's own keys

export function isLanguage(code: unknown): code is LanguageCode {
  return typeof code === 'string' && Object.hasOwn(directions, code);
}

/** The language of a code that came from outside; English for anything we do not have. */
export function languageOf(code: string | undefined | null): Language {
  const known = isLanguage(code) ? code : 'en';
  return { code: known, name: spoken[known], direction: directions[known] };
}

/**
 * What `Intl` is asked for. Haitian Creole has no data in any browser or in Node, where `Intl` would answer in the machine's own language: it is asked for English,
 * and `formats.ts` has its words. Digits are always 0 to 9, so that staff and witness see the same number.
 */
export function intlLocale(code: LanguageCode): string {
  return `${code === 'ht' ? 'en' : code}-u-nu-latn`;
}
