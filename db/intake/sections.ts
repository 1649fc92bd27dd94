/**
 * The pages of a report, one schema a page. All text is the witness's own: hostile until shown as text. A missing field means "not asked or not answered",
 * never "no". Names and ways to reach people are not here: they are sealed (`identity.ts`).
 */
import { z } from 'zod';
import { agencyKeys } from '../vocabularies/agencies.ts';
import { conductKeys } from '../vocabularies/conduct.ts';
import { clothingKeys, faceKeys, identificationKeys } from '../vocabularies/identification.ts';
import {
  helpKindKeys,
  injuryKeys,
  leadKindKeys,
  partKeys,
  placeFormKeys,
  placeKindKeys,
  platformKeys,
  recorderKeys,
  reportedToKeys,
  representativeKeys,
  safeWayKeys,
} from '../vocabularies/report-answers.ts';
import { spokenKeys } from '../vocabularies/spoken.ts';
import { countyKeys, zones } from './places.ts';
import { text, textWith } from './text.ts';

export const narrativeLimit = 20_000;
export const placeLimit = 500;
export const descriptionLimit = 5_000;
export const captionLimit = 500;
export const nameLimit = 500;
/** A single line: a name, a plate, a badge number. */
export const lineLimit = 200;
export const urlLimit = 2_000;
/** People or groups, vehicles, leads, links, other witnesses: as many entries as one report can hold. */
export const entryLimit = 20;

export const dayParts = ['early_morning', 'morning', 'afternoon', 'evening', 'night'] as const;
export const contactModes = ['anonymous', 'confidential', 'open'] as const;
export const yesNoUnknown = ['yes', 'no', 'unknown'] as const;
export const precisions = ['minute', 'time_range', 'part_of_day', 'day', 'days', 'about'] as const;

const line = text(lineLimit);
const answer = z.enum(yesNoUnknown);
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
const amount = z.int().min(1).max(100_000);

/** A named incident that the office published, by its code; null: something else. */
export const eventSchema = z.strictObject({
  incident: z
    .string()
    .regex(/^[A-Z0-9][A-Z0-9-]{1,30}$/)
    .nullable(),
});

export const partSchema = z.strictObject({
  role: z.enum(partKeys),
  /** Physically there. */
  present: answer.optional(),
  /** With `represent`: as whom. */
  as: z.enum(representativeKeys).optional(),
  /** The person affected knows of this report and agrees. */
  agreed: answer.optional(),
  /** An attorney says that parts may be privileged. */
  privileged: answer.optional(),
});

/** What happened, in any language; or a recorded or uploaded statement, which is among the files with the role `statement`. One of the two is needed. */
export const whatSchema = z.strictObject({
  narrative: textWith(narrativeLimit).optional(),
  /** In which language it is written or spoken, where the witness said so. */
  language: z.enum(spokenKeys).optional(),
  /** Set at submit where a statement is among the files. */
  statement: z.literal(true).optional(),
});

export const conductSchema = z.strictObject({ kinds: z.array(z.enum(conductKeys)), other: text(descriptionLimit).optional() });

/**
 * When, as the witness said it, and the interval that this comes to. Never a false exact time: `interval` is half open, in UTC, as wide as what was said allows,
 * and `precision` tells why it is that wide. Days and times are the place's own.
 */
export const whenSchema = z.strictObject({
  date: z.iso.date(),
  /** Last day of a range. */
  lastDate: z.iso.date().optional(),
  /** The day itself is an estimate. */
  about: z.boolean(),
  time: clock.optional(),
  /** End of a range of times on one day, or the time on the last day. */
  lastTime: clock.optional(),
  dayPart: z.enum(dayParts).optional(),
  /** Which of the two, where clocks were set back and the time came twice. */
  occurrence: z.enum(['first', 'second']).optional(),
  zone: z.enum(Object.keys(zones) as [string, ...string[]]), // the object's own keys
  ongoing: answer.optional(),
  interval: z.strictObject({ from: z.iso.datetime(), to: z.iso.datetime() }),
  precision: z.enum(precisions),
});

export const whereSchema = z.strictObject({
  form: z.enum(placeFormKeys).optional(),
  /** Address, first street of an intersection, or landmark. */
  place: textWith(placeLimit),
  /** Second street of an intersection. */
  cross: text(placeLimit).optional(),
  /** City, town or neighborhood. */
  city: line.optional(),
  county: z.enum(countyKeys as [string, ...string[]]),
  kind: z.enum(placeKindKeys).optional(),
});

