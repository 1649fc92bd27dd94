/** What a draft holds between pages: encrypted whole, opened only while its own request is answered. */
import { z } from 'zod';
import { captionLimit, nameLimit, useSchema, whatSchema, whenSchema, whereSchema, whomSchema, whoSchema } from '#db/intake/answers.ts';
import { contactModes } from '#db/intake/answers.ts';

/** Contact as typed: in the draft together with its choice, split at submit into the stored choice and the sealed identity. */
export const contactDraftSchema = z.strictObject({
  mode: z.enum(contactModes),
  name: z.string().max(200).optional(),
  email: z.string().max(320).optional(),
  phone: z.string().max(60).optional(),
});

export const sectionSchemas = {
  what: whatSchema,
  when: whenSchema,
  where: whereSchema,
  who: whoSchema,
  whom: whomSchema,
  contact: contactDraftSchema,
  use: useSchema,
} as const;

export type SectionName = keyof typeof sectionSchemas;
export type Sections = { [N in SectionName]?: z.infer<(typeof sectionSchemas)[N]> | undefined };

export const draftSchema = z.strictObject({
  v: z.literal(1),
  /** Fixed when the draft starts, so that handing in twice gives the same receipt. Shown to nobody before that. */
  reference: z.string(),
  passphrase: z.string(),
  language: z.string(),
  sections: z.strictObject({
    what: whatSchema.optional(),
    when: whenSchema.optional(),
    where: whereSchema.optional(),
    who: whoSchema.optional(),
    whom: whomSchema.optional(),
    contact: contactDraftSchema.optional(),
    use: useSchema.optional(),
  }),
  /** How often each section was saved: tells a page in another tab that it is about to overwrite something newer. */
  revisions: z.record(z.string(), z.int()),
  /** The witness's own words about each upload; sizes and hashes are the record's. */
  files: z.array(z.strictObject({ upload: z.uuid(), name: z.string().max(nameLimit), caption: z.string().max(captionLimit * 2) })),
});
export type DraftContent = z.infer<typeof draftSchema>;
