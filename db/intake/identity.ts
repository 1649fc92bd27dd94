/**
 * Who is behind a report, and links that may tell it: the shapes of what is sealed before it is stored, each kind alone, so that one can be opened or disclosed without the others.
 * Only the console, with the office's private key, reads them again.
 */
import { z } from 'zod';
import { safeWayKeys } from '../vocabularies/report-answers.ts';
import { entryLimit, urlLimit } from './sections.ts';
import { text, textWith } from './text.ts';

const reach = {
  name: text(200).optional(),
  email: text(320).optional(),
  phone: text(60).optional(),
};

/** Who handed the report in: the witness or a representative. */
export const witnessIdentity = z.strictObject({
  v: z.literal(1),
  kind: z.literal('witness'),
  ...reach,
  /** When it is safe to call or write, in the witness's words. */
  safeTimes: text(500).optional(),
  way: z.enum(safeWayKeys).optional(),
  organisation: text(200).optional(),
  /** A parent, guardian or helper of a witness under 18. */
  helper: z.strictObject(reach).optional(),
});

/** The person affected, where somebody else reports for them. */
export const affectedIdentity = z.strictObject({ v: z.literal(1), kind: z.literal('affected'), ...reach });

/** Other people who saw it. */
export const othersIdentity = z.strictObject({
  v: z.literal(1),
  kind: z.literal('others'),
  people: z
    .array(z.strictObject({ name: text(200).optional(), reach: text(500).optional(), agreed: z.enum(['yes', 'no', 'unknown']).optional() }))
    .min(1)
    .max(entryLimit),
});

/** Addresses as they were given, where the answers hold less of them: what was left out may tell who shared them. Nobody's name is among them. */
export const linksIdentity = z.strictObject({
  v: z.literal(1),
  kind: z.literal('links'),
  links: z
    /** `entry`: which of the answers' links, counted from 1. */
    .array(z.strictObject({ entry: z.int().min(1).max(entryLimit), url: textWith(urlLimit) }))
    .min(1)
    .max(entryLimit),
});

export const identitySchema = z.discriminatedUnion('kind', [witnessIdentity, affectedIdentity, othersIdentity, linksIdentity]);
export const identityKinds = ['witness', 'affected', 'others', 'links'] as const;
export type IdentityKind = (typeof identityKinds)[number];
export type Identity = z.infer<typeof identitySchema>;
