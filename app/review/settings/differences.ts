/** Two versions of a setting beside each other: line by line, and within a line word by word. */

/** `id` tells lines apart that have the same label in two versions. */
export type Line = { id: string; label: string; text: string; language?: string };
export type Piece = { kind: 'same' | 'gone' | 'new'; text: string };
export type Difference = {
  id: string;
  label: string;
  language?: string;
  before: string | null;
  after: string | null;
  pieces: Piece[] | null;
};

/** What differs, in the order of the newer version; what is gone comes last. */
export function compareLines(before: readonly Line[], after: readonly Line[]): Difference[] {
  const old = new Map(before.map((line) => [line.id, line]));
  const kept = new Set(after.map(({ id }) => id));
  const changed = after.flatMap((line): Difference[] => {
    const was = old.get(line.id);
    if (was?.text === line.text) return [];
    return [toDifference(line, was?.text ?? null, line.text)];
  });
  return [...changed, ...before.filter(({ id }) => !kept.has(id)).map((line) => toDifference(line, line.text, null))];
}

const mostWords = 1500; // the table of the comparison has their square

/** The shortest way from one text to the other in whole words; null where the texts are too long, or share nothing, and are better read one after the other. */
export function compareWords(before: string, after: string, language = 'en'): Piece[] | null {
  const [a, b] = [wordsOf(before, language), wordsOf(after, language)];
  if (a.length > mostWords || b.length > mostWords) return null;
  const wide = b.length + 1;
  const longest = new Uint16Array((a.length + 1) * wide);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      longest[i * wide + j] =
        a[i] === b[j]
          ? (longest[(i + 1) * wide + j + 1] ?? 0) + 1
          : Math.max(longest[(i + 1) * wide + j] ?? 0, longest[i * wide + j + 1] ?? 0);
    }
  }
  const pieces: Piece[] = [];
  const add = (kind: Piece['kind'], text = '') => {
    const last = pieces.at(-1);
    if (last?.kind === kind) last.text += text;
    else pieces.push({ kind, text });
  };
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      add('same', a[i]);
      i += 1;
      j += 1;
    } else if (i < a.length && (j >= b.length || (longest[(i + 1) * wide + j] ?? 0) >= (longest[i * wide + j + 1] ?? 0))) {
      add('gone', a[i]);
      i += 1;
    } else {
      add('new', b[j]);
      j += 1;
    }
  }
  return pieces.some(({ kind, text }) => kind === 'same' && /[\p{L}\p{N}]/u.test(text)) ? pieces : null;
}

function toDifference({ id, label, language }: Line, before: string | null, after: string | null): Difference {
  const pieces = before && after ? compareWords(before, after, language) : null;
  return { id, label, ...(language ? { language } : {}), before, after, pieces };
}

/** Also for scripts that put no space between words. */
function wordsOf(text: string, language: string): string[] {
  return [...new Intl.Segmenter(language, { granularity: 'word' }).segment(text)].map(({ segment }) => segment);
}
