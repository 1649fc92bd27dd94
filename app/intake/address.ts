/** Addresses that carry a chosen language, for pages without a draft; see `language.ts`. */
import type { LanguageCode } from '#app/i18n/languages.ts';

/** Both in an address and as the field that the menu's buttons send: no section of a report has a field of that name. */
export const languageField = 'lang';

/** Null: nobody chose, or the choice is kept elsewhere. */
export function withLanguage(path: string, code: LanguageCode | null): string {
  if (code === null) return path;
  const url = new URL(path, 'http://host');
  url.searchParams.set(languageField, code);
  return `${url.pathname}${url.search}${url.hash}`;
}
