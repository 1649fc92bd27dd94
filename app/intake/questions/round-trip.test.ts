import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryContent, arbitrarySection } from '#tests/support/arbitraries.ts';
import { around } from '#tests/support/form.ts';
import { draftSchema, sectionNames, sectionSchemas, type Sections } from '../draft/content.ts';
import { readForm } from './form-reader.ts';
import type { Question, Surroundings } from './question.ts';
import { questions } from './questions.ts';

/** As the page would be shown for this section. */
function beside({ event, use }: Sections): Surroundings {
  return { ...around, ...(use ? { noticeShown: use.notice } : {}), incidents: event?.incident ? [event.incident] : [] };
}

/** The fields as a browser sends them: line ends as CRLF. */
function sent(values: Record<string, string[]>): FormData {
  const data = new FormData();
  for (const [name, texts] of Object.entries(values)) for (const text of texts) data.append(name, text.replaceAll('\n', '\r\n'));
  return data;
}

describe.each(sectionNames)('the page %s', (name) => {
  const question = questions[name] as unknown as Question<typeof name>; // the table is keyed by the very name
  it('shows again exactly what was saved, whatever that was', () => {
    fc.assert(
      fc.property(arbitrarySection[name] as fc.Arbitrary<never>, (section) => {
        expect(sectionSchemas[name].parse(section)).toEqual(section);
        const form = readForm(sent(question.values(section)));
        expect(question.read(form, beside({ [name]: section }))).toEqual(section);
        expect(form.problems).toEqual({});
      }),
      { numRuns: 60 },
    );
  });
  it('takes anything that is sent without failing: what it saves is valid, or it says what is wrong', () => {
    const fields = fc.dictionary(
      fc.constantFrom(...Object.keys(fieldNames(name)), 'people.0.', 'people.01.x', '__proto__', 'constructor', 'people.999999.name'),
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 40 }),
        fc.constantFrom('\0', '\uD800', 'yes', 'unknown', '-1', '1e5', '٣', '99999999'),
      ),
      { maxKeys: 8 },
    );
    fc.assert(
      fc.property(fields, (sentFields) => {
        const data = new FormData();
        for (const [field, value] of Object.entries(sentFields)) data.append(field, value);
        const form = readForm(data);
        const section = question.read(form, around);
        if (Object.keys(form.problems).length === 0) expect(sectionSchemas[name].parse(section)).toEqual(section);
      }),
      { numRuns: 200 },
    );
  });
});

/** Every field of a page, from a section that has them all now and then. */
function fieldNames(name: (typeof sectionNames)[number]): Record<string, string[]> {
  const question = questions[name] as unknown as Question<typeof name>; // as above
  const samples = fc.sample(arbitrarySection[name] as fc.Arbitrary<never>, { numRuns: 20, seed: 1 });
  return Object.assign({}, ...samples.map((section) => question.values(section))) as Record<string, string[]>;
}

it('whole drafts are valid', () => {
  fc.assert(
    fc.property(arbitraryContent, (content) => {
      expect(draftSchema.parse(content)).toEqual(content);
    }),
    { numRuns: 20 },
  );
});
