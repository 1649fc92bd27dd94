/** Labels of the vocabularies. English lies with the keys in `db/vocabularies`; a language's catalogue may hold its own under `term.<vocabulary>.<key>`. */
import { agencies } from '#db/vocabularies/agencies.ts';
import { identification } from '#db/vocabularies/identification.ts';
import { counties } from '#db/intake/places.ts';
import type { Say, TextKey } from './texts.ts';

const vocabularies = { agency: agencies, identification, county: counties } as const satisfies Record<
  string,
  Readonly<Record<string, string>>
>;
export type VocabularyName = keyof typeof vocabularies;

/** The label of one key; the key itself where nothing knows it, so that an old record is never blank. */
export function sayTerm(say: Say, name: VocabularyName, key: string): string {
  const translated = `term.${name}.${key}`;
  const said = say(translated as TextKey); // most of these keys are not in the English catalogue: i18next then returns the key
  if (said !== translated) return said;
  const labels: Readonly<Record<string, string>> = vocabularies[name];
  return labels[key] ?? key;
}
