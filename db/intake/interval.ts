/**
 * From what a witness said about "when" to the interval that this comes to: half open, in UTC, as wide as the words allow, with the reason for its width.
 *
 * | said | interval | precision |
 * |---|---|---|
 * | a day and a time | that minute | `minute` |
 * | a time that came twice, and nobody knows which | from the first to the end of the second | `time_range` |
 * | two times | from the first to the end of the second's minute | `time_range` |
 * | a day and a part of it | the hours of that part | `part_of_day` |
 * | a day | from its first moment to the next day's | `day` |
 * | a first and a last day | all of both and between, less what a time or part of the day cuts off at the ends | `days` |
 * | a day or days that are an estimate | those, with `aboutDays` more on either side; a time is kept as said and narrows nothing | `about` |
 *
 * Days are those of the place: one of them has 23 or 25 hours where clocks are changed. Pure: the same words give the same interval on every machine with the same time zone rules.
 */
import { Temporal } from 'temporal-polyfill';
import type { z } from 'zod';
import { crossesMidnight, dayPartHours } from './day-parts.ts';
import type { whenSchema } from './sections.ts';

type When = z.infer<typeof whenSchema>;
export type Said = Pick<When, 'date' | 'lastDate' | 'about' | 'time' | 'lastTime' | 'dayPart' | 'occurrence' | 'zone'>;
export type Found = Pick<When, 'interval' | 'precision'>;
/** What cannot be: the calendar or the clock of the place does not hold it, or its end is before its beginning. */
export type Contradiction = 'last_date_before' | 'last_time_before' | 'time_missing' | 'time_never' | 'last_time_never';

export const aboutDays = 3;

export function findInterval(said: Said): Found | { contradiction: Contradiction } {
  const { date, zone, time, lastTime } = said;
  const lastDate = said.lastDate ?? date;
  const isOneDay = lastDate === date;
  if (lastDate < date) return { contradiction: 'last_date_before' };
  if (isOneDay && time === undefined && lastTime !== undefined) return { contradiction: 'time_missing' };
  if (said.about) {
    if (isOneDay && time !== undefined && lastTime !== undefined && lastTime < time) return { contradiction: 'last_time_before' };
    return found(startOfDay(date, -aboutDays, zone), endOfDay(lastDate, aboutDays, zone), 'about');
  }
  const first = time === undefined ? undefined : momentsOf(date, time, said);
  const last = lastTime === undefined ? undefined : momentsOf(lastDate, lastTime, said);
  if (first === null) return { contradiction: 'time_never' };
  if (last === null) return { contradiction: 'last_time_never' };
  const part = first === undefined && last === undefined ? said.dayPart : undefined;
  const from = first?.earliest ?? (part ? startOfPart(date, part, zone) : startOfDay(date, 0, zone));
  const end = last ?? (isOneDay ? first : undefined);
  const to = end ? end.latest.add({ minutes: 1 }) : part ? endOfPart(lastDate, part, zone) : endOfDay(lastDate, 0, zone);
  if (Temporal.Instant.compare(from, to) >= 0) return { contradiction: 'last_time_before' };
  return found(from, to, precisionOf({ isOneDay, part, first, last }));
}

/** Which of the times came twice on their day, because clocks were set back. Nobody needs to know where the day itself is an estimate. */
export function findRepeated(said: Omit<Said, 'occurrence'>): ('time' | 'lastTime')[] {
  if (said.about) return [];
  const happens = (date: string, time: string | undefined): boolean => {
    const both = time === undefined ? null : momentsOf(date, time, { zone: said.zone });
    return both !== null && !both.earliest.equals(both.latest);
  };
  const repeated: ('time' | 'lastTime')[] = [];
  if (happens(said.date, said.time)) repeated.push('time');
  if (happens(said.lastDate ?? said.date, said.lastTime)) repeated.push('lastTime');
  return repeated;
}

type Moments = { earliest: Temporal.Instant; latest: Temporal.Instant };

/** The one moment of a clock time; both where it came twice and it is not said which; null where clocks jumped over it. */
function momentsOf(date: string, time: string, { zone, occurrence }: Pick<Said, 'zone' | 'occurrence'>): Moments | null {
  const clock = Temporal.PlainDate.from(date).toPlainDateTime(Temporal.PlainTime.from(time));
  const first = clock.toZonedDateTime(zone, { disambiguation: 'earlier' });
  const second = clock.toZonedDateTime(zone, { disambiguation: 'later' });
  if (!first.toPlainDateTime().equals(clock)) return null;
  const earliest = first.toInstant();
  const latest = second.toInstant();
  if (occurrence === 'first') return { earliest, latest: earliest };
  if (occurrence === 'second') return { earliest: latest, latest };
  return { earliest, latest };
}

/** The first moment of a day, or of one some days off: not always midnight, in zones that change their clocks then. */
function startOfDay(date: string, days: number, zone: string): Temporal.Instant {
  return Temporal.PlainDate.from(date).add({ days }).toZonedDateTime(zone).toInstant();
}

/** The moment after a day's last: the second midnight, where one came twice. */
function endOfDay(date: string, days: number, zone: string): Temporal.Instant {
  const midnight = Temporal.PlainDate.from(date)
    .add({ days: days + 1 })
    .toPlainDateTime(Temporal.PlainTime.from('00:00'));
  return midnight.toZonedDateTime(zone, { disambiguation: 'later' }).toInstant();
}

function startOfPart(date: string, part: NonNullable<Said['dayPart']>, zone: string): Temporal.Instant {
  const clock = Temporal.PlainDate.from(date).toPlainDateTime(Temporal.PlainTime.from(dayPartHours[part].from));
  return clock.toZonedDateTime(zone, { disambiguation: 'earlier' }).toInstant();
}

function endOfPart(date: string, part: NonNullable<Said['dayPart']>, zone: string): Temporal.Instant {
  const day = Temporal.PlainDate.from(date).add({ days: crossesMidnight(part) ? 1 : 0 });
  const clock = day.toPlainDateTime(Temporal.PlainTime.from(dayPartHours[part].to));
  return clock.toZonedDateTime(zone, { disambiguation: 'later' }).toInstant();
}

type Parts = { isOneDay: boolean; part: Said['dayPart']; first: Moments | undefined; last: Moments | undefined };

function precisionOf({ isOneDay, part, first, last }: Parts): Found['precision'] {
  if (first && last) return 'time_range';
  if (!isOneDay) return 'days';
  if (first) return first.earliest.equals(first.latest) ? 'minute' : 'time_range';
  return part ? 'part_of_day' : 'day';
}

function found(from: Temporal.Instant, to: Temporal.Instant, precision: Found['precision']): Found {
  return { interval: { from: from.toString(), to: to.toString() }, precision };
}
