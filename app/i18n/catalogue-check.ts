/** What may be wrong with a catalogue, each as a sentence that says where. Run on every language by `catalogues.test.ts`. */
import type { Texts } from './catalogues.ts';
import { intlLocale, type LanguageCode } from './languages.ts';
import { hints, vocabularies, type VocabularyName } from './terms.ts';

/** The scripts of languages that are not written in Latin letters. */
const scripts: Partial<Record<LanguageCode, RegExp>> = {
  'zh-Hans': /\p{Script=Han}/u,
  'zh-Hant': /\p{Script=Han}/u,
  ru: /\p{Script=Cyrillic}/u,
  yi: /\p{Script=Hebrew}/u,
  bn: /\p{Script=Bengali}/u,
  ko: /\p{Script=Hangul}/u,
  ar: /\p{Script=Arabic}/u,
  ur: /\p{Script=Arabic}/u,
};
/** Names that are written the same in every language: a sentence of nothing else needs no translation. */
const names = ['SHA-256', 'PDF', 'FBI', 'DEA', 'ATF', 'ICE', 'CBP', 'UTC', 'Arizona', 'Puerto Rico'];
/** Labels that are names: counties stand on street signs in English, a language is called as its speakers do, a site by its brand. The boroughs have names in many languages. */
const boroughs = ['bronx', 'kings', 'new_york', 'queens', 'richmond'];
const named: Partial<Record<VocabularyName, (key: string) => boolean>> = {
  county: (key) => !boroughs.includes(key),
  spoken: (key) => key !== 'ase' && key !== 'other',
  platform: (key) => key !== 'other',
};
/** Places may be written as a language's own people write them, or as in English. */
const isPlace = (key: string): boolean => key.startsWith('term.county.');
/** The one sentence that an office may have none of. */
const mayBeEmpty = ['notice.penal'];
/** What no page may promise or call anything. */
const forbidden = /\b(authentic|verif(y|ied)|admissible|fake|tamper)/i;
const plural = /_(zero|one|two|few|many|other)$/;

/** The English labels and hints that every other language translates, by the keys that its `terms.json` has. */
export function englishTerms(): Texts {
  const terms: Record<string, string> = {};
  for (const [name, labels] of Object.entries(vocabularies) as [VocabularyName, Texts][]) {
    for (const [key, label] of Object.entries(labels)) if (named[name]?.(key) !== true) terms[`term.${name}.${key}`] = label;
  }
  for (const [name, labels] of Object.entries(hints)) for (const [key, hint] of Object.entries(labels)) terms[`hint.${name}.${key}`] = hint;
  return terms;
}

/** What is wrong with the English sentences themselves. */
export function faultsOfEnglish(texts: Texts): string[] {
  const words = Object.entries(texts).filter(([, text]) => forbidden.test(text));
  return [...words.map(([key]) => `${key} holds a word that promises too much`), ...emptyTexts(texts), ...pluralFaults('en', texts, texts)];
}

/** What is wrong with a translation; `english` holds sentences and terms. */
export function faultsOfTranslation(code: LanguageCode, texts: Texts, english: Texts): string[] {
  const base = baseOf(english);
  const wanted = new Set(Object.keys(english).map(base));
  const present = new Set(Object.keys(texts).map(base));
  const shared = Object.entries(texts).flatMap(([key, text]) => {
    const source = english[key] ?? english[`${base(key)}_other`];
    return source === undefined ? [] : [{ key, text, source }];
  });
  return [
    ...[...wanted].filter((key) => !present.has(key)).map((key) => `${key} is missing`),
    ...[...present].filter((key) => !wanted.has(key) && !isPlace(key)).map((key) => `${key} is not in English`),
    ...emptyTexts(texts),
    ...pluralFaults(code, texts, english),
    ...shared.filter(({ key, text, source }) => !agrees(key, text, source)).map(({ key }) => `${key} has other placeholders than English`),
    ...shared
      .filter(({ key, text, source }) => !isPlace(key) && isLeftover(code, text, source))
      .map(({ key }) => `${key} is still English`),
    ...Object.entries(texts).flatMap(([key, text]) => (/<[a-z/]/i.test(text) ? [`${key} holds a tag`] : [])),
  ];
}

