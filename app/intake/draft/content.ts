/** What a draft holds between pages: encrypted whole, opened only while its own request is answered. */
import { z } from 'zod';
import {
  captionLimit,
  conductSchema,
  contactSchema,
  entryLimit,
  eventSchema,
  fileDeclaredSchema,
  helpSchema,
  linkSchema,
  linksSchema,
  losingSchema,
  nameLimit,
  partSchema,
  policeSchema,
  reportedSchema,
  useSchema,
  vehiclesSchema,
  whatSchema,
  whenSchema,
  whereSchema,
  whomSchema,
  whoSchema,
  witnessesSchema,
} from '#db/intake/sections.ts';
import { affectedIdentity, othersIdentity, witnessIdentity } from '#db/intake/identity.ts';

/** Contact as typed: in the draft beside its choices, split at submit into what is stored and what is sealed. */
export const contactDraftSchema = contactSchema.omit({ affected: true, way: true }).extend({
  witness: witnessIdentity.omit({ v: true, kind: true }).optional(),
  affected: affectedIdentity.omit({ v: true, kind: true }).optional(),
});

/** Other witnesses as typed; who they are is sealed at submit. */
export const witnessesDraftSchema = witnessesSchema
  .omit({ named: true })
  .extend({ people: z.array(othersIdentity.shape.people.element).max(entryLimit) });

/** Links as they were given; at hand-in what tells who shared them is taken out and sealed. */
export const linksDraftSchema = linksSchema.extend({ links: z.array(linkSchema.omit({ sharer: true })).max(entryLimit) });

/** In the order of the task list. */
export const sectionSchemas = {
  event: eventSchema,
  part: partSchema,
  what: whatSchema.omit({ statement: true }),
  conduct: conductSchema,
  when: whenSchema,
  where: whereSchema,
  who: whoSchema,
  vehicles: vehiclesSchema,
  whom: whomSchema,
  police: policeSchema,
  witnesses: witnessesDraftSchema,
  reported: reportedSchema,
  losing: losingSchema,
  links: linksDraftSchema,
  contact: contactDraftSchema,
  help: helpSchema,
  use: useSchema,
} as const;

export type SectionName = keyof typeof sectionSchemas;
export const sectionNames = Object.keys(sectionSchemas) as SectionName[]; // the object's own keys
export type Sections = { [N in SectionName]?: z.infer<(typeof sectionSchemas)[N]> | undefined };

/** A page written by an earlier version of the software is asked again instead of losing the draft. */
const sectionsSchema = z.strictObject({
  event: sectionSchemas.event.optional().catch(undefined),
  part: sectionSchemas.part.optional().catch(undefined),
  what: sectionSchemas.what.optional().catch(undefined),
  conduct: sectionSchemas.conduct.optional().catch(undefined),
  when: sectionSchemas.when.optional().catch(undefined),
  where: sectionSchemas.where.optional().catch(undefined),
  who: sectionSchemas.who.optional().catch(undefined),
  vehicles: sectionSchemas.vehicles.optional().catch(undefined),
  whom: sectionSchemas.whom.optional().catch(undefined),
  police: sectionSchemas.police.optional().catch(undefined),
  witnesses: sectionSchemas.witnesses.optional().catch(undefined),
  reported: sectionSchemas.reported.optional().catch(undefined),
  losing: sectionSchemas.losing.optional().catch(undefined),
  links: sectionSchemas.links.optional().catch(undefined),
  contact: sectionSchemas.contact.optional().catch(undefined),
  help: sectionSchemas.help.optional().catch(undefined),
  use: sectionSchemas.use.optional().catch(undefined),
} satisfies Record<SectionName, z.ZodType>);

export const draftSchema = z.strictObject({
  v: z.literal(1),
  /** Fixed when the draft starts, so that handing in twice gives the same receipt. Shown to nobody before that. */
  reference: z.string(),
  passphrase: z.string(),
  /** Of the pages; changed by the language menu. */
  language: z.string(),
  sections: sectionsSchema,
  /** How often each section was saved: tells a page in another tab that it is about to overwrite something newer. */
  revisions: z.record(z.string(), z.int()),
  /** The witness's own words about each upload; sizes and hashes are the record's. */
  files: z.array(
    z.strictObject({
      upload: z.uuid(),
      name: z.string().max(nameLimit),
      caption: z.string().max(captionLimit * 2),
      declared: fileDeclaredSchema.default({ role: 'evidence' }),
    }),
  ),
});
export type DraftContent = z.infer<typeof draftSchema>;
export type DraftFile = DraftContent['files'][number];

/** Whether "what happened" is told: in writing, or by a statement that has arrived (`hasStatement` of `upload/report-files.ts`). */
export function isTold(sections: Sections, hasStatement: boolean): boolean {
  return sections.what?.narrative !== undefined || hasStatement;
}
