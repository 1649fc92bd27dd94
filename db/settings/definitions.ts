/**
 * Everything an office may set, with defaults for New York. Settings are stored, versioned and in custody; secrets and endpoints are not settings.
 * Keys that start with `intake.` can be read by the public intake process: nothing secret may stand there.
 */
import { z } from 'zod';
import { intakeTexts } from './intake-texts.ts';
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
  'intake.maxFileBytes': { label: 'Bytes in one file', schema: bytes, initial: 10 * GiB },
  'intake.maxSubmissionBytes': {
    label: 'Bytes in one report',
    schema: z
      .int()
      .min(1)
      .max(512 * GiB),
    initial: 50 * GiB,
  },
  'intake.maxThroughServerBytes': { label: 'Bytes in one file sent without JavaScript', schema: bytes, initial: 2 * GiB },
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
  'intake.notices': {
    label: 'Notices to witnesses',
    schema: z.strictObject({
      /** Recorded with every report: which text the witness was shown. */
      version: text.max(40),
      start: z.array(text).min(1).max(20),
      safety: z.array(text).min(1).max(20),
      use: z.array(text).min(1).max(20),
      truth: text,
      referral: text,
    }),
    initial: intakeTexts.notices,
  },
  'intake.statuses': {
    label: 'What the follow-up page says about a report’s state',
    schema: z.strictObject({
      received: text,
      processing: text,
      ready: text,
      triaged: text,
      closed: text,
      accepted: text,
      needs_information: text,
      duplicate: text,
      out_of_scope: text,
      set_aside: text,
    }),
    initial: intakeTexts.statuses,
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
export type IntakeSettings = { [K in IntakeSettingKey]: SettingValue<K> };
export type Decision = keyof SettingValue<'review.reasons'>;

export const settingKeys = Object.keys(settings) as SettingKey[]; // the object's own keys
export const intakeSettingKeys = settingKeys.filter((key): key is IntakeSettingKey => key.startsWith('intake.'));
