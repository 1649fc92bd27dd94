import { describe, expect, it } from 'vitest';
import { entryLimit } from '#db/intake/sections.ts';
import { agencyKeys } from '#db/vocabularies/agencies.ts';
import { identificationKeys } from '#db/vocabularies/identification.ts';
import { around, form, hostile, problemsOf } from '#tests/support/form.ts';
import { sectionSchemas } from '../draft/content.ts';
import { police } from './police.ts';
import { vehicles } from './vehicles.ts';
import { who } from './who.ts';
import { whom } from './whom.ts';
import { witnesses } from './witnesses.ts';

describe('who acted', () => {
  it('is any number of people or groups, each with what is known of them', () => {
    const reader = form({
      'people.0.agencies': ['ice_ero', 'unknown'],
      'people.0.identification': 'said_police',
      'people.0.face': 'covered',
      'people.0.count': '٤',
      'people.1.agencies': 'local_police',
      'people.1.badge': '4711',
      'people.1.description': '',
    });
    expect(who.read(reader, around)).toEqual({
      people: [
        { agencies: ['ice_ero', 'unknown'], identification: ['said_police'], face: 'covered', count: 4 },
        { agencies: ['local_police'], identification: [], badge: '4711' },
      ],
    });
    expect(reader.problems).toEqual({});
  });
  it('takes “I don’t know” everywhere as an answer', () => {
    const unknown = { agencies: ['unknown'], identification: ['unknown'], clothing: 'unknown', face: 'unknown' };
    const fields = Object.fromEntries(Object.entries(unknown).map(([name, value]) => [`people.0.${name}`, value]));
    expect(who.read(form(fields), around)).toEqual({ people: [unknown] });
  });
  it('leaves out entries in which nothing is answered, and needs none', () => {
    const reader = form({ 'people.0.name': ' ', 'people.1.name': 'Smith', 'people.2.count': '', 'people.2.name': '\n' });
    expect(who.read(reader, around)).toEqual({ people: [{ agencies: [], identification: [], name: 'Smith' }] });
    expect(who.read(form({}), around)).toEqual({ people: [] });
  });
  it('holds twenty people with every box ticked', () => {
    const people = Array.from({ length: entryLimit }, () => ({
      agencies: [...agencyKeys],
      identification: [...identificationKeys],
      name: 'n',
      badge: 'b',
      description: 'd',
      count: 100_000,
    }));
    const reader = form(who.values({ people }));
    expect(who.read(reader, around)).toEqual({ people });
    expect(reader.problems).toEqual({});
  });
  it('says that a twenty-first is too many, and drops it not in silence', () => {
    const reader = form(Object.fromEntries(Array.from({ length: entryLimit + 1 }, (_, index) => [`people.${index}.name`, 'n'])));
    who.read(reader, around);
    expect(problemsOf(reader)).toEqual({ people: 'entries.tooMany' });
    expect(reader.values['people.20.name']).toEqual(['n']);
  });
  it.each([
    ['count', '0', 'who.count.wrong'],
    ['count', '-4', 'who.count.wrong'],
    ['count', 'four', 'who.count.wrong'],
    ['count', '=4', 'who.count.wrong'],
    ['count', '100001', 'who.count.wrong'],
    ['count', '4.5', 'who.count.wrong'],
    ['name', 'x'.repeat(201), 'error.tooLong'],
    ['badge', '👮'.repeat(201), 'error.tooLong'],
    ['description', 'x'.repeat(5_001), 'error.tooLong'],
    ['name', 'a\0b', 'error.unstorable'],
    ['agencies', 'mi6', 'error.notOffered'],
    ['clothing', '__proto__', 'error.notOffered'],
    ['face', 'constructor', 'error.notOffered'],
  ])('%s %j of the second entry: %s beside that field', (field, value, key) => {
    const reader = form({ 'people.0.name': 'first', [`people.3.${field}`]: value });
    who.read(reader, around);
    expect(problemsOf(reader)).toEqual({ [`people.3.${field}`]: key });
  });
});

