/**
 * A report's answers as they are stored, hashed and read for years: version 1 of the shape, one section a page of the form.
 *
 * Every section but `what`, `when`, `where` and `use` may be missing: a witness hands in as soon as those four are there. Absent means "not asked or not answered", never "no".
 * All text is the witness's own: hostile until shown as text. Names, e-mail and phone are not here: they are sealed (`identity.ts`).
 * Later versions of the form add fields and sections; a change of meaning raises `v`.
 */
import { z } from 'zod';
import { agencyKeys } from '../vocabularies/agencies.ts';
import { identificationKeys } from '../vocabularies/identification.ts';
import { countyKeys, zones } from './places.ts';

export const narrativeLimit = 20_000;
export const placeLimit = 500;
export const descriptionLimit = 5_000;
export const captionLimit = 500;
export const nameLimit = 500;

/** Text that Postgres' jsonb and canonical JSON can hold: no NUL, no half of a surrogate pair. Length in characters as people count code points. */
function text(limit: number) {
  return z
    .string()
    .refine((value) => !/\0|\p{Surrogate}/u.test(value), 'unstorable')
    .refine((value) => countCharacters(value) <= limit, 'too_long');
}

export function countCharacters(value: string): number {
  let count = 0;
  for (const _ of value) count += 1;
  return count;
}

export const dayParts = ['early_morning', 'morning', 'afternoon', 'evening', 'night'] as const;
export const injuries = ['none', 'minor', 'treated', 'hospital', 'death', 'unknown'] as const;
export const contactModes = ['anonymous', 'confidential', 'open'] as const;
const yesNoUnknown = ['yes', 'no', 'unknown'] as const;

/** What happened, in any language. */
export const whatSchema = z.strictObject({
  narrative: text(narrativeLimit).refine((value) => value.trim() !== '', 'required'),
});

/** When, in the place's own zone: never a false exact time. `time` is `HH:MM`; `about` says that the day itself is an estimate. */
export const whenSchema = z.strictObject({
  date: z.iso.date(),
  about: z.boolean(),
  time: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
    .optional(),
  dayPart: z.enum(dayParts).optional(),
  zone: z.enum(Object.keys(zones) as [string, ...string[]]),
  ongoing: z.enum(yesNoUnknown).optional(),
});

export const whereSchema = z.strictObject({
  /** Address, intersection or landmark. */
  place: text(placeLimit).refine((value) => value.trim() !== '', 'required'),
  county: z.enum(countyKeys as [string, ...string[]]),
});

/** Who acted, as far as the witness could tell. */
export const whoSchema = z.strictObject({
  agencies: z.array(z.enum(agencyKeys)),
  identification: z.array(z.enum(identificationKeys)),
  /** How many people acted. */
  count: z.int().min(1).max(100_000).optional(),
  description: text(descriptionLimit).optional(),
});

export const whomSchema = z.strictObject({
  injuries: z.enum(injuries).optional(),
  /** Anyone under 18: never published, redacted before any export outside the office. */
  minors: z.enum(yesNoUnknown).optional(),
});

export const useSchema = z.strictObject({
  /** Which notice was shown, in which language, when the witness said that they had read it. */
  notice: z.strictObject({ version: z.string().max(40), language: z.string().max(20) }),
  /** Three separate choices; each false unless chosen. */
  sharing: z.strictObject({ prosecutors: z.boolean(), oversight: z.boolean(), publicReport: z.boolean() }),
  /** The follow-up page shows the report to whoever has reference and passphrase. */
  showsReport: z.boolean(),
});

export const contactSchema = z.strictObject({ mode: z.enum(contactModes) });

/** The witness's statement of truth: which text, in which language. */
export const truthSchema = z.strictObject({ version: z.string().max(40), language: z.string().max(20) });

export const answersSchema = z.strictObject({
  v: z.literal(1),
  language: z.string().max(20),
  what: whatSchema,
  when: whenSchema,
  where: whereSchema,
  who: whoSchema.optional(),
  whom: whomSchema.optional(),
  contact: contactSchema,
  use: useSchema,
  truth: truthSchema,
});

export type Answers = z.infer<typeof answersSchema>;
