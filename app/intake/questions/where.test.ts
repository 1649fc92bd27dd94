import { describe, expect, it } from 'vitest';
import { around, form, hostile, problemsOf } from '#tests/support/form.ts';
import { where } from './where.ts';

const needed = { place: 'In front of the courthouse', county: 'kings' };

it('needs a place and a county, and keeps whatever else was said', () => {
  expect(where.read(form(needed), around)).toEqual(needed);
  const all = {
    form: 'intersection',
    place: 'Roosevelt Ave',
    cross: '82nd St',
    city: 'Jackson Heights',
    county: 'queens',
    kind: 'transit',
  } as const;
  expect(where.read(form(all), around)).toEqual(all);
  expect(where.read(form(where.values(all)), around)).toEqual(all);
});
it('takes a place outside the state, or one whose county nobody knows', () => {
  for (const county of ['outside', 'unknown', 'st_lawrence'])
    expect(where.read(form({ ...needed, county }), around)).toEqual({ ...needed, county });
});
it('asks for what is needed', () => {
  const reader = form({ place: ' ', county: '' });
  expect(where.read(reader, around)).toBeUndefined();
  expect(problemsOf(reader)).toEqual({ place: 'where.place.required', county: 'where.county.required' });
});

describe.each(['place', 'cross', 'city'] as const)('%s', (name) => {
  it.each(hostile)('keeps %j as text', (text) => {
    const reader = form({ ...needed, [name]: text });
    expect(where.read(reader, around)).toEqual({ ...needed, [name]: text });
    expect(reader.problems).toEqual({});
  });
  it('has an end', () => {
    const reader = form({ ...needed, [name]: 'x'.repeat(name === 'city' ? 201 : 501) });
    where.read(reader, around);
    expect(reader.problems[name]).toEqual({ key: 'error.tooLong', values: { limit: name === 'city' ? 200 : 500, over: 1 } });
  });
  it('says that a hidden character was taken out', () => {
    const reader = form({ ...needed, [name]: 'a\0b' });
    where.read(reader, around);
    expect(problemsOf(reader)).toEqual({ [name]: 'error.unstorable' });
    expect(reader.values[name]).toEqual(['ab']);
  });
});

it.each(['__proto__', 'constructor', 'Queens', '<b>', ...hostile])('choices such as %j are refused', (value) => {
  const reader = form({ ...needed, form: value, county: value, kind: value });
  expect(where.read(reader, around)).toBeUndefined();
  expect(problemsOf(reader)).toEqual({ form: 'error.notOffered', county: 'where.county.required', kind: 'error.notOffered' });
});