/** Sentences marked as drafted by a machine and not yet confirmed by a person: `["*"]` for all of them. */
export function faultsOfMarks(drafted: readonly string[], texts: Texts): string[] {
  const unknown = drafted.filter((key) => key !== '*' && !Object.hasOwn(texts, key)).map((key) => `${key} is marked and does not exist`);
  return drafted.includes('*') && drafted.length > 1 ? [...unknown, 'all are marked, and some by name'] : unknown;
}

function emptyTexts(texts: Texts): string[] {
  return Object.entries(texts)
    .filter(([key, text]) => text.trim() === '' && !mayBeEmpty.includes(key))
    .map(([key]) => `${key} is empty`);
}

/** A sentence with `count` needs a form for each kind of number that the language tells apart, and no other. */
function pluralFaults(code: LanguageCode, texts: Texts, english: Texts): string[] {
  const { pluralCategories } = new Intl.PluralRules(intlLocale(code)).resolvedOptions();
  const base = baseOf(english);
  const counted = new Set(Object.keys(english).flatMap((key) => (base(key) === key ? [] : [base(key)])));
  return [...counted].flatMap((key) => {
    const forms = Object.keys(texts).filter((form) => form !== key && base(form) === key);
    if (forms.length === 0) return []; // missing as a whole, which is said elsewhere
    const wanted = pluralCategories.map((category) => `${key}_${category}`);
    return [
      ...wanted.filter((form) => !forms.includes(form)).map((form) => `${form} is missing`),
      ...forms.filter((form) => !wanted.includes(form)).map((form) => `${form} is no form of this language`),
    ];
  });
}

/** A form for one or two things may say so in words, without the number. */
function agrees(key: string, text: string, source: string): boolean {
  const [ours, theirs] = [placeholders(text), placeholders(source)];
  const optional = /_(zero|one|two)$/.test(key) ? ['count'] : [];
  return [...ours].every((name) => theirs.has(name)) && [...theirs].every((name) => ours.has(name) || optional.includes(name));
}

function placeholders(text: string): Set<string> {
  return new Set([...text.matchAll(/\{\{(.*?)\}\}/g)].map(([, name]) => name ?? ''));
}

/** Nothing of the language's own script in it, or, in Latin letters, several words that are the English ones. */
function isLeftover(code: LanguageCode, text: string, source: string): boolean {
  const bare = names.reduce((left, name) => left.replaceAll(name, ''), text.replaceAll(/\{\{.*?\}\}/g, ''));
  if (!/\p{L}/u.test(bare)) return false;
  const script = scripts[code];
  return script ? !script.test(bare) : text === source && (bare.match(/\p{L}+/gu) ?? []).length > 2;
}

/** The name under which a page asks for a form of a sentence. Only what English has in one form for one thing and one for others is such a form: `posed_as_other` is none. */
export function baseOf(english: Texts): (key: string) => string {
  return (key) => {
    const base = key.replace(plural, '');
    return Object.hasOwn(english, `${base}_one`) && Object.hasOwn(english, `${base}_other`) ? base : key;
  };
}

/** Fixed start of a key that is put together in the code → what may follow it. */
export type BuiltKeys = Readonly<Record<string, readonly string[]>>;

/** Keys that nothing shows. One is used whole, as `'tasks.title'`, or put together from a template's start and one of the endings that are listed for it. */
export function faultsOfUse(keys: readonly string[], code: string, built: BuiltKeys): string[] {
  const made = Object.entries(built).flatMap(([start, endings]) => endings.map((ending) => start + ending));
  const known = new Set(keys);
  return [
    ...keys.filter((key) => !code.includes(`'${key}'`) && !made.includes(key)).map((key) => `${key} is shown by nothing`),
    ...Object.keys(built)
      .filter((start) => !code.includes(`\`${start}\${`))
      .map((start) => `${start} is put together nowhere`),
    ...made.filter((key) => !known.has(key)).map((key) => `${key} is listed and is no sentence`),
  ];
}
