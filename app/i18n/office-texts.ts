/**
 * The office's own words. Sentences under `notice.` and `status.` have defaults in the catalogues; an office replaces any of them, in any language, by a setting.
 * A sentence is looked up in this order: the office's in the language, the catalogue's in the language, the office's in English, the catalogue's in English.
 *
 * A language is confirmed when a person has read its vital sentences beside the English ones and the office's setting holds their fingerprint; any change of a
 * word, ours or the office's, in either language, ends the confirmation.
 */
import { createHash } from 'node:crypto';
import { canonicalise } from '#db/custody/canonical.ts';
import { catalogues, type Texts } from './catalogues.ts';
import { languageCodes, languageOf, type Language, type LanguageCode } from './languages.ts';
import { rawText, sayWith, type Say, type TextKey } from './texts.ts';
import { vitalKeys } from './vital.ts';

/** The part of the settings that is needed here. */
export type TextSettings = { 'intake.texts': { own: Readonly<Record<string, Texts | undefined>> }; textsVersion: number };
export type LanguageSettings = TextSettings & { 'intake.languages': { confirmed: Readonly<Record<string, string | undefined>> } };
/** Which words someone was shown: version of the office's texts, language, SHA-256 (hex) of the very words. */
export type ShownText = { version: string; language: string; sha256: string };
export type OfferedLanguage = Language & {
  /** False: drafted by a machine, and no person has confirmed its vital sentences. */
  confirmed: boolean;
};

export function isOfficeKey(key: string): boolean {
  return key.startsWith('notice.') || key.startsWith('status.');
}

/** The office's own words as a page in this language shows them: few enough to travel with each page. */
export function ownTexts(settings: TextSettings, code: LanguageCode): Texts {
  const inEnglish = settings['intake.texts'].own.en ?? {};
  const inLanguage = (code === 'en' ? undefined : settings['intake.texts'].own[code]) ?? {};
  const fallback = Object.entries(inEnglish).filter(([key]) => code === 'en' || !Object.hasOwn(catalogues[code], key));
  return Object.fromEntries([...fallback, ...Object.entries(inLanguage)].filter(([key]) => isOfficeKey(key)));
}

export function officeSay(settings: TextSettings, code: LanguageCode): Say {
  return sayWith(code, ownTexts(settings, code));
}

/** For the record: which words these keys had on the page, before any placeholder was filled. */
export function shownText(settings: TextSettings, code: LanguageCode, keys: readonly TextKey[]): ShownText {
  return { version: `texts-${settings.textsVersion}`, language: code, sha256: sha256(keys.map(wordsIn(settings, code))) };
}

/** What a person reads to confirm a language: each vital sentence as shown, beside the English one. */
export function vitalTexts(settings: TextSettings, code: LanguageCode): { key: string; english: string; text: string }[] {
  const [english, translated] = [wordsIn(settings, 'en'), wordsIn(settings, code)];
  return vitalKeys.map((key) => ({ key, english: english(key), text: translated(key) }));
}

export function vitalFingerprint(settings: TextSettings, code: LanguageCode): string {
  return sha256(vitalTexts(settings, code).map(({ key, english, text }) => [key, english, text]));
}

/** Languages of the menu. Production offers only English and what is confirmed; `null`: the settings cannot be read now. */
export function languagesOffered(settings: LanguageSettings | null, mode: 'local' | 'test' | 'production'): readonly OfferedLanguage[] {
  const found = languageCodes.map((code) => ({ ...languageOf(code), confirmed: isConfirmed(settings, code) }));
  return mode === 'production' ? found.filter(({ confirmed }) => confirmed) : found;
}

function isConfirmed(settings: LanguageSettings | null, code: LanguageCode): boolean {
  if (code === 'en') return true;
  const confirmed = settings?.['intake.languages'].confirmed[code];
  return settings !== null && confirmed !== undefined && confirmed === fingerprintOnce(settings, code);
}

/** Settings are read once in some seconds and then shared by many requests: their fingerprints are computed as often. */
const known = new WeakMap<LanguageSettings, Map<LanguageCode, string>>();
function fingerprintOnce(settings: LanguageSettings, code: LanguageCode): string {
  const computed = known.get(settings) ?? new Map<LanguageCode, string>();
  known.set(settings, computed);
  const fingerprint = computed.get(code) ?? vitalFingerprint(settings, code);
  computed.set(code, fingerprint);
  return fingerprint;
}

/** Each sentence's words in a language, before any placeholder is filled. */
function wordsIn(settings: TextSettings, code: LanguageCode): (key: string) => string {
  const own = ownTexts(settings, code);
  return (key) => (Object.hasOwn(own, key) ? own[key] : rawText(code, key)) ?? '';
}

function sha256(value: unknown): string {
  return createHash('sha256').update(canonicalise(value)).digest('hex');
}
