/** Every language's sentences as they lie in the files. Another language may lack a key: whoever looks it up falls back to English, and `catalogues.test.ts` reports it. */
import { texts as ar } from './ar/catalogue.ts';
import { texts as bn } from './bn/catalogue.ts';
import { english } from './english.ts';
import { texts as es } from './es/catalogue.ts';
import { texts as fr } from './fr/catalogue.ts';
import { texts as ht } from './ht/catalogue.ts';
import { texts as it } from './it/catalogue.ts';
import { texts as ko } from './ko/catalogue.ts';
import type { LanguageCode } from './languages.ts';
import { texts as pl } from './pl/catalogue.ts';
import { texts as ru } from './ru/catalogue.ts';
import { texts as ur } from './ur/catalogue.ts';
import { texts as yi } from './yi/catalogue.ts';
import { texts as zhHans } from './zh-Hans/catalogue.ts';
import { texts as zhHant } from './zh-Hant/catalogue.ts';

export type Texts = Readonly<Record<string, string>>;

export const catalogues: Readonly<Record<LanguageCode, Texts>> = {
  en: english,
  es,
  'zh-Hans': zhHans,
  'zh-Hant': zhHant,
  ru,
  yi,
  bn,
  ko,
  ht,
  it,
  ar,
  pl,
  fr,
  ur,
};
