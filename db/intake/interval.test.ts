import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayPartHours, type DayPart } from './day-parts.ts';
import { aboutDays, findInterval, findRepeated, type Found, type Said } from './interval.ts';
import { zones } from './places.ts';
import { dayParts, whenSchema } from './sections.ts';

const zoneKeys = Object.keys(zones);
const newYork = { zone: 'America/New_York', about: false };
/** What a wall clock at the place shows at a moment, by Intl and so by other code than the one under test. */
const clocks = new Map(
  zoneKeys.map((zone) => [
    zone,
    new Intl.DateTimeFormat('en-CA-u-nu-latn', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    }),
  ]),
);
function clockAt(milliseconds: number, zone: string): string {
  const parts = new Map(
    clocks
      .get(zone)
      ?.formatToParts(milliseconds)
      .map(({ type, value }) => [type, value]),
  );
  return `${parts.get('year')}-${parts.get('month')}-${parts.get('day')} ${parts.get('hour')}:${parts.get('minute')}`;
}
const addDays = (date: string, days: number) => new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
const hours = ({ interval }: Found) => (Date.parse(interval.to) - Date.parse(interval.from)) / 3_600_000;
function expectFound(said: Said): Found {
  const found = findInterval(said);
  if ('contradiction' in found) throw new Error(`${JSON.stringify(said)}: ${found.contradiction}`);
  return found;
}

/** Every minute of twenty years at which a zone's clocks were changed, found by asking Intl each hour. */
function changesOf(zone: string): { at: number; back: boolean }[] {
  const changes: { at: number; back: boolean }[] = [];
  const offset = (at: number) => Date.parse(`${clockAt(at, zone).replace(' ', 'T')}:00Z`) - at;
  for (let day = Date.UTC(2015, 0, 1); day < Date.UTC(2035, 0, 1); day += 86_400_000) {
    if (offset(day) === offset(day + 86_400_000)) continue;
    for (let at = day; at < day + 86_400_000; at += 3_600_000)
      if (offset(at) !== offset(at + 3_600_000)) changes.push({ at: at + 3_600_000, back: offset(at + 3_600_000) < offset(at) });
  }
  return changes;
}

describe('what was said becomes an interval', () => {
  it.each<[string, Partial<Said>, string, string, Found['precision']]>([
    ['a minute', { time: '14:30' }, '2026-01-03T19:30:00Z', '2026-01-03T19:31:00Z', 'minute'],
    ['from a time to a time', { time: '14:30', lastTime: '16:00' }, '2026-01-03T19:30:00Z', '2026-01-03T21:01:00Z', 'time_range'],
    ['a part of the day', { dayPart: 'afternoon' }, '2026-01-03T17:00:00Z', '2026-01-03T23:00:00Z', 'part_of_day'],
    ['a night, which goes on past midnight', { dayPart: 'night' }, '2026-01-04T01:00:00Z', '2026-01-04T11:00:00Z', 'part_of_day'],
    ['a day', {}, '2026-01-03T05:00:00Z', '2026-01-04T05:00:00Z', 'day'],
    ['days', { lastDate: '2026-01-05' }, '2026-01-03T05:00:00Z', '2026-01-06T05:00:00Z', 'days'],
    ['days that begin at a time', { lastDate: '2026-01-05', time: '22:00' }, '2026-01-04T03:00:00Z', '2026-01-06T05:00:00Z', 'days'],
    ['days that end at a time', { lastDate: '2026-01-05', lastTime: '06:00' }, '2026-01-03T05:00:00Z', '2026-01-05T11:01:00Z', 'days'],
    [
      'from a day and time to another',
      { lastDate: '2026-01-04', time: '23:00', lastTime: '01:00' },
      '2026-01-04T04:00:00Z',
      '2026-01-04T06:01:00Z',
      'time_range',
    ],
    ['nights of some days', { lastDate: '2026-01-05', dayPart: 'night' }, '2026-01-04T01:00:00Z', '2026-01-06T11:00:00Z', 'days'],
    ['about a day', { about: true, time: '14:30' }, '2025-12-31T05:00:00Z', '2026-01-07T05:00:00Z', 'about'],
    ['about some days', { about: true, lastDate: '2026-01-05' }, '2025-12-31T05:00:00Z', '2026-01-09T05:00:00Z', 'about'],
    ['a minute in Hawaii', { time: '14:30', zone: 'Pacific/Honolulu' }, '2026-01-04T00:30:00Z', '2026-01-04T00:31:00Z', 'minute'],
  ])('%s', (_, said, from, to, precision) => {
    expect(findInterval({ ...newYork, date: '2026-01-03', ...said })).toEqual({ interval: { from, to }, precision });
  });

  it.each<[string, Partial<Said>]>([
    ['last_date_before', { lastDate: '2026-01-02' }],
    ['last_date_before', { lastDate: '2026-01-02', about: true }],
    ['last_time_before', { time: '23:00', lastTime: '01:00' }],
    ['last_time_before', { time: '23:00', lastTime: '01:00', about: true }],
    ['time_missing', { lastTime: '01:00' }],
    ['time_never', { date: '2026-03-08', time: '02:30' }],
    ['last_time_never', { date: '2026-03-08', time: '01:30', lastTime: '02:30' }],
  ])('what cannot be is %s', (contradiction, said) => {
    expect(findInterval({ ...newYork, date: '2026-01-03', ...said })).toEqual({ contradiction });
  });
});

