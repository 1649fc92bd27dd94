/** Every sentence of the public surface, by key: one flat JSON file a language and area. English is the source; a missing key falls back to it. */
import { createInstance } from 'i18next';
import { catalogues, type Texts } from './catalogues.ts';
import type { english } from './english.ts';
import { formatNumber } from './formats.ts';
import { languageCodes, type LanguageCode } from './languages.ts';

export { formatDay, formatDuration, formatLimit, formatMoment, formatSize } from './formats.ts';
export { languageOf, type Language, type LanguageCode } from './languages.ts';

/** Keys as pages name them: `tasks.files` for `tasks.files_one` and its siblings. */
export type TextKey = WithoutPlural<keyof typeof english>;
type WithoutPlural<K extends string> = K extends `${infer Base}_${'one' | 'other'}` ? Base : K;
export type Values = Record<string, string | number>;
/** Looks a sentence up and fills its `{{placeholders}}`. Nothing is escaped: React, or `escapeHtml`, does that once, where it is shown. Of several forms `count` chooses one. */
export type Say = (key: TextKey, values?: Values) => string;

/** The library asks `Intl` for each language's plurals, which for Haitian Creole would be those of the machine's own language: it is registered as a kind of English. */
const registered = (code: LanguageCode): string => (code === 'ht' ? 'en-x-ht' : code);

const i18n = createInstance();
await i18n.init({
  lng: 'en',
  fallbackLng: 'en',
  keySeparator: false,
  nsSeparator: false,
  returnNull: false,
  interpolation: { escapeValue: false },
  resources: Object.fromEntries(languageCodes.map((code) => [registered(code), { translation: catalogues[code] }])),
});
const { interpolator } = i18n.services;

const sayings = new Map(languageCodes.map((code) => [code, sayIn(code)]));

export function textsIn(code: LanguageCode): Say {
  return sayings.get(code) ?? sayIn(code);
}

/** With some sentences replaced by others, such as the office's own. They are filled in the same way, and plurals they have none. */
export function sayWith(code: LanguageCode, own: Texts): Say {
  const say = textsIn(code);
  return (key, values) => {
    const text = Object.hasOwn(own, key) ? own[key] : undefined;
    return text === undefined ? say(key, values) : interpolator.interpolate(text, written(values ?? {}, code), registered(code), {});
  };
}

/** A sentence before its placeholders are filled; undefined for a key that is none. */
export function rawText(code: LanguageCode, key: string): string | undefined {
  return [catalogues[code], catalogues.en].find((texts) => Object.hasOwn(texts, key))?.[key];
}

function sayIn(code: LanguageCode): Say {
  const translate = i18n.getFixedT(registered(code));
  const plain = new Map<TextKey, string>(); // looked up once a process: a question page has some eighty of them
  return (key, values) => {
    if (values === undefined) {
      const found = plain.get(key) ?? translate(key);
      plain.set(key, found);
      return found;
    }
    const { count } = values;
    return translate(key, { ...written(values, code), ...(count === undefined ? {} : { count: Number(count) }) });
  };
}

/** Numbers as the language writes them. */
function written(values: Values, code: LanguageCode): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === 'number' ? formatNumber(value, code) : value]),
  );
}
