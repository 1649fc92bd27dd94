/**
 * A report's answers as they are stored, hashed and read for years: version 1 of the shape, one section a page of the form.
 *
 * Every section but `what`, `when`, `where` and `use` may be missing: a witness hands in as soon as those four are there. Absent means "not asked or not answered", never "no".
 * Later versions of the form add fields and sections; a change of meaning raises `v`.
 */
import { z } from 'zod';
import {
  conductSchema,
  contactSchema,
  eventSchema,
  helpSchema,
  linksSchema,
  losingSchema,
  partSchema,
  policeSchema,
  reportedSchema,
  shownTextSchema,
  useSchema,
  vehiclesSchema,
  whatSchema,
  whenSchema,
  whereSchema,
  whomSchema,
  whoSchema,
  witnessesSchema,
} from './sections.ts';
import { textWith } from './text.ts';

export const correctionLimit = 5_000;
const correctionSchema = z.strictObject({
  /** A page of the form, by its key. */
  section: z.string().regex(/^[a-z]{2,20}$/),
  text: textWith(correctionLimit),
  at: z.iso.datetime(),
});

export const answersSchema = z.strictObject({
  v: z.literal(1),
  /** Of the pages, when the report was handed in. */
  language: z.string().max(20),
  event: eventSchema.optional(),
  part: partSchema.optional(),
  what: whatSchema,
  conduct: conductSchema.optional(),
  when: whenSchema,
  where: whereSchema,
  who: whoSchema.optional(),
  vehicles: vehiclesSchema.optional(),
  whom: whomSchema.optional(),
  police: policeSchema.optional(),
  witnesses: witnessesSchema.optional(),
  reported: reportedSchema.optional(),
  losing: losingSchema.optional(),
  links: linksSchema.optional(),
  contact: contactSchema,
  help: helpSchema.optional(),
  use: useSchema,
  /** What the witness corrected later, each beside the part that it is about; the answers themselves stay as they were handed in. */
  corrections: z.array(correctionSchema).optional(),
  /** The statement of truth that was shown and ticked, and by which part it was worded. */
  truth: shownTextSchema,
});

export type Answers = z.infer<typeof answersSchema>;

/** Every agency that the report names, each once: those that acted, and other police that were there. */
export function agenciesIn(answers: Pick<Answers, 'who' | 'police'>): string[] {
  const named = [...(answers.who?.people ?? []).flatMap(({ agencies }) => agencies), ...(answers.police?.agencies ?? [])];
  return [...new Set<string>(named)];
}
