/** Every field of every page × everything that is no answer: kept exactly as it was sent, or refused with its own sentence at that very field. The same over HTTP is in `tests/faults`. */
import { describe, expect, it } from 'vitest';
import { attemptsOn, everyField } from '#tests/support/every-field.ts';
import { around } from '#tests/support/form.ts';
import { wholeSections } from '#tests/support/whole-report.ts';
import { sectionNames, sectionSchemas, type SectionName } from '../draft/content.ts';
import { readForm } from './form-reader.ts';
import type { Question } from './question.ts';
import { questions } from './questions.ts';

const beside = { ...around, incidents: [wholeSections.event.incident], noticeShown: wholeSections.use.notice };

describe.each(sectionNames)('the page %s', (name) => {
  const question = questions[name] as unknown as Question<SectionName>; // the table is keyed by the very name
  const whole = question.values(wholeSections[name] as never); // readonly literals
  const firstEntry = Object.fromEntries(Object.entries(whole).filter(([field]) => !/\.[1-9]/.test(field)));

  it('is in the table with every field', () => {
    expect(Object.keys(everyField[name]).toSorted()).toEqual(Object.keys(firstEntry).toSorted());
  });

  it.each(Object.entries(everyField[name]))('%s', (field, kind) => {
    for (const { what, value, problem } of attemptsOn(kind)) {
      const about = `${what}: ${JSON.stringify(value?.slice(0, 60))}`;
      const data = new FormData();
      for (const [other, texts] of Object.entries(firstEntry))
        for (const text of other === field ? [value ?? []].flat() : texts) data.append(other, text.replaceAll('\n', '\r\n'));
      const form = readForm(data);
      const section = question.read(form, beside);
      expect(form.problems, about).toEqual(problem === null ? {} : { [kind.on ?? field]: problem });
      if (problem === null) {
        expect(sectionSchemas[name].parse(section), about).toEqual(section);
        const kept = question.values(section as never)[field] ?? []; // accepted, so there is one
        expect(kept, about).toEqual([value || []].flat());
      } else if (value !== null && kind.kind !== 'hidden') {
        // What was typed stands in the field again, without what cannot be stored.
        expect(form.values[field], about).toEqual([value.replaceAll(/\0|\p{Surrogate}/gu, '')]);
      }
    }
  });
});

it('an entry that held nothing but what cannot be stored is no empty entry', () => {
  const form = readForm(new FormData());
  expect(questions.vehicles.read(form, beside)).toEqual({ vehicles: [] });
  const data = new FormData();
  data.append('vehicles.3.plate', '\0');
  const hidden = readForm(data);
  questions.vehicles.read(hidden, beside);
  expect(hidden.problems).toEqual({ 'vehicles.3.plate': { key: 'error.unstorable' } });
});
