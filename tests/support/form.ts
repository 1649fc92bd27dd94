/** Forms as the pages' readers get them, for tests of what each page takes and refuses. */
import { readForm, type FormReader } from '#app/intake/questions/form-reader.ts';
import type { Surroundings } from '#app/intake/questions/question.ts';

export function form(fields: Record<string, string | readonly string[]>): FormReader {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) data.append(name, one);
  return readForm(data);
}

/** Field → key of the sentence. */
export function problemsOf(reader: FormReader): Record<string, string> {
  return Object.fromEntries(Object.entries(reader.problems).map(([name, { key }]) => [name, key]));
}

export const around: Surroundings = {
  latestDay: '2026-11-22',
  language: 'en',
  noticeShown: { version: 'texts-1', language: 'en', sha256: '0'.repeat(64) },
  incidents: [],
  hasStatement: false,
};

/** What free text must survive as it is: HTML, SQL, formulas of spreadsheets, placeholders, marks of direction, joined characters. */
export const hostile = [
  '<script>alert(1)</script>"\'><img src=x onerror=alert(1)>',
  "'; drop table drafts; --",
  '=HYPERLINK("https://example.org")',
  '@SUM(1+1)*cmd|',
  '{{limit}} $t(tasks.title) ${x}',
  '\u202Egnp.exe\u202C \u200F\u200B\uFEFF',
  'e\u0301 👩‍👩‍👧 𝔘 \u{10FFFF}',
  '__proto__',
];
