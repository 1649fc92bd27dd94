/** The sentences that a person confirms, under the pages on which a witness meets them. */
import { officeWord, sortWords } from './office-words.ts';

const titles: readonly (readonly [start: string, title: string])[] = [
  ['start.', 'First page, our words'],
  ['shell.', 'Leaving quickly'],
  ['what.', 'What happened'],
  ['files.', 'Files'],
  ['whom.', 'Who was affected'],
  ['contact.', 'Staying anonymous'],
  ['use.', 'Notice of use, on the page'],
  ['check.', 'Statement of truth, on the page'],
  ['receipt.', 'Receipt'],
  ['done.', 'After handing in'],
];

export type VitalText = { key: string; english: string; text: string };
export type NamedVital = VitalText & { name: string };

/** The office’s sentences first, as they weigh most; then the pages in their order. */
export function groupVital(texts: readonly VitalText[]): { title: string; texts: NamedVital[] }[] {
  const byKey = new Map(texts.map((text) => [text.key, text]));
  const offices = sortWords([...byKey.keys()].filter((key) => key.startsWith('notice.')));
  const pages = titles.flatMap(([start]) => [...byKey.keys()].filter((key) => key.startsWith(start)));
  const others = [...byKey.keys()].filter((key) => !offices.includes(key) && !pages.includes(key));
  const groups = new Map<string, NamedVital[]>();
  for (const key of [...offices, ...pages, ...others]) {
    const text = byKey.get(key);
    if (!text) continue;
    const { title, name } = nameOf(key);
    groups.set(title, [...(groups.get(title) ?? []), { ...text, name }]);
  }
  return [...groups].map(([title, all]) => ({ title, texts: all }));
}

function nameOf(key: string): { title: string; name: string } {
  if (key.startsWith('notice.')) return officeWord(key);
  return { title: titles.find(([start]) => key.startsWith(start))?.[1] ?? 'Other', name: key };
}
