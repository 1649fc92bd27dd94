/**
 * Reading stored answers for the page. They are read leniently, field by field: a report of an older or newer version of the form must never be unreadable,
 * so whatever has no label here is still shown, by its key and as text.
 */
import { counties } from '#db/intake/places.ts';
import { agencies } from '#db/vocabularies/agencies.ts';
import { conduct } from '#db/vocabularies/conduct.ts';
import { identification } from '#db/vocabularies/identification.ts';
import { labelOf, words } from './labels.ts';

export type Line = { label: string; values: string[]; /** Free text of the witness: any language, either direction. */ theirs: boolean };

const labels: Record<string, string> = {
  conduct: 'Kind of conduct',
  date: 'Date',
  about: 'Date is an estimate',
  time: 'Time',
  dayPart: 'Part of the day',
  zone: 'Time zone',
  ongoing: 'Still going on',
  place: 'Place',
  county: 'County',
  agencies: 'Agencies (the witness’s belief)',
  identification: 'How they identified themselves',
  count: 'How many people acted',
  description: 'Description of the people',
  injuries: 'Injuries',
  minors: 'Anyone under 18',
  mode: 'Contact',
  sharing: 'May be shared with',
  showsReport: 'The follow-up page shows the report',
  notice: 'Notice of use shown',
};
const places = { ...counties, outside: 'Outside New York', unknown: 'County not known' };
const hidden = new Set(['v', 'narrative', 'language', 'truth']);
const free = new Set(['place', 'description']);

/** What the queue shows of a report in few words, from structured answers alone: kinds of conduct (where the form asked), agencies, place and time. */
export function summarise(answers: unknown): { conduct: string[]; agencies: string[]; where: string; when: string } {
  const when = field(answers, 'when');
  const county = field(field(answers, 'where'), 'county');
  const kinds = field(answers, 'conduct') ?? field(field(answers, 'what'), 'conduct');
  return {
    conduct: labelsIn(conduct, kinds),
    agencies: labelsIn(agencies, named(field(field(answers, 'who'), 'agencies'))),
    where: typeof county === 'string' ? labelOf(places, county) : '',
    when: [field(when, 'about') === true ? 'about' : '', field(when, 'date'), field(when, 'time')]
      .filter((part) => typeof part === 'string' && part !== '')
      .join(' '),
  };
}

/** Without "I don't know", which says nothing beside an agency and is said better by its absence alone. */
function named(keys: unknown): unknown {
  return Array.isArray(keys) ? keys.filter((key) => key !== 'unknown') : keys;
}

function labelsIn(vocabulary: Readonly<Record<string, string>>, keys: unknown): string[] {
  return Array.isArray(keys) ? keys.filter((key) => typeof key === 'string').map((key) => labelOf(vocabulary, key)) : [];
}

/** The witness's own account, or an empty text. */
export function narrativeOf(answers: unknown): string {
  const what = field(answers, 'what');
  const narrative = field(what, 'narrative');
  return typeof narrative === 'string' ? narrative : '';
}

/** All other answers as labelled lines, in the order in which people ask: what, when, where, who, whom, and the rest. Stored JSON keeps no order of its own. */
export function linesOf(answers: unknown): Line[] {
  if (typeof answers !== 'object' || answers === null) return [];
  const lines = Object.entries(answers).flatMap(([section, value]) => {
    if (hidden.has(section)) return [];
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [toLine(section, value)];
    return Object.entries(value)
      .filter(([name]) => !hidden.has(name))
      .map(([name, answer]) => toLine(name, answer));
  });
  const order = Object.values(labels);
  const rank = (line: Line) => (order.includes(line.label) ? order.indexOf(line.label) : order.length);
  return lines.toSorted((a, b) => rank(a) - rank(b));
}

function toLine(name: string, value: unknown): Line {
  return { label: labels[name] ?? words(name), values: asTexts(name, value), theirs: free.has(name) };
}

function asTexts(name: string, value: unknown): string[] {
  if (Array.isArray(value)) return value.length === 0 ? ['—'] : value.flatMap((each) => asTexts(name, each));
  if (typeof value === 'boolean') return [value ? 'Yes' : 'No'];
  if (typeof value === 'number') return [String(value)];
  if (typeof value === 'string') return [asLabel(name, value)];
  if (typeof value === 'object' && value !== null) {
    const chosen = Object.entries(value).flatMap(([key, each]) =>
      each === true ? [words(split(key))] : each === false ? [] : [`${words(key)}: ${asTexts(key, each).join(', ')}`],
    );
    return chosen.length === 0 ? ['No one'] : chosen;
  }
  return ['—'];
}

function asLabel(name: string, value: string): string {
  switch (name) {
    case 'conduct':
      return labelOf(conduct, value);
    case 'agencies':
      return labelOf(agencies, value);
    case 'identification':
      return labelOf(identification, value);
    case 'county':
      return labelOf(places, value);
    case 'ongoing':
    case 'minors':
    case 'injuries':
    case 'dayPart':
    case 'mode':
      return words(value);
    default:
      return value;
  }
}

function split(key: string): string {
  return key.replaceAll(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`);
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
}
