/**
 * Every single answer of a stored report, and how it must come out at the end of its way: in the bundle as `path: value` under its own key, in the console as words.
 * Written from what is stored and from the vocabularies alone, beside the code that it checks.
 */
import { vocabularies, type VocabularyName } from '#app/i18n/terms.ts';
import { formatDay, formatTime } from '#app/i18n/formats.ts';
import { textsIn, type TextKey } from '#app/i18n/texts.ts';

type Scalar = string | number | boolean;
/** `path` as the bundle writes it; `name` without the numbers of entries. */
export type Leaf = { path: string; name: string; value: Scalar | Scalar[] };

/** In the order in which they are stored. A list of plain values is one answer; nothing (`null`, an empty list) is none. */
export function leavesOf(value: unknown, path = '', name = path): Leaf[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) {
    if (value.length === 0) return [];
    if (value.every((entry) => typeof entry !== 'object')) return [{ path, name, value: value as Scalar[] }]; // just seen
    return value.flatMap((entry, index) => leavesOf(entry, `${path}[${index + 1}]`, name));
  }
  if (typeof value !== 'object') return [{ path, name, value: value as Scalar }]; // nothing else is left of JSON
  const inside = (key: string, outer: string): string => (outer === '' ? key : `${outer}.${key}`);
  return Object.entries(value).flatMap(([key, entry]) => leavesOf(entry, inside(key, path), inside(key, name)));
}

/** The lines of one answer in a bundle's text: a long text, or one of several lines, stands under its key, each of its lines marked. */
export function writtenLine({ path, value }: Leaf): string {
  if (Array.isArray(value)) return `\n${path}: ${value.join(', ')}\n`;
  const text = String(value);
  const isLong = text.length > 80 || /[\r\n\v\f\u0085\u2028\u2029]/.test(text);
  return isLong ? `\n${path}:\n${markedText(text)}\n\n` : `\n${path}: ${text}\n`;
}

/** A witness's text as a bundle marks it, line by line, whatever ends a line. */
export function markedText(text: string): string {
  return text
    .split(/(\r\n|[\n\r\v\f\u0085\u2028\u2029])/)
    .map((part, index) => (index % 2 === 0 ? `| ${part}` : part))
    .join('');
}

/** Closed answers by the vocabulary that their keys are of. */
export const vocabularyOf: Readonly<Record<string, VocabularyName>> = {
  'part.role': 'part',
  'part.as': 'representative',
  'what.language': 'spoken',
  'conduct.kinds': 'conduct',
  'when.zone': 'zone',
  'where.form': 'placeForm',
  'where.county': 'county',
  'where.kind': 'placeKind',
  'who.people.agencies': 'agency',
  'who.people.identification': 'identification',
  'who.people.clothing': 'clothing',
  'who.people.face': 'face',
  'whom.injuries': 'injury',
  'police.agencies': 'agency',
  'reported.to': 'reportedTo',
  'losing.leads.kind': 'lead',
  'links.links.platform': 'platform',
  'links.links.recordedBy': 'recorder',
  'contact.way': 'way',
  'contact.language': 'spoken',
  'help.needs': 'help',
};
/** What is said in other words than the answer's own: by whole sentences of the catalogue. */
const sentences: Readonly<Record<string, (value: Scalar) => string | null>> = {
  'what.narrative': () => null, // stands by itself, above the other answers
  'what.statement': () => say('label.what.statement.given'),
  'where.county': (county) =>
    county === 'outside' || county === 'unknown' ? say(`where.county.${county}`) : label('county', String(county)),
  'when.date': (day) => formatDay(String(day), 'en'),
  'when.lastDate': (day) => formatDay(String(day), 'en'),
  'when.about': (about) => (about === true ? say('label.when.about', { days: '' }).trim() : null),
  'when.time': (time) => formatTime(String(time), 'en'),
  'when.lastTime': (time) => formatTime(String(time), 'en'),
  'when.dayPart': (part) => say(`when.dayPart.${String(part)}` as TextKey), // as below, keys of the form
  'when.occurrence': (which) => say(`label.when.occurrence.${String(which)}` as TextKey),
  'when.interval.from': String,
  'when.interval.to': String,
  'when.precision': (precision) => `known by: ${capital(String(precision).replaceAll('_', ' '))}`,
  'losing.leads.lostOn': (day) => formatDay(String(day), 'en'),
  'links.links.sharer': () => say('label.links.sharer.sealed'),
  'contact.mode': (mode) => say(`label.contact.mode.${String(mode)}` as TextKey),
  'contact.affected': () => say('label.contact.sealed'),
  // Which words were shown is in the record and in the bundle; people read that they were.
  'use.notice.version': () => say('label.use.notice.read'),
  'use.notice.language': () => null,
  'use.notice.sha256': () => null,
  'use.sharing.prosecutors': (may) => (may === true ? say('label.use.sharing.prosecutors') : null),
  'use.sharing.oversight': (may) => (may === true ? say('label.use.sharing.oversight') : null),
  'use.sharing.publicReport': (may) => (may === true ? say('label.use.sharing.publicReport') : null),
};
const say = textsIn('en');
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A vocabulary's own label. */
export function label(vocabulary: VocabularyName, key: string): string {
  const labels: Readonly<Record<string, string>> = vocabularies[vocabulary];
  return labels[key] ?? `no label for ${key}`;
}

/** What the console shows for one answer, a line each; none where nothing is to be said of it. */
export function shownLines({ name, value }: Leaf): string[] {
  return [value].flat().flatMap((each) => {
    const own = sentences[name];
    if (own) return own(each) ?? [];
    const vocabulary = vocabularyOf[name];
    if (vocabulary) return label(vocabulary, String(each));
    if (typeof each === 'boolean') return say(each ? 'answer.yes' : 'answer.no');
    return answers.includes(name) ? say(`answer.${String(each)}` as TextKey) : String(each);
  });
}
/** Answered with yes, no or "I don't know". */
const answers = [
  'part.present',
  'part.agreed',
  'part.privileged',
  'when.ongoing',
  'whom.minors',
  'whom.taken',
  'police.present',
  'witnesses.any',
  'reported.legalAction',
  'contact.under18',
  'contact.interpreter',
  'contact.leaveMessage',
  'contact.retaliation',
];
