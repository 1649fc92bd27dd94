import { describe, expect, it } from 'vitest';
import { around, form, hostile, problemsOf } from '#tests/support/form.ts';
import type { FormReader } from './form-reader.ts';
import { when } from './when.ts';

const day = (month: string, date: string, year: string, more: Record<string, string> = {}): FormReader =>
  form({ 'day-month': month, 'day-day': date, 'day-year': year, zone: 'America/New_York', ...more });
const lastDay = (month: string, date: string, year: string) => ({ 'lastDay-month': month, 'lastDay-day': date, 'lastDay-year': year });
const read = (reader: FormReader) => when.read(reader, around);

it('is what was said and the interval that it comes to', () => {
  expect(read(day('2', '29', '2024', { time: '23:59', ongoing: 'no' }))).toEqual({
    date: '2024-02-29',
    about: false,
    time: '23:59',
    zone: 'America/New_York',
    ongoing: 'no',
    interval: { from: '2024-03-01T04:59:00Z', to: '2024-03-01T05:00:00Z' },
    precision: 'minute',
  });
  expect(read(day('1', '3', '2026', { ...lastDay('1', '5', '2026'), about: 'yes', zone: 'Pacific/Honolulu' }))).toMatchObject({
    lastDate: '2026-01-05',
    interval: { from: '2025-12-31T10:00:00Z', to: '2026-01-09T10:00:00Z' },
    precision: 'about',
  });
});

describe('a day', () => {
  it.each([
    ['2', '30', '2025', 'when.day.notReal'],
    ['11', '23', '2026', 'when.day.future'],
    ['1', '5', '26', 'when.day.incomplete'],
    ['13', '1', '2025', 'when.day.notReal'],
    ['1', '1', '1800', 'when.day.notReal'],
    ['', '', '', 'when.day.required'],
    ['1', '', '2026', 'when.day.incomplete'],
    ['1', '=1+1', '2025', 'when.day.incomplete'],
    ['1', '1e1', '2025', 'when.day.incomplete'],
    ['-1', '1', '2025', 'when.day.incomplete'],
    ['1', '1', '9'.repeat(5_000), 'when.day.incomplete'],
    ['1', '\u202E3', '2025', 'when.day.incomplete'],
    ['1', "1'; drop table drafts; --", '2025', 'when.day.incomplete'],
    ['1', '<b>3</b>', '2025', 'when.day.incomplete'],
  ])('month %j, day %j, year %j: %s', (month, date, year, key) => {
    const reader = day(month, date, year);
    expect(read(reader)).toBeUndefined();
    expect(problemsOf(reader)).toEqual({ day: key });
    const second = day('1', '1', '2020', lastDay(month, date, year));
    read(second);
    expect(problemsOf(second)).toEqual(key === 'when.day.required' ? {} : { lastDay: key });
  });
  it.each([
    ['١١', '٠٣', '٢٠٢٥', 'Arabic'],
    ['۱۱', '۳', '۲۰۲۵', 'Urdu'],
    ['১১', '৩', '২০২৫', 'Bengali'],
    ['１１', '３', '２０２５', 'full width'],
  ])('%s/%s/%s is a day in %s digits', (month, date, year) => {
    expect(read(day(month, date, year))).toMatchObject({ date: '2025-11-03' });
  });
  it('may be today wherever that is, by our clock and nobody’s phone', () => {
    expect(read(day('11', '22', '2026'))).toMatchObject({ date: '2026-11-22' });
  });
  it('after the last one is said', () => {
    const reader = day('1', '5', '2026', lastDay('1', '3', '2026'));
    expect(read(reader)).toBeUndefined();
    expect(problemsOf(reader)).toEqual({ lastDay: 'when.lastDay.before' });
  });
});

