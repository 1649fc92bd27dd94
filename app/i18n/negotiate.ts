/**
 * Which of our languages a reader gets who has not chosen one: the best that the browser's `Accept-Language` asks for.
 * Regions and scripts are resolved by `Intl.Locale`, whose data (CLDR) are the runtime's: that Taiwan writes traditional characters stands in no table of ours.
 */
import { isLanguage, type LanguageCode } from './languages.ts';

const longestHeader = 1_000; // characters; browsers send some dozens
const mostWishes = 30;
/** Cantonese is read in traditional characters; other languages of China in either, which `Intl.Locale` knows by their region. */
const writtenAs: Readonly<Record<string, string>> = { yue: 'zh', cmn: 'zh', wuu: 'zh', hak: 'zh', nan: 'zh' };

/** English where nothing that is wished for is offered. */
export function languageFrom(header: string | undefined | null, offered: readonly LanguageCode[]): LanguageCode {
  for (const tag of wishes(header ?? '')) {
    const found = languageForTag(tag);
    if (found !== null && offered.includes(found)) return found;
  }
  return 'en';
}

/** Ours for a language tag such as `zh-TW` or `ar-EG`; null for a language that we do not have, or no tag at all. */
export function languageForTag(tag: string): LanguageCode | null {
  if (isLanguage(tag)) return tag;
  let locale: Intl.Locale;
  try {
    locale = new Intl.Locale(tag).maximize();
  } catch {
    return null; // not a language tag
  }
  const language = Object.hasOwn(writtenAs, locale.language) ? writtenAs[locale.language] : locale.language;
  const code = language === 'zh' ? `zh-${locale.script}` : language;
  return isLanguage(code) ? code : null;
}

/** Tags by falling quality; of equals the first. Those of quality 0 are refused by the reader, `*` says nothing about which. */
function wishes(header: string): string[] {
  return header
    .slice(0, longestHeader)
    .split(',')
    .slice(0, mostWishes)
    .map((part) => {
      const [tag = '', ...parameters] = part.split(';').map((text) => text.trim());
      const quality = parameters.find((text) => /^q=/i.test(text))?.slice(2);
      return { tag, quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ tag, quality }) => tag !== '' && tag !== '*' && quality > 0 && quality <= 1)
    .toSorted((a, b) => b.quality - a.quality)
    .map(({ tag }) => tag);
}