/** A person or a group that acted, as far as the witness could tell. */
export const actorSchema = z.strictObject({
  agencies: z.array(z.enum(agencyKeys)),
  identification: z.array(z.enum(identificationKeys)),
  clothing: z.enum(clothingKeys).optional(),
  face: z.enum(faceKeys).optional(),
  count: amount.optional(),
  name: line.optional(),
  badge: line.optional(),
  /** Features, what they carried, what each did. */
  description: text(descriptionLimit).optional(),
});
export const whoSchema = z.strictObject({ people: z.array(actorSchema).max(entryLimit) });

export const vehicleSchema = z.strictObject({
  plate: line.optional(),
  state: line.optional(),
  make: line.optional(),
  colour: line.optional(),
  markings: line.optional(),
  unit: line.optional(),
  description: text(descriptionLimit).optional(),
});
export const vehiclesSchema = z.strictObject({ vehicles: z.array(vehicleSchema).max(entryLimit) });

/** Never immigration status or citizenship. */
export const whomSchema = z.strictObject({
  count: amount.optional(),
  injuries: z.enum(injuryKeys).optional(),
  /** Anyone under 18: never published, redacted before any export outside the office. */
  minors: answer.optional(),
  taken: answer.optional(),
  takenTo: text(placeLimit).optional(),
  description: text(descriptionLimit).optional(),
});

export const policeSchema = z.strictObject({
  present: answer.optional(),
  agencies: z.array(z.enum(agencyKeys)),
  did: text(descriptionLimit).optional(),
});

/** How many others saw it; who they are is sealed. */
export const witnessesSchema = z.strictObject({
  any: answer.optional(),
  count: amount.optional(),
  named: z.int().min(1).max(entryLimit).optional(),
});

export const reportedSchema = z.strictObject({
  to: z.array(z.enum(reportedToKeys)),
  outcome: text(descriptionLimit).optional(),
  /** A claim, complaint or lawsuit. */
  legalAction: answer.optional(),
});

export const leadSchema = z.strictObject({
  kind: z.enum(leadKindKeys),
  where: text(placeLimit).optional(),
  /** When it may be overwritten or deleted, where the witness knows; the task's due date otherwise comes from the office's setting. */
  lostOn: z.iso.date().optional(),
});
export const losingSchema = z.strictObject({ leads: z.array(leadSchema).max(entryLimit) });

export const linkSchema = z.strictObject({
  /** Without what tells who shared it; of a share link the site alone. The address as it was given is sealed (`identity.ts`) where it is another one. */
  url: textWith(urlLimit),
  platform: z.enum(platformKeys),
  /** A share link: the whole of it may tell the site who shared it, so it is sealed. */
  sharer: z.literal(true).optional(),
  postedBy: line.optional(),
  /** When the witness saw it there, in their words. */
  seen: line.optional(),
  recordedBy: z.enum(recorderKeys).optional(),
  about: text(captionLimit).optional(),
});
export const linksSchema = z.strictObject({ links: z.array(linkSchema).max(entryLimit) });

/** What is known of the contact without opening it. Everything that names or reaches a person is sealed. */
export const contactSchema = z.strictObject({
  mode: z.enum(contactModes),
  /** The witness is under 18: no penal text, a guardian or helper path. */
  under18: answer.optional(),
  language: z.enum(spokenKeys).optional(),
  interpreter: answer.optional(),
  leaveMessage: answer.optional(),
  way: z.enum(safeWayKeys).optional(),
  /** Someone has threatened the witness, or they fear it. */
  retaliation: answer.optional(),
  /** A second sealed identity: the person affected. */
  affected: z.literal(true).optional(),
});

export const helpSchema = z.strictObject({ needs: z.array(z.enum(helpKindKeys)) });

/** Which text was shown: the setting's version, the language, and the SHA-256 (hex) of the very words. */
export const shownTextSchema = z.strictObject({ version: z.string().max(40), language: z.string().max(20), sha256: z.string().length(64) });

export const useSchema = z.strictObject({
  notice: shownTextSchema,
  /** Three separate choices; each false unless chosen. */
  sharing: z.strictObject({ prosecutors: z.boolean(), oversight: z.boolean(), publicReport: z.boolean() }),
  /** The follow-up page shows the report to whoever has reference and passphrase. */
  showsReport: z.boolean(),
});

/** What a witness says of one file; stored beside it, not among the answers. */
export const fileDeclaredSchema = z.strictObject({
  role: z.enum(['evidence', 'statement']),
  recordedBy: z.enum(recorderKeys).optional(),
  /** When, in the witness's own words. */
  made: line.optional(),
  device: line.optional(),
  edited: answer.optional(),
  /** Sent through a chat app before it came here. */
  chatApp: answer.optional(),
});
export type FileDeclared = z.infer<typeof fileDeclaredSchema>;
