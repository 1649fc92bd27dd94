/** The pages that ask: for each, how its form becomes a section of the draft and back. In the order of the task list. */
import { contactModes, dayParts, descriptionLimit, injuries, narrativeLimit, placeLimit } from '#db/intake/answers.ts';
import { countyKeys, zones } from '#db/intake/places.ts';
import { agencyKeys } from '#db/vocabularies/agencies.ts';
import { identificationKeys } from '#db/vocabularies/identification.ts';
import type { SectionName, Sections } from '../draft/content.ts';
import type { FormReader } from './form-reader.ts';

type Section<N extends SectionName> = NonNullable<Sections[N]>;
export type Surroundings = {
  /** `YYYY-MM-DD` in the zone farthest ahead: no day after it can have begun anywhere. */
  latestDay: string;
  noticeVersion: string;
  language: string;
};
export type Question<N extends SectionName> = {
  name: N;
  path: string;
  /** Whether a report can be handed in without it. */
  required: boolean;
  /** Undefined where the reader has collected a problem. */
  read(form: FormReader, around: Surroundings): Section<N> | undefined;
  values(section: Section<N>): Record<string, string[]>;
};

const yesNoUnknown = ['yes', 'no', 'unknown'] as const;
export const zoneKeys = Object.keys(zones) as [string, ...string[]];

/** Leaves out what was not answered: absent, never an empty string. */
function given<T extends Record<string, unknown>>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
function one(value: string | number | undefined): string[] {
  return value === undefined ? [] : [String(value)];
}
function ticked(value: boolean): string[] {
  return value ? ['yes'] : [];
}

const what: Question<'what'> = {
  name: 'what',
  path: '/report/what',
  required: true,
  read(form) {
    const narrative = form.text('narrative', { limit: narrativeLimit, required: 'what.narrative.required' });
    return narrative === undefined ? undefined : { narrative };
  },
  values: ({ narrative }) => ({ narrative: [narrative] }),
};

const when: Question<'when'> = {
  name: 'when',
  path: '/report/when',
  required: true,
  read(form, { latestDay }) {
    const date = readDay(form, 'day', latestDay);
    const time = form.text('time', { limit: 5 });
    if (time !== undefined && !/^([01]\d|2[0-3]):[0-5]\d$/.test(time)) form.problem('time', 'when.time.wrong');
    const dayPart = form.choice('dayPart', dayParts);
    const zone = form.choice('zone', zoneKeys, { required: 'when.zone.required' });
    const ongoing = form.choice('ongoing', yesNoUnknown);
    if (date === undefined || zone === undefined) return undefined;
    return { date, about: form.tick('about'), zone, ...given({ time, dayPart: time === undefined ? dayPart : undefined, ongoing }) };
  },
  values({ date, about, time, dayPart, zone, ongoing }) {
    const [year = '', month = '', day = ''] = date.split('-');
    return {
      'day-year': [year],
      'day-month': [String(Number(month))],
      'day-day': [String(Number(day))],
      about: ticked(about),
      time: one(time),
      dayPart: one(dayPart),
      zone: [zone],
      ongoing: one(ongoing),
    };
  },
};

/** A real day of the calendar, not in the future. */
function readDay(form: FormReader, name: string, latestDay: string): string | undefined {
  const [year, month, day] = ['year', 'month', 'day'].map((part) => form.text(`${name}-${part}`, { limit: 10 })?.trim());
  if (year === undefined && month === undefined && day === undefined) return void form.problem(name, 'when.day.required');
  if (!/^\d{4}$/.test(year ?? '') || !/^\d{1,2}$/.test(month ?? '') || !/^\d{1,2}$/.test(day ?? ''))
    return void form.problem(name, 'when.day.incomplete');
  const date = `${year}-${month?.padStart(2, '0')}-${day?.padStart(2, '0')}`;
  const parsed = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(parsed.getTime()) || parsed.toISOString().slice(0, 10) !== date) return void form.problem(name, 'when.day.notReal');
  if (date > latestDay) return void form.problem(name, 'when.day.future');
  if (date < '1900-01-01') return void form.problem(name, 'when.day.notReal');
  return date;
}

const where: Question<'where'> = {
  name: 'where',
  path: '/report/where',
  required: true,
  read(form) {
    const place = form.text('place', { limit: placeLimit, required: 'where.place.required' });
    const county = form.choice('county', countyKeys, { required: 'where.county.required' });
    return place === undefined || county === undefined ? undefined : { place, county };
  },
  values: ({ place, county }) => ({ place: [place], county: [county] }),
};

const who: Question<'who'> = {
  name: 'who',
  path: '/report/who',
  required: false,
  read(form) {
    const agencies = form.choices('agencies', agencyKeys);
    const identification = form.choices('identification', identificationKeys);
    const count = form.number('count', { min: 1, max: 100_000, wrong: 'who.count.wrong' });
    const description = form.text('description', { limit: descriptionLimit });
    return { agencies, identification, ...given({ count, description }) };
  },
  values: ({ agencies, identification, count, description }) => ({
    agencies,
    identification,
    count: one(count),
    description: one(description),
  }),
};

const whom: Question<'whom'> = {
  name: 'whom',
  path: '/report/whom',
  required: false,
  read: (form) => given({ injuries: form.choice('injuries', injuries), minors: form.choice('minors', yesNoUnknown) }),
  values: (section) => ({ injuries: one(section.injuries), minors: one(section.minors) }),
};

const contact: Question<'contact'> = {
  name: 'contact',
  path: '/report/contact',
  required: false,
  read(form) {
    const mode = form.choice('mode', contactModes, { required: 'contact.mode.required' });
    const name = form.text('name', { limit: 200 });
    const email = form.text('email', { limit: 320 })?.trim();
    const phone = form.text('phone', { limit: 60 })?.trim();
    if (email !== undefined && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) form.problem('email', 'contact.email.wrong');
    if (phone !== undefined && (phone.match(/\d/g) ?? []).length < 5) form.problem('phone', 'contact.phone.wrong');
    // Nothing that was typed is dropped in silence: the witness decides which of the two was meant.
    if (mode === 'anonymous' && (name ?? email ?? phone) !== undefined) form.problem('mode', 'contact.mode.contradiction');
    if (mode !== undefined && mode !== 'anonymous' && (email ?? phone) === undefined) form.problem('email', 'contact.way.required');
    return mode === undefined ? undefined : { mode, ...given({ name, email, phone }) };
  },
  values: ({ mode, name, email, phone }) => ({ mode: [mode], name: one(name), email: one(email), phone: one(phone) }),
};

const use: Question<'use'> = {
  name: 'use',
  path: '/report/use',
  required: true,
  read(form, { noticeVersion, language }) {
    if (!form.tick('read')) form.problem('read', 'use.read.required');
    return {
      notice: { version: noticeVersion, language },
      sharing: { prosecutors: form.tick('prosecutors'), oversight: form.tick('oversight'), publicReport: form.tick('publicReport') },
      showsReport: form.tick('showsReport'),
    };
  },
  values: ({ sharing, showsReport }) => ({
    read: ['yes'],
    prosecutors: ticked(sharing.prosecutors),
    oversight: ticked(sharing.oversight),
    publicReport: ticked(sharing.publicReport),
    showsReport: ticked(showsReport),
  }),
};

export const questions = { what, when, where, who, whom, contact, use } as const;
