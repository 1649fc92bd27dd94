import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fileDeclaredSchema, yesNoUnknown } from '#db/intake/sections.ts';
import { recorderKeys } from '#db/vocabularies/report-answers.ts';
import type { DraftFile } from '../draft/content.ts';
import { aboutValues, readAboutFiles } from './about-form.ts';

const text = (most: number) =>
  fc.string({ unit: 'grapheme', maxLength: most / 4 }).filter((value) => value.trim() !== '' && !value.includes('\0'));
const file: fc.Arbitrary<DraftFile> = fc.record({
  upload: fc.uuid(),
  name: text(40),
  caption: fc.oneof(fc.constant(''), text(100)),
  declared: fc.record(
    {
      role: fc.constantFrom('evidence' as const, 'statement' as const),
      recordedBy: fc.constantFrom(...recorderKeys),
      made: text(100),
      device: text(100),
      edited: fc.constantFrom(...yesNoUnknown),
      chatApp: fc.constantFrom(...yesNoUnknown),
    },
    { requiredKeys: ['role'] },
  ),
});
function formOf(values: Record<string, string[]>): FormData {
  const form = new FormData();
  for (const [name, given] of Object.entries(values)) form.append(name, given[0] ?? '');
  return form;
}
const blank = ({ declared: { role }, ...rest }: DraftFile): DraftFile => ({ ...rest, caption: '', declared: { role } });

it('what is said of files comes back from its own form as it was said, for however many files', () => {
  fc.assert(
    fc.property(fc.uniqueArray(file, { maxLength: 80, selector: ({ upload }) => upload }), (files) => {
      const values = Object.assign({}, ...files.map((one) => aboutValues({ id: one.upload, ...one }))) as Record<string, string[]>;
      const about = readAboutFiles(formOf(values), files.map(blank));
      expect(about.problems).toEqual({});
      expect(files.map(({ upload }) => about.said.get(upload))).toEqual(files.map(({ caption, declared }) => ({ caption, declared })));
      for (const said of about.said.values()) fileDeclaredSchema.parse(said.declared);
    }),
    { numRuns: 30 },
  );
});

const one: DraftFile = {
  upload: randomUUID(),
  name: 'a.mp4',
  caption: 'the van',
  declared: { role: 'statement', device: 'my phone', edited: 'no' },
};

it('what the form does not ask about stays, what is emptied goes, and what a file is cannot be changed', () => {
  const about = readAboutFiles(formOf({ [`device.${one.upload}`]: [' '], [`role.${one.upload}`]: ['evidence'] }), [one]);
  expect(about.said.get(one.upload)).toEqual({ caption: 'the van', declared: { role: 'statement', edited: 'no' } });
});

it('what is wrong is told by field, and what was typed is kept', () => {
  const long = 'x'.repeat(501);
  const form = formOf({ [`caption.${one.upload}`]: [long], [`edited.${one.upload}`]: ['perhaps'], [`recordedBy.${randomUUID()}`]: ['me'] });
  const about = readAboutFiles(form, [one]);
  expect(about.problems).toEqual({
    [`caption.${one.upload}`]: { key: 'error.tooLong', values: { limit: 500, over: 1 } },
    [`edited.${one.upload}`]: { key: 'error.notOffered' },
  });
  expect(about.values[`caption.${one.upload}`]).toEqual([long]);
});
