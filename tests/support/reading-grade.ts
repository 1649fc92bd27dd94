/**
 * How many years of school in the United States a text asks for: the grade level of Flesch and Kincaid, from the length of sentences and of words.
 * The formula is that of J. P. Kincaid, R. P. Fishburne, R. L. Rogers and B. S. Chissom, "Derivation of New Readability Formulas for Navy Enlisted Personnel",
 * Research Branch Report 8-75, 1975. Syllables are counted by spelling, which is right for most words of English and near for the rest.
 */
export function readingGrade(text: string): number {
  const { sentences, words } = partsOf(text);
  if (words.length === 0) return 0;
  const syllables = words.reduce((sum, word) => sum + countSyllables(word), 0);
  return 0.39 * (words.length / sentences) + 11.8 * (syllables / words.length) - 15.59;
}

/** Words of letters or digits; a sentence ends at its mark, or where a line does. */
export function partsOf(text: string): { sentences: number; words: string[] } {
  const words = text.match(/[\p{L}\p{N}]+(?:[’'.,-][\p{L}\p{N}]+)*/gu) ?? [];
  const sentences = text.split(/[.!?:;](?=\s|$|[”’)])|\n/u).filter((part) => /[\p{L}\p{N}]/u.test(part)).length;
  return { sentences: Math.max(1, sentences), words };
}

/** One or two vowels are a syllable, but for an e that is not spoken at the end; a number is read as one. */
export function countSyllables(word: string): number {
  const letters = word.toLowerCase().replaceAll(/[’']/g, '');
  const known = exceptions[letters];
  if (known !== undefined) return known;
  if (letters.includes('-')) return letters.split('-').reduce((sum, part) => sum + countSyllables(part), 0);
  const spoken = letters
    .replace(/^y/, '')
    .replace(/(?<=[aeiouy][^aeiouy]+)e(?=(?:ly|ment|ful|less)s?$)/, '')
    .replace(/(?:(?<![csxzg]|[csxz]h|[^aeiouy]l)es|(?<![td])ed|(?<![^aeiouy]l)e)$/, '');
  const parted = spoken.match(/(?<![cgst])ia(?!n)/g)?.length ?? 0; // “me-di-a”, and not “spe-cial”
  return Math.max(1, (spoken.match(/[aeiouy]{1,2}/g)?.length ?? 0) + parted);
}
const exceptions: Readonly<Record<string, number>> = {
  area: 3,
  being: 2,
  business: 2,
  created: 3,
  every: 2,
  everyone: 3,
  idea: 3,
  science: 2,
  someone: 2,
  something: 2,
  sometimes: 2,
  the: 1,
  video: 3,
  videos: 3,
};
