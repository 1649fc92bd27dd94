/** Shapes of the settings about the public form. Whether a word's key and its placeholders are the catalogue's is checked where the catalogue is known: in the console. */
import { z } from 'zod';
import { countyKeys } from '../intake/places.ts';
import { textWith } from '../intake/text.ts';
import { leadKindKeys } from '../vocabularies/report-answers.ts';

export const ownTextLimit = 2000;
export const incidentLimit = 100;
export const incidentTitleLimit = 200;

const languageCode = z.string().regex(/^[a-z]{2,3}(-[A-Z][a-z]{3})?$/);
const officeKey = z.string().regex(/^(notice|status)(\.[A-Za-z0-9_]{1,40}){1,3}$/);
const days = z.int().min(1).max(365);

/** An office's own words, by language and key of the catalogue; what is not here is said in the catalogue's words. */
export const textsSchema = z.strictObject({
  own: z.record(languageCode, z.record(officeKey, textWith(ownTextLimit))),
});

/** Which vital words a person has read and found right: SHA-256 of the words as they were shown, by language. */
export const languagesSchema = z.strictObject({
  confirmed: z.record(languageCode, z.string().regex(/^[0-9a-f]{64}$/)),
});

/** Stands in addresses, in stored reports and on paper: capitals and digits that can be read over the telephone. */
export const incidentCode = z.string().regex(/^[A-Z0-9][A-Z0-9-]{1,30}$/);

const incident = z.strictObject({
  code: incidentCode,
  title: z
    .object({ en: textWith(incidentTitleLimit) })
    .catchall(textWith(incidentTitleLimit))
    .refine((title) => Object.keys(title).every((code) => languageCode.safeParse(code).success), 'language'),
  date: z.iso.date(),
  place: textWith(200),
  county: z.enum(countyKeys as [string, ...string[]]), // never empty: the boroughs are first
  /** Closed: no longer offered; reports that name it keep it. */
  open: z.boolean(),
});
export type Incident = z.infer<typeof incident>;

export const incidentsSchema = z
  .array(incident)
  .max(incidentLimit)
  .refine((all) => new Set(all.map(({ code }) => code)).size === all.length, 'duplicate_code');

export const responseSchema = z.strictObject({ days });

/** How long each kind of recording usually lasts before it is overwritten: when a request to keep it must be out. */
export const preservationDaysSchema = z.record(z.enum(leadKindKeys), days);

/** Neutral on purpose: someone else may see the witness's mailbox. */
export const mailSchema = z.strictObject({
  from: z.strictObject({
    name: textWith(60).refine((name) => !/[\r\n]/.test(name), 'line_break'),
    address: z.email().max(254),
  }),
});

/** What starting a report costs when many start at once; nothing below the free number. */
export const loadSchema = z.strictObject({
  freeStartsPerMinute: z.int().min(1).max(100_000),
  /** Of work on an old phone, at the worst. */
  hardestSeconds: z.int().min(1).max(60),
  /** For who has no JavaScript. */
  waitSeconds: z.int().min(1).max(120),
});