it.each(hostile)('names, plates and descriptions are kept as they are: %j', (text) => {
  expect(who.read(form({ 'people.0.name': text, 'people.0.description': text }), around)?.people).toEqual([
    { agencies: [], identification: [], name: text, description: text },
  ]);
  expect(vehicles.read(form({ 'vehicles.0.plate': text, 'vehicles.0.unit': text }), around)?.vehicles).toEqual([
    { plate: text, unit: text },
  ]);
  expect(whom.read(form({ takenTo: text, description: text }), around)).toEqual({ takenTo: text, description: text });
  expect(police.read(form({ did: text }), around)).toEqual({ agencies: [], did: text });
  expect(witnesses.read(form({ 'people.0.name': text, 'people.0.reach': text }), around)?.people).toEqual([{ name: text, reach: text }]);
});

describe('vehicles', () => {
  it.each(['plate', 'state', 'make', 'colour', 'markings', 'unit'])('%s alone is enough, and can be too long', (field) => {
    expect(vehicles.read(form({ [`vehicles.0.${field}`]: 'x' }), around)).toEqual({ vehicles: [{ [field]: 'x' }] });
    const reader = form({ [`vehicles.0.${field}`]: 'x'.repeat(201) });
    vehicles.read(reader, around);
    expect(problemsOf(reader)).toEqual({ [`vehicles.0.${field}`]: 'error.tooLong' });
  });
});

describe('who was affected', () => {
  it('needs nothing, and has no place for a status or a citizenship', () => {
    expect(whom.read(form({}), around)).toEqual({});
    expect(whom.read(form({ status: 'x', citizenship: 'x', immigration: 'x' }), around)).toEqual({});
    expect(Object.keys(sectionSchemas.whom.shape)).toEqual(['count', 'injuries', 'minors', 'taken', 'takenTo', 'description']);
  });
  it('says what is wrong beside each field', () => {
    const reader = form({
      count: 'some',
      injuries: 'x',
      minors: 'perhaps',
      taken: 'true',
      takenTo: 'x'.repeat(501),
      description: 'x'.repeat(5_001),
    });
    whom.read(reader, around);
    expect(problemsOf(reader)).toEqual({
      count: 'who.count.wrong',
      injuries: 'error.notOffered',
      minors: 'error.notOffered',
      taken: 'error.notOffered',
      takenTo: 'error.tooLong',
      description: 'error.tooLong',
    });
  });
});

describe('other police and other witnesses', () => {
  it('are asked for without needing anything', () => {
    expect(police.read(form({}), around)).toEqual({ agencies: [] });
    expect(witnesses.read(form({}), around)).toEqual({ people: [] });
  });
  it('keep whether a person agrees apart from who they are', () => {
    const reader = form({ any: 'yes', count: '3', 'people.0.name': 'A', 'people.0.agreed': 'no', 'people.1.reach': 'the bakery' });
    expect(witnesses.read(reader, around)).toEqual({
      any: 'yes',
      count: 3,
      people: [{ name: 'A', agreed: 'no' }, { reach: 'the bakery' }],
    });
  });
  it('say what is wrong beside each field', () => {
    const reader = form({
      any: 'x',
      count: '0',
      'people.0.name': 'x'.repeat(201),
      'people.0.reach': 'x'.repeat(501),
      'people.0.agreed': 'x',
    });
    witnesses.read(reader, around);
    expect(problemsOf(reader)).toEqual({
      any: 'error.notOffered',
      count: 'who.count.wrong',
      'people.0.name': 'error.tooLong',
      'people.0.reach': 'error.tooLong',
      'people.0.agreed': 'error.notOffered',
    });
    const officers = form({ present: 'x', agencies: ['fbi', 'x'], did: 'x'.repeat(5_001) });
    police.read(officers, around);
    expect(problemsOf(officers)).toEqual({ agencies: 'error.notOffered', present: 'error.notOffered', did: 'error.tooLong' });
  });
});
