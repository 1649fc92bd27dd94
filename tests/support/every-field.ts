/**
 * Every field of every page that asks, and what it does with what is no answer: for the table test of the readers and for the same garbage over HTTP.
 * The names are those that a page makes of the whole report; the test holds that none is missing here.
 */
import type { SectionName } from '#app/intake/draft/content.ts';
import type { Problem } from '#app/intake/questions/form-reader.ts';
import type { TextKey } from '#app/i18n/texts.ts';
import { captionLimit, descriptionLimit, lineLimit, narrativeLimit, placeLimit, urlLimit } from '#db/intake/sections.ts';
import { countCharacters } from '#db/intake/text.ts';
import { hostile } from './form.ts';

/** `on`: the field that the sentence stands at, where it is not the field itself. */
export type Field = {
  on?: string;
  /** What an empty field gets; nothing where it may be empty. */
  empty?: TextKey;
} & (
  | {
      kind: 'text';
      limit: number;
      /** What a text that is not of its form gets; any text is kept where there is no form. */ wrong?: TextKey;
    }
  | { kind: 'number' | 'choice' | 'choices' | 'tick' | 'day' | 'hidden'; wrong: TextKey }
);

const text = (limit: number, more: { wrong?: TextKey; empty?: TextKey } = {}): Field => ({ kind: 'text', limit, ...more });
const line = text(lineLimit);
const description = text(descriptionLimit);
const count: Field = { kind: 'number', wrong: 'who.count.wrong' };
const choice: Field = { kind: 'choice', wrong: 'error.notOffered' };
const needed = (key: TextKey): Field => ({ kind: 'choice', wrong: key, empty: key });
const choices: Field = { kind: 'choices', wrong: 'error.notOffered' };
const tick: Field = { kind: 'tick', wrong: 'error.notOffered' };
const day = (on: string, empty?: TextKey): Record<string, Field> =>
  Object.fromEntries(
    ['year', 'month', 'day'].map((part) => [
      `${on}-${part}`,
      { kind: 'day', on, wrong: 'when.day.incomplete', empty: empty ?? 'when.day.incomplete' } satisfies Field,
    ]),
  );
const reach = (prefix: string): Record<string, Field> => ({
  [`${prefix}name`]: text(200),
  [`${prefix}email`]: text(320, { wrong: 'contact.email.wrong' }),
  [`${prefix}phone`]: text(60, { wrong: 'contact.phone.wrong' }),
});
const inEntry = (prefix: string, fields: Record<string, Field>): Record<string, Field> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [prefix + name, field.on === undefined ? field : { ...field, on: prefix + field.on }]),
  );

export const everyField: Readonly<Record<SectionName, Readonly<Record<string, Field>>>> = {
  event: { incident: needed('event.incident.required') },
  part: { role: needed('part.role.required'), present: choice, as: choice, agreed: choice, privileged: choice },
  what: { narrative: text(narrativeLimit, { empty: 'what.narrative.required' }), language: choice },
  conduct: { kinds: choices, other: description },
  when: {
    ...day('day'),
    ...day('lastDay'),
    about: tick,
    time: text(40, { wrong: 'when.time.wrong' }),
    lastTime: text(40, { wrong: 'when.time.wrong' }),
    occurrence: needed('when.occurrence.required'),
    dayPart: choice,
    zone: needed('when.zone.required'),
    ongoing: choice,
  },
  where: {
    form: choice,
    place: text(placeLimit, { empty: 'where.place.required' }),
    cross: text(placeLimit),
    city: line,
    county: needed('where.county.required'),
    kind: choice,
  },
  who: inEntry('people.0.', {
    agencies: choices,
    identification: choices,
    clothing: choice,
    face: choice,
    count,
    name: line,
    badge: line,
    description,
  }),
  vehicles: inEntry('vehicles.0.', { plate: line, state: line, make: line, colour: line, markings: line, unit: line, description }),
  whom: { count, injuries: choice, minors: choice, taken: choice, takenTo: text(placeLimit), description },
  police: { present: choice, agencies: choices, did: description },
  witnesses: { any: choice, count, ...inEntry('people.0.', { name: text(200), reach: text(500), agreed: choice }) },
  reported: { to: choices, outcome: description, legalAction: choice },
  losing: inEntry('leads.0.', { kind: needed('losing.kind.required'), where: text(placeLimit), ...day('lostOn') }),
  links: inEntry('links.0.', {
    url: text(urlLimit, { wrong: 'links.url.wrong', empty: 'links.url.required' }),
    postedBy: line,
    seen: line,
    recordedBy: choice,
    about: text(captionLimit),
  }),
  contact: {
    mode: needed('contact.mode.required'),
    under18: choice,
    language: choice,
    interpreter: choice,
    leaveMessage: choice,
    retaliation: choice,
    ...reach(''),
    safeTimes: text(500),
    way: choice,
    organisation: text(200),
    ...reach('helper.'),
    ...reach('affected.'),
  },
  help: { needs: choices },
  use: {
    read: { ...tick, empty: 'use.read.required' },
    shown: { kind: 'hidden', on: 'read', wrong: 'use.read.changed' },
    prosecutors: tick,
    oversight: tick,
    publicReport: tick,
    showsReport: tick,
  },
};

/** What is sent, an empty choice as a browser sends it: not at all; and the one problem that it must get; null: it is kept exactly as it was sent. */
export type Sent = { what: string; value: string | null; problem: Problem | null };

/** Everything that is tried on a field. Halves of surrogate pairs are not among it: a form's own encoding has none. */
export function attemptsOn(field: Field): Sent[] {
  const empty: Sent = { what: 'nothing', value: '', problem: field.empty ? { key: field.empty } : null };
  const refused = (what: string, value: string, key: TextKey): Sent => ({ what, value, problem: { key } });
  if (field.kind === 'hidden') return [...hostile, '<b>'].map((value) => refused('another text', value, field.wrong));
  if (field.kind === 'text') {
    const { limit, wrong } = field;
    const fits = (value: string): Problem | null =>
      countCharacters(value) > limit
        ? { key: 'error.tooLong', values: { limit, over: countCharacters(value) - limit } }
        : wrong
          ? { key: wrong }
          : null;
    return [
      empty,
      ...['a', '𝔘'].map((letter) => ({ what: 'as much as fits', value: letter.repeat(limit), problem: fits(letter.repeat(limit)) })),
      ...['a', '𝔘'].map((letter) => ({ what: 'one too many', value: letter.repeat(limit + 1), problem: fits(letter.repeat(limit + 1)) })),
      ...['\0', 'one\0two'].map((value) => refused('what cannot be stored', value, 'error.unstorable')),
      ...hostile.map((value) => ({ what: 'hostile text', value, problem: fits(value) })),
    ];
  }
  const cannotBeStored = field.kind === 'number' || field.kind === 'day' ? 'error.unstorable' : field.wrong;
  const garbage = field.kind === 'number' ? ['0', '-1', '1.5', '1e3', '100001', '999999999999'] : [];
  return [
    { ...empty, value: field.kind === 'number' || field.kind === 'day' ? '' : null },
    ...['\0', '1\0', 'yes\0'].map((value) => refused('what cannot be stored', value, cannotBeStored)),
    ...['<b>', '__proto__', 'x'.repeat(10_000), ...garbage, ...hostile].map((value) =>
      refused('no answer of the page', value, field.wrong),
    ),
  ];
}