describe('a time', () => {
  it.each([
    ['14:30', '14:30'],
    ['14.30', '14:30'],
    ['9:05', '09:05'],
    ['14:30:59', '14:30'],
    ['14:30:00.000', '14:30'],
    ['2:30 pm', '14:30'],
    ['2:30 P.M.', '14:30'],
    ['12 am', '00:00'],
    ['12:15pm', '12:15'],
    [' 7 a.m. ', '07:00'],
    ['٢:٣٠ pm', '14:30'],
    ['00:00', '00:00'],
  ])('%j is %s', (typed, time) => {
    expect(read(day('1', '3', '2026', { time: typed }))).toMatchObject({ time, precision: 'minute' });
  });
  it.each([
    '24:00',
    '14:60',
    '14',
    '2',
    '13 pm',
    '0 am',
    '1430',
    '-1:30',
    '14:3',
    'noon',
    '=1+1',
    ...hostile.filter((text) => text.length <= 40),
  ])('%j is asked again', (typed) => {
    for (const name of ['time', 'lastTime']) {
      const reader = day('1', '3', '2026', { [name]: typed });
      expect(read(reader)).toBeUndefined();
      expect(problemsOf(reader)).toEqual({ [name]: 'when.time.wrong' });
    }
  });
  it('is no essay', () => {
    const reader = day('1', '3', '2026', { time: 'x'.repeat(10_000) });
    read(reader);
    expect(problemsOf(reader)).toEqual({ time: 'error.tooLong' });
  });
  it.each([
    [{ time: '23:00', lastTime: '01:00' }, { lastTime: 'when.lastTime.before' }],
    [{ lastTime: '01:00' }, { time: 'when.time.missing' }],
    [{ time: '14:30', dayPart: 'night' }, { dayPart: 'when.dayPart.contradiction' }],
  ])('%j is a contradiction, which only the witness can solve', (fields, problems) => {
    const reader = day('1', '3', '2026', fields);
    expect(read(reader)).toBeUndefined();
    expect(problemsOf(reader)).toEqual(problems);
  });
  it('says more than a part of the day that holds it', () => {
    const section = read(day('1', '3', '2026', { time: '01:30', dayPart: 'night' }));
    expect(section).toMatchObject({ time: '01:30', precision: 'minute' });
    expect(section).not.toHaveProperty('dayPart');
  });
});

describe('where clocks are changed', () => {
  it('the page asks which of two times it was, and takes "I don’t know"', () => {
    const reader = day('11', '1', '2026', { time: '01:30' });
    expect(read(reader)).toBeUndefined();
    expect(problemsOf(reader)).toEqual({ occurrence: 'when.occurrence.required' });
    expect(read(day('11', '1', '2026', { time: '01:30', occurrence: 'second' }))).toMatchObject({
      occurrence: 'second',
      interval: { from: '2026-11-01T06:30:00Z' },
    });
    const unknown = read(day('11', '1', '2026', { time: '01:30', occurrence: 'unknown' }));
    expect(unknown).not.toHaveProperty('occurrence');
    expect(unknown).toMatchObject({ interval: { from: '2026-11-01T05:30:00Z', to: '2026-11-01T06:31:00Z' }, precision: 'time_range' });
    expect(unknown && when.values(unknown).occurrence).toEqual(['unknown']);
  });
  it('the answer goes when the day is corrected', () => {
    expect(read(day('11', '2', '2026', { time: '01:30', occurrence: 'second' }))).not.toHaveProperty('occurrence');
  });
  it.each(['third', ...hostile])('an answer such as %j is asked again', (occurrence) => {
    const reader = day('11', '1', '2026', { time: '01:30', occurrence });
    expect(read(reader)).toBeUndefined();
    expect(problemsOf(reader)).toEqual({ occurrence: 'when.occurrence.required' });
  });
  it('a time that did not exist is said', () => {
    const reader = day('3', '8', '2026', { time: '02:30' });
    expect(read(reader)).toBeUndefined();
    expect(problemsOf(reader)).toEqual({ time: 'when.time.never' });
    expect(read(day('3', '8', '2026', { time: '02:30', zone: 'America/Phoenix' }))).toBeDefined();
  });
});

it('choices that the page does not offer are refused', () => {
  for (const value of ['Europe/Berlin', '__proto__', 'America/new_york', ...hostile]) {
    const reader = day('1', '3', '2026', { zone: value, dayPart: value, ongoing: value });
    expect(read(reader)).toBeUndefined();
    expect(problemsOf(reader)).toEqual({ dayPart: 'error.notOffered', zone: 'when.zone.required', ongoing: 'error.notOffered' });
  }
  expect(problemsOf(day('1', '3', '2026'))).toEqual({});
});
it('all that is wrong is said at once, in the order of the page', () => {
  const reader = form({ ...lastDay('1', '', ''), time: 'x', lastTime: 'y', dayPart: 'z', zone: '', ongoing: 'w' });
  read(reader);
  expect(Object.keys(reader.problems)).toEqual(['day', 'lastDay', 'time', 'lastTime', 'dayPart', 'zone', 'ongoing']);
});
