/** Labels and hints of the vocabularies. English lies with the keys in `db/vocabularies`; a language's catalogue may hold its own under `term.<vocabulary>.<key>` and `hint.<vocabulary>.<key>`. */
import { counties, zones } from '#db/intake/places.ts';
import { agencies, agencyHints } from '#db/vocabularies/agencies.ts';
import { conduct, conductHints } from '#db/vocabularies/conduct.ts';
import { clothing, clothingHints, faces, identification, identificationHints } from '#db/vocabularies/identification.ts';
import {
  helpKinds,
  injuries,
  injuryHints,
  leadHints,
  leadKinds,
  partHints,
  parts,
  placeFormHints,
  placeForms,
  placeKinds,
  platforms,
  recorders,
  reportedTo,
  representatives,
  safeWayHints,
  safeWays,
} from '#db/vocabularies/report-answers.ts';
import { spoken } from '#db/vocabularies/spoken.ts';
import type { Say, TextKey } from './texts.ts';

type Labels = Readonly<Record<string, string>>;

export const vocabularies = {
  agency: agencies,
  conduct,
  identification,
  clothing,
  face: faces,
  county: counties,
  part: parts,
  representative: representatives,
  placeKind: placeKinds,
  placeForm: placeForms,
  injury: injuries,
  lead: leadKinds,
  reportedTo,
  help: helpKinds,
  recorder: recorders,
  way: safeWays,
  platform: platforms,
  spoken,
  zone: zones,
} as const satisfies Record<string, Labels>;
export type VocabularyName = keyof typeof vocabularies;

/** One plain sentence for every key whose label does not explain itself. `terms.test.ts` names those that do. */
export const hints = {
  agency: agencyHints,
  conduct: conductHints,
  identification: identificationHints,
  clothing: clothingHints,
  part: partHints,
  placeForm: placeFormHints,
  injury: injuryHints,
  lead: leadHints,
  way: safeWayHints,
} as const satisfies Partial<Record<VocabularyName, Labels>>;

/** The label of one key; the key itself where nothing knows it, so that an old record is never blank. */
export function sayTerm(say: Say, name: VocabularyName, key: string): string {
  return translated(say, `term.${name}.${key}`) ?? labelIn(vocabularies[name], key) ?? key;
}

/** One plain sentence about a key, where the vocabulary has some. */
export function sayHint(say: Say, name: keyof typeof hints, key: string): string | undefined {
  return translated(say, `hint.${name}.${key}`) ?? labelIn(hints[name], key);
}

function translated(say: Say, key: string): string | undefined {
  const said = say(key as TextKey); // these keys are not in the English catalogue: where a language has none either, i18next returns the key
  return said === key ? undefined : said;
}

function labelIn(labels: Labels, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined;
}
