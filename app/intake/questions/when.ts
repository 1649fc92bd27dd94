/** When: as exact or as vague as the witness can say it, and the interval that this comes to. The phone's clock and zone play no part. */
import { isWithin } from '#db/intake/day-parts.ts';
import { findInterval, findRepeated, type Contradiction, type Said } from '#db/intake/interval.ts';
import { zoneKeys } from '#db/intake/places.ts';
import { dayParts, yesNoUnknown } from '#db/intake/sections.ts';
import type { TextKey } from '#app/i18n/texts.ts';
import { dayValues, readDay } from './day.ts';
import { latinDigits, type FormReader } from './form-reader.ts';
import { given, one, ticked, type Question } from './question.ts';

const occurrences = ['first', 'second', 'unknown'] as const;

export const when: Question<'when'> = {
  name: 'when',
  path: '/report/when',
  required: true,
  read(form, { latestDay }) {
    const limits = { latest: latestDay, future: 'when.day.future' } as const;
    const date = readDay(form, 'day', { ...limits, required: 'when.day.required' });
    const lastDate = readDay(form, 'lastDay', limits);
    const time = readTime(form, 'time');
    const lastTime = readTime(form, 'lastTime');
    const part = form.choice('dayPart', dayParts);
    if (part !== undefined && time !== undefined && !isWithin(part, time)) form.problem('dayPart', 'when.dayPart.contradiction');
    const zone = form.choice('zone', zoneKeys, { required: 'when.zone.required' });
    const ongoing = form.choice('ongoing', yesNoUnknown);
    if (date === undefined || zone === undefined || Object.keys(form.problems).length > 0) return undefined;
    // A part of the day that holds the time adds nothing to it.
    const dayPart = time === undefined && lastTime === undefined ? part : undefined;
    const words = { date, about: form.tick('about'), zone, ...given({ lastDate, time, lastTime, dayPart }) };
    const occurrence = readOccurrence(form, words);
    if ('occurrence' in form.problems) return undefined;
    const said: Said = { ...words, ...given({ occurrence }) };
    const found = findInterval(said);
    if ('contradiction' in found) {
      const { field, key } = sentences[found.contradiction];
      return void form.problem(field, key);
    }
    return { ...said, ...given({ ongoing }), ...found };
  },
  values(section) {
    const { date, lastDate, about, time, lastTime, dayPart, zone, ongoing } = section;
    return {
      ...dayValues('day', date),
      ...dayValues('lastDay', lastDate),
      about: ticked(about),
      time: one(time),
      lastTime: one(lastTime),
      occurrence: one(section.occurrence ?? (findRepeated(section).length > 0 ? 'unknown' : undefined)),
      dayPart: one(dayPart),
      zone: [zone],
      ongoing: one(ongoing),
    };
  },
};

const sentences = {
  last_date_before: { field: 'lastDay', key: 'when.lastDay.before' },
  last_time_before: { field: 'lastTime', key: 'when.lastTime.before' },
  time_missing: { field: 'time', key: 'when.time.missing' },
  time_never: { field: 'time', key: 'when.time.never' },
  last_time_never: { field: 'lastTime', key: 'when.time.never' },
} as const satisfies Record<Contradiction, { field: string; key: TextKey }>;

/** Asked only where the clocks of the place showed the time twice on that day. "I don't know" is an answer: the interval then holds both. */
function readOccurrence(form: FormReader, words: Omit<Said, 'occurrence'>): 'first' | 'second' | undefined {
  if (findRepeated(words).length === 0) return undefined;
  const chosen = form.choice('occurrence', occurrences, { required: 'when.occurrence.required' });
  return chosen === 'unknown' ? undefined : chosen;
}

/** `HH:MM`, from a browser's time field or typed where it has none: `14:30`, `14.30`, `2:30 pm`, `2 p.m.`. */
function readTime(form: FormReader, name: string): string | undefined {
  const text = form.text(name, { limit: 40 });
  if (text === undefined) return undefined;
  const match = /^(\d{1,2})(?:[:.](\d{2})(?::\d{2}(?:\.\d+)?)?)?\s*(?:([ap])\.?\s?m\.?)?$/i.exec(latinDigits(text).trim());
  const [, hours = '', minutes, half] = match ?? [];
  const isHour = half === undefined ? minutes !== undefined && Number(hours) <= 23 : Number(hours) >= 1 && Number(hours) <= 12;
  if (match === null || !isHour || Number(minutes ?? 0) > 59) return void form.problem(name, 'when.time.wrong');
  const hour = half === undefined ? Number(hours) : (Number(hours) % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  return `${String(hour).padStart(2, '0')}:${minutes ?? '00'}`;
}
