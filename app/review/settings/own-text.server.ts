/** Whether an office may say this instead of the catalogue's words. The record checks the shape; what the words must keep is known here. */
import { languageCodes } from '#app/i18n/languages.ts';
import { isOfficeKey, ownTexts, type TextSettings } from '#app/i18n/office-texts.ts';
import { rawText, type LanguageCode } from '#app/i18n/texts.ts';
import { catalogues } from '#app/i18n/catalogues.ts';
import { ownTextLimit } from '#db/settings/intake-schemas.ts';
import type { SettingValue } from '#db/settings/definitions.ts';
import { sortWords } from './office-words.ts';
import { textProblem, tooLong } from './read-form.server.ts';

/** Every sentence that an office may replace, in the order in which a witness meets them. */
export const officeKeys: readonly string[] = sortWords(Object.keys(catalogues.en).filter(isOfficeKey));

/** What is wrong with an own text, as a sentence; undefined where it may stand. */
export function ownTextProblem(key: string, text: string): string | undefined {
  const original = officeKeys.includes(key) ? rawText('en', key) : undefined;
  if (original === undefined) return 'The software has no such sentence.';
  if (text === '') return 'Write the text, or press “Use the default words”.';
  const odd = tooLong(text, ownTextLimit) ?? textProblem(text);
  if (odd) return odd;
  if (text.includes('\n')) return 'Write it as one paragraph, without line breaks: pages show each text as one paragraph.';
  const [wanted, found] = [placeholdersIn(original), placeholdersIn(text)];
  const missing = wanted.filter((one) => !found.includes(one));
  if (missing.length > 0) return `Keep ${missing.join(' and ')} in the text: the page puts the number there.`;
  const extra = found.filter((one) => !wanted.includes(one));
  if (extra.length > 0) return `Take ${extra.join(' and ')} out: nothing would be put there.`;
  if (/\{\{|\}\}/.test(text.replaceAll(placeholder, ''))) return 'Two curly brackets stand alone in the text. Take them out.';
  return undefined;
}

export type Word = {
  key: string;
  /** What the catalogue says in the language; null where it has nothing and English is shown. */
  standard: string | null;
  english: string;
  own: string | null;
  /** What pages show now, before any placeholder is filled. */
  shown: string;
};

/** A sentence in a language: default, own, and what comes of both. */
export function wordIn(settings: TextSettings, code: LanguageCode, key: string): Word {
  const own = settings['intake.texts'].own[code] ?? {};
  const shown = ownTexts(settings, code);
  return {
    key,
    standard: Object.hasOwn(catalogues[code], key) ? (catalogues[code][key] ?? null) : null,
    english: rawText('en', key) ?? '',
    own: Object.hasOwn(own, key) ? (own[key] ?? null) : null,
    shown: (Object.hasOwn(shown, key) ? shown[key] : rawText(code, key)) ?? '',
  };
}

/** The texts with one sentence replaced; null gives it back to the catalogue. */
export function withOwnText(
  { own }: SettingValue<'intake.texts'>,
  { code, key, text }: { code: LanguageCode; key: string; text: string | null },
): SettingValue<'intake.texts'> {
  const { [key]: _, ...others } = own[code] ?? {};
  const inLanguage = text === null ? others : { ...others, [key]: text };
  const { [code]: __, ...languages } = own;
  return { own: Object.keys(inLanguage).length === 0 ? languages : { ...languages, [code]: inLanguage } };
}

export function languageParam(code: string | null | undefined): LanguageCode {
  const found = languageCodes.find((one) => one === code);
  if (!found) throw new Response(null, { status: 404 });
  return found;
}

const placeholder = /\{\{[^{}]*\}\}/g;
function placeholdersIn(text: string): string[] {
  return [...new Set(text.match(placeholder) ?? [])];
}
