import { describe, expect, it } from 'vitest';
import { sectionSchemas } from '../draft/content.ts';
import { readForm, type FormReader } from './form-reader.ts';
import { questions } from './questions.ts';

const around = { latestDay: '2026-01-04', noticeVersion: 'default-1', language: 'en' };
function form(fields: Record<string, string | string[]>): FormReader {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) data.append(name, one);
  return readForm(data);
}
const problemsOf = (reader: FormReader) => Object.fromEntries(Object.entries(reader.problems).map(([name, { key }]) => [name, key]));
const day = (month: string, date: string, year: string, more: Record<string, string> = {}) =>
  form({ 'day-month': month, 'day-day': date, 'day-year': year, zone: 'America/New_York', ...more });

describe('what happened', () => {
  it('keeps 20,000 characters of Arabic as they are', () => {
    const narrative = 'شاهدتُ '.repeat(2_858).slice(0, 20_000);
    const reader = form({ narrative });
    expect(questions.what.read(reader, around)).toEqual({ narrative });
    expect(reader.problems).toEqual({});
    expect(sectionSchemas.what.parse({ narrative })).toEqual({ narrative });
  });
  it('counts people’s characters, not code units', () => {
    expect(questions.what.read(form({ narrative: '👩'.repeat(20_000) }), around)).toBeDefined();
  });
  it('says by how much it is too long, and keeps all of it in the field', () => {
    const reader = form({ narrative: 'x'.repeat(20_003) });
    questions.what.read(reader, around);
    expect(reader.problems.narrative).toEqual({ key: 'error.tooLong', values: { limit: 20_000, over: 3 } });
    expect(reader.values.narrative?.[0]).toHaveLength(20_003);
  });
  it('takes out NUL, which jsonb cannot hold, and says so', () => {
    const reader = form({ narrative: 'before\0after' });
    expect(questions.what.read(reader, around)).toEqual({ narrative: 'beforeafter' });
    expect(problemsOf(reader)).toEqual({ narrative: 'error.unstorable' });
  });
  it('keeps direction marks, HTML, SQL and formulas as text, and makes line ends one kind', () => {
    const narrative = '\u202Eabc <script>alert(1)</script> \'; drop table drafts; -- =HYPERLINK("x")';
    expect(questions.what.read(form({ narrative: `${narrative}\r\nend` }), around)).toEqual({ narrative: `${narrative}\nend` });
  });
  it('is needed', () => {
    const reader = form({ narrative: ' \r\n ' });
    expect(questions.what.read(reader, around)).toBeUndefined();
    expect(problemsOf(reader)).toEqual({ narrative: 'what.narrative.required' });
  });
});

describe('when it happened', () => {
  it('is a day of the calendar in the place’s own zone', () => {
    expect(questions.when.read(day('2', '29', '2024', { about: 'yes', time: '23:59', dayPart: 'night' }), around)).toEqual({
      date: '2024-02-29',
      about: true,
      time: '23:59',
      zone: 'America/New_York', // the part of the day is left out: the time says more
    });
  });
  it.each([
    ['2', '30', '2025', 'when.day.notReal'],
    ['1', '5', '2026', 'when.day.future'],
    ['1', '5', '26', 'when.day.incomplete'],
    ['13', '1', '2025', 'when.day.notReal'],
    ['1', '1', '1800', 'when.day.notReal'],
    ['', '', '', 'when.day.required'],
    ['1', '=1+1', '2025', 'when.day.incomplete'],
  ])('month %j, day %j, year %j: %s', (month, date, year, key) => {
    const reader = day(month, date, year);
    expect(questions.when.read(reader, around)).toBeUndefined();
    expect(problemsOf(reader)).toEqual({ day: key });
  });
});

describe('contact', () => {
  it('is nothing at all for an anonymous witness', () => {
    expect(questions.contact.read(form({ mode: 'anonymous', name: '', email: ' ', phone: '' }), around)).toEqual({ mode: 'anonymous' });
  });
  it('drops nothing in silence: anonymous with a name is asked about', () => {
    const reader = form({ mode: 'anonymous', name: 'A' });
    questions.contact.read(reader, around);
    expect(problemsOf(reader)).toEqual({ mode: 'contact.mode.contradiction' });
  });
  it('needs a way to reach a witness who wants to be reached', () => {
    const reader = form({ mode: 'open', name: 'A' });
    questions.contact.read(reader, around);
    expect(problemsOf(reader)).toEqual({ email: 'contact.way.required' });
  });
});

it('a choice that the page does not offer is refused', () => {
  const reader = form({ place: 'x', county: '__proto__' });
  expect(questions.where.read(reader, around)).toBeUndefined();
  expect(problemsOf(reader)).toEqual({ county: 'where.county.required' });
  const many = form({ agencies: ['fbi', 'mi6'] });
  questions.who.read(many, around);
  expect(problemsOf(many)).toEqual({ agencies: 'error.notOffered' });
});

it('consent is three separate choices, none of them a condition', () => {
  expect(questions.use.read(form({ read: 'yes', oversight: 'yes' }), around)).toEqual({
    notice: { version: 'default-1', language: 'en' },
    sharing: { prosecutors: false, oversight: true, publicReport: false },
    showsReport: false,
  });
});

it('every page shows again exactly what was saved', () => {
  const saved = [
    [questions.what, { narrative: 'a\nb' }],
    [questions.when, { date: '2026-01-03', about: true, dayPart: 'night', zone: 'America/Chicago', ongoing: 'no' }],
    [questions.where, { place: 'x', county: 'st_lawrence' }],
    [questions.who, { agencies: ['fbi', 'cbp'], identification: ['said_police'], count: 4, description: 'd' }],
    [questions.whom, { injuries: 'death', minors: 'yes' }],
    [questions.contact, { mode: 'open', name: 'n', email: 'a@b.co', phone: '212 555 0123' }],
    [
      questions.use,
      {
        notice: { version: 'default-1', language: 'en' },
        sharing: { prosecutors: true, oversight: false, publicReport: true },
        showsReport: true,
      },
    ],
  ] as const;
  for (const [question, section] of saved) {
    const values = (question.values as (value: unknown) => Record<string, string[]>)(section);
    const reader = form(values);
    const again = question.read(reader, around) as Record<string, unknown>;
    expect(reader.problems).toEqual({});
    expect({ ...again, ...(Array.isArray(again.agencies) ? { agencies: again.agencies.toSorted() } : {}) }).toEqual({
      ...section,
      ...('agencies' in section ? { agencies: section.agencies.toSorted() } : {}),
    });
    expect(sectionSchemas[question.name].safeParse(section).success).toBe(true);
  }
});
