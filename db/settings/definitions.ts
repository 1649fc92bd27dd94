/**
 * Everything an office may set, with defaults for New York. Settings are stored, versioned and in custody; secrets and endpoints are not settings.
 * Keys that start with `intake.` can be read by the public intake process: nothing secret may stand there.
 */
import { z } from 'zod';
import {
  incidentsSchema,
  languagesSchema,
  loadSchema,
  mailSchema,
  preservationDaysSchema,
  responseSchema,
  textsSchema,
} from './intake-schemas.ts';
import { reviewReasons } from './review-reasons.ts';

const GiB = 1024 ** 3;
const text = z.string().trim().min(1).max(2000);
const bytes = z
  .int()
  .min(1)
  .max(64 * GiB);
const reasons = z.array(z.strictObject({ key: z.string().regex(/^[a-z][a-z0-9_]{1,40}$/), label: text.max(200) })).min(1);

type Definition = { label: string; schema: z.ZodType; initial: unknown };

export const settings = {
  'intake.maxFiles': { label: 'Files in one report', schema: z.int().min(1).max(1000), initial: 50 },
  'intake.maxFileBytes': { label: 'Size of one file', schema: bytes, initial: 10 * GiB },
  'intake.maxSubmissionBytes': {
    label: 'Size of one report',
    schema: z
      .int()
      .min(1)
      .max(512 * GiB),
    initial: 50 * GiB,
  },
  'intake.maxStoreBytes': {
    label: 'Size of all files of all reports',
    schema: z
      .int()
      .min(1)
      .max(512 * 1024 * GiB),
    initial: 2048 * GiB,
  },
  'intake.maxThroughServerBytes': { label: 'Size of one file sent without JavaScript', schema: bytes, initial: 2 * GiB },
  'intake.draftHours': {
    label: 'Hours a draft is kept',
    schema: z
      .number()
      .min(0.01)
      .max(24 * 14),
    initial: 72,
  },
  'intake.refusedTypes': {
    label: 'File name endings that are refused',
    schema: z.array(z.string().regex(/^[a-z0-9]{1,12}$/)).max(200),
    initial: [],
  },
  'intake.office': {
    label: 'The office',
    schema: z.strictObject({ name: text.max(200), shortName: text.max(60), phone: text.max(40).optional() }),
    initial: { name: 'Office of the New York State Attorney General', shortName: 'Attorney General' },
  },
  'intake.texts': { label: 'The office’s own words', schema: textsSchema, initial: { own: {} } },
  'intake.languages': { label: 'Languages that a person has confirmed', schema: languagesSchema, initial: { confirmed: {} } },
  'intake.incidents': { label: 'Incidents', schema: incidentsSchema, initial: [] },
  'intake.response': { label: 'Days in which the office wants to have read a new report', schema: responseSchema, initial: { days: 14 } },
  'intake.preservationDays': {
    label: 'Days until a recording may be lost',
    schema: preservationDaysSchema,
    initial: { shop_camera: 3, transit_camera: 3, doorbell: 3, body_worn: 14, traffic_camera: 3, post: 2, other: 5 },
  },
  'intake.mail': {
    label: 'Sender of the mail with the reference number',
    schema: mailSchema,
    initial: { from: { name: 'Report confirmation', address: 'no-reply@example.org' } },
  },
  'intake.load': {
    label: 'What starting a report costs when many start at once',
    schema: loadSchema,
    initial: { freeStartsPerMinute: 60, hardestSeconds: 8, waitSeconds: 10 },
  },
  'retention.mode': { label: 'Lock mode of originals', schema: z.enum(['GOVERNANCE', 'COMPLIANCE']), initial: 'GOVERNANCE' },
  'retention.receiptDays': { label: 'Days an original is locked at receipt', schema: z.int().min(1).max(3650), initial: 30 },
  'review.claimMinutes': {
    label: 'Minutes a claim holds',
    schema: z
      .int()
      .min(1)
      .max(24 * 60),
    initial: 20,
  },
  'review.reasons': {
    label: 'Reasons for each decision',
    schema: z.strictObject({
      accepted: reasons,
      needs_information: reasons,
      duplicate: reasons,
      out_of_scope: reasons,
      set_aside: reasons,
    }),
    initial: reviewReasons,
  },
  'restricted.officer': { label: 'The one person who sees restricted reports', schema: z.uuid().nullable(), initial: null },
  'export.days': { label: 'Days a finished bundle can be downloaded', schema: z.int().min(1).max(365), initial: 30 },
} as const satisfies Record<string, Definition>;

export type SettingKey = keyof typeof settings;
export type SettingValue<K extends SettingKey> = z.infer<(typeof settings)[K]['schema']>;
export type Settings = { [K in SettingKey]: SettingValue<K> };
export type IntakeSettingKey = Extract<SettingKey, `intake.${string}`>;
export type IntakeSettings = { [K in IntakeSettingKey]: SettingValue<K> } & {
  /** Version of `intake.texts`: recorded with a report, so that the words that were shown can be found again. */
  textsVersion: number;
};
export type Decision = keyof SettingValue<'review.reasons'>;

export const settingKeys = Object.keys(settings) as SettingKey[]; // the object's own keys
export const intakeSettingKeys = settingKeys.filter((key): key is IntakeSettingKey => key.startsWith('intake.'));
