/**
 * Every sentence of the public surface, by key: one flat JSON catalogue a language, keys grouped by page. English is the source; a missing key falls back to it.
 * Dates and sizes are formatted here, on the server, so that the same report reads the same on every device.
 */
import { createInstance } from 'i18next';
import english from './en.json' with { type: 'json' };

export type TextKey = keyof typeof english;
export type Values = Record<string, string | number>;
/** Looks a sentence up and fills its `{{placeholders}}`. Nothing is escaped: React, or `escapeHtml`, does that once, where it is shown. */
export type Say = (key: TextKey, values?: Values) => string;

const catalogues = { en: { name: 'English', direction: 'ltr', texts: english } } as const;
export type LanguageCode = keyof typeof catalogues;
export type Language = { code: LanguageCode; name: string; direction: 'ltr' | 'rtl' };

const i18n = createInstance();
await i18n.init({
  lng: 'en',
  fallbackLng: 'en',
  keySeparator: false,
  nsSeparator: false,
  returnNull: false,
  interpolation: { escapeValue: false },
  resources: Object.fromEntries(Object.entries(catalogues).map(([code, { texts }]) => [code, { translation: texts }])),
});

/** The language of a code that came from outside; English for anything we do not have. */
export function languageOf(code: string | undefined | null): Language {
  const known: LanguageCode = code !== undefined && code !== null && Object.hasOwn(catalogues, code) ? (code as LanguageCode) : 'en';
  const { name, direction } = catalogues[known];
  return { code: known, name, direction };
}

export function textsIn(code: LanguageCode): Say {
  const translate = i18n.getFixedT(code);
  return (key, values = {}) => translate(key, values);
}

/** `1,536 bytes` becomes `1.5 KB`. Decimal units, as phones and file pickers show them. */
export function formatSize(bytes: number, code: LanguageCode): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
  const step = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  return new Intl.NumberFormat(`${code}-u-nu-latn`, {
    style: 'unit',
    unit: units[step] ?? 'byte',
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: 1,
  }).format(bytes / 1000 ** step);
}

/** A limit in whole units, never more than what is really taken: 10 GiB is called 10 GB. */
export function formatLimit(bytes: number, code: LanguageCode): string {
  const step = Math.max(0, Math.min(4, Math.floor(Math.log2(bytes) / 10)));
  return formatSize(Math.floor(bytes / 1024 ** step) * 1000 ** step, code);
}

/** A moment in words, in one zone, with the zone's name: `January 3, 2026 at 2:30:05 PM EST`. */
export function formatMoment(at: Date, code: LanguageCode, zone: string): string {
  return new Intl.DateTimeFormat(`${code}-u-nu-latn`, { dateStyle: 'long', timeStyle: 'long', timeZone: zone }).format(at);
}

/** A calendar day as the witness gave it, `2026-01-03`, in words; no zone moves it. */
export function formatDay(day: string, code: LanguageCode): string {
  return new Intl.DateTimeFormat(`${code}-u-nu-latn`, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));
}