describe('where clocks are changed', () => {
  it('a day has 25 hours in autumn and 23 in spring', () => {
    expect(hours(expectFound({ ...newYork, date: '2026-11-01' }))).toBe(25);
    expect(hours(expectFound({ ...newYork, date: '2026-03-08' }))).toBe(23);
  });
  it('a time that came twice is one of the two, or both where nobody knows', () => {
    const said = { ...newYork, date: '2026-11-01', time: '01:30' };
    expect(findRepeated(said)).toEqual(['time']);
    expect(expectFound({ ...said, occurrence: 'first' }).interval.from).toBe('2026-11-01T05:30:00Z');
    expect(expectFound({ ...said, occurrence: 'second' }).interval.from).toBe('2026-11-01T06:30:00Z');
    expect(expectFound(said)).toEqual({ interval: { from: '2026-11-01T05:30:00Z', to: '2026-11-01T06:31:00Z' }, precision: 'time_range' });
  });
  it('it can end before it began by the clock on the wall', () => {
    const said = { ...newYork, date: '2026-11-01', time: '01:50', lastTime: '01:10' };
    expect(findRepeated(said)).toEqual(['time', 'lastTime']);
    expect(expectFound(said).interval).toEqual({ from: '2026-11-01T05:50:00Z', to: '2026-11-01T06:11:00Z' });
    expect(findInterval({ ...said, occurrence: 'first' })).toEqual({ contradiction: 'last_time_before' });
  });
  it('only the time that came twice is the first or the second', () => {
    const said: Said = { ...newYork, date: '2026-11-01', time: '01:30', lastTime: '03:00', occurrence: 'second' };
    expect(expectFound(said).interval).toEqual({ from: '2026-11-01T06:30:00Z', to: '2026-11-01T08:01:00Z' });
  });
  it('nobody is asked where the day itself is an estimate', () => {
    expect(findRepeated({ ...newYork, about: true, date: '2026-11-01', time: '01:30' })).toEqual([]);
    expect(expectFound({ ...newYork, about: true, date: '2026-03-08', time: '02:30' }).precision).toBe('about');
  });
  it('a midnight that came twice belongs to both of its days', () => {
    // Arizona, 1944-01-01 00:01: back to 23:01 of the day before.
    const said = { zone: 'America/Phoenix', about: false };
    expect(expectFound({ ...said, date: '1943-12-31' }).interval.to).toBe('1944-01-01T07:00:00Z');
    expect(expectFound({ ...said, date: '1944-01-01' }).interval.from).toBe('1944-01-01T06:00:00Z');
  });

  it.each(zoneKeys)('each change of twenty years in %s', (zone) => {
    const changes = changesOf(zone);
    expect(changes.length).toBe(['America/Phoenix', 'Pacific/Honolulu', 'America/Puerto_Rico'].includes(zone) ? 0 : 40);
    for (const { at, back } of changes) {
      const [date = '', time = ''] = clockAt(at, zone).split(' ');
      const said = { zone, about: false, date };
      expect(hours(expectFound(said)), date).toBe(back ? 25 : 23);
      if (back) {
        // The first minute after the change is on the clock for the second time.
        expect(findRepeated({ ...said, time }), date).toEqual(['time']);
        expect(Date.parse(expectFound({ ...said, time, occurrence: 'second' }).interval.from)).toBe(at);
        expect(Date.parse(expectFound({ ...said, time, occurrence: 'first' }).interval.from)).toBe(at - 3_600_000);
      } else {
        const [hour = 0, minute = 0] = time.split(':').map(Number);
        const skipped = `${String(hour - 1).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
        expect(findInterval({ ...said, time: skipped }), date).toEqual({ contradiction: 'time_never' });
        expect(Date.parse(expectFound({ ...said, time }).interval.from)).toBe(at);
      }
    }
  });
});

describe('for anything that can be said', () => {
  const day = fc
    .date({ min: new Date('1950-01-10'), max: new Date('2050-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10));
  const changeDays = zoneKeys.flatMap((zone) => changesOf(zone).map(({ at }) => clockAt(at, zone).slice(0, 10)));
  const time = fc
    .oneof(fc.nat(1439), fc.integer({ min: 0, max: 240 }))
    .map((minutes) => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`);
  const said: fc.Arbitrary<Said> = fc
    .record(
      {
        date: fc.oneof(day, fc.constantFrom(...changeDays)),
        more: fc.option(fc.nat(40), { nil: undefined }),
        about: fc.boolean(),
        time,
        lastTime: time,
        dayPart: fc.constantFrom(...dayParts),
        occurrence: fc.constantFrom('first' as const, 'second' as const),
        zone: fc.constantFrom(...zoneKeys),
      },
      { requiredKeys: ['date', 'about', 'zone'] },
    )
    .map(({ more, ...rest }) => ({ ...rest, ...(more === undefined ? {} : { lastDate: addDays(rest.date, more) }) }));

  it('the interval is half open, in order, stored as the record demands, and holds all that was said', () => {
    fc.assert(
      fc.property(said, (words) => {
        const found = findInterval(words);
        if ('contradiction' in found) return;
        const { interval, precision } = found;
        const [from, to] = [Date.parse(interval.from), Date.parse(interval.to)];
        expect(from).toBeLessThan(to);
        expect(whenSchema.parse({ ...words, ...found })).toEqual({ ...words, ...found });
        const { zone } = words;
        const lastDate = words.lastDate ?? words.date;
        const [start, last] = [clockAt(from, zone), clockAt(to - 60_000, zone)];
        const isOneDay = lastDate === words.date;
        if (words.about) {
          expect(precision).toBe('about');
          expect([start, last]).toEqual([`${addDays(words.date, -aboutDays)} 00:00`, `${addDays(lastDate, aboutDays)} 23:59`]);
        } else if (words.time !== undefined) {
          expect(start).toBe(`${words.date} ${words.time}`);
          if (words.lastTime !== undefined) expect(last).toBe(`${lastDate} ${words.lastTime}`);
          else expect(last).toBe(isOneDay ? `${words.date} ${words.time}` : `${lastDate} 23:59`);
          if (precision === 'minute') expect(to - from).toBe(60_000);
        } else if (words.lastTime !== undefined) {
          expect([start, last]).toEqual([`${words.date} 00:00`, `${lastDate} ${words.lastTime}`]);
        } else if (words.dayPart) {
          expect([start, last]).toEqual(partEnds(words.date, lastDate, words.dayPart));
        } else {
          expect([start, last]).toEqual([`${words.date} 00:00`, `${lastDate} 23:59`]);
          // Nothing of the days is left out at either end.
          expect(clockAt(from - 60_000, zone).slice(0, 10) < words.date && clockAt(to, zone).slice(0, 10) > lastDate).toBe(true);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it('what is refused is refused for a reason that the clock on the wall shows', () => {
    fc.assert(
      fc.property(said, (words) => {
        const found = findInterval(words);
        if (!('contradiction' in found)) return;
        const lastDate = words.lastDate ?? words.date;
        const dated = { time: words.date, lastTime: lastDate };
        if (found.contradiction === 'time_never' || found.contradiction === 'last_time_never') {
          const which = found.contradiction === 'time_never' ? 'time' : 'lastTime';
          expect(isOnTheClock(dated[which], words[which] ?? '', words.zone)).toBe(false);
        } else if (found.contradiction === 'last_time_before')
          expect(lastDate === words.date && (words.lastTime ?? '') <= (words.time ?? '')).toBe(true);
        else expect([found.contradiction, words.time]).toEqual(['time_missing', undefined]);
      }),
      { numRuns: 3_000 },
    );
  });
});

function partEnds(date: string, lastDate: string, part: DayPart): string[] {
  const { from, to } = dayPartHours[part];
  const [hour = 0] = to.split(':').map(Number);
  return [`${date} ${from}`, `${part === 'night' ? addDays(lastDate, 1) : lastDate} ${String(hour - 1).padStart(2, '0')}:59`];
}

function isOnTheClock(date: string, time: string, zone: string): boolean {
  const around = Date.parse(`${date}T${time}:00Z`);
  for (let hour = 0; hour <= 24; hour += 1) if (clockAt(around + hour * 3_600_000, zone) === `${date} ${time}`) return true;
  return false;
}
