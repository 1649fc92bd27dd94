/** Settings whose value is a few plain fields: what their forms ask. Bounds repeat those of the definitions in sentences; a test holds them together. */
import type { SettingKey } from '#db/settings/definitions.ts';
import { leadKinds } from '#db/vocabularies/report-answers.ts';
import { sizeUnits, type Field } from './fields.ts';

export type Editor = { explain: string; fields: readonly Field[] };

const day = { kind: 'number', min: 1, max: 365, unit: 'days' } as const;
const file = { kind: 'size', path: 'value', min: 1, max: 64 * sizeUnits.GB } as const;

export const editors = {
  'intake.maxFiles': {
    explain: 'Pages say this number before anyone chooses files. A report that is being made keeps the files it has.',
    fields: [{ kind: 'number', path: 'value', label: 'Files in one report', min: 1, max: 1000, unit: 'files' }],
  },
  'intake.maxFileBytes': {
    explain: 'The largest file that the upload page takes. A long video from a phone has 1 to 10 GB.',
    fields: [{ ...file, label: 'Size of one file' }],
  },
  'intake.maxSubmissionBytes': {
    explain: 'All files of a report together.',
    fields: [{ ...file, label: 'Size of one report', max: 512 * sizeUnits.GB }],
  },
  'intake.maxStoreBytes': {
    explain:
      'All files of all reports together. When they reach it no more files are taken, and pages say so; reports without files go on. A warning is logged at four fifths. Keep it below what the store has.',
    fields: [{ ...file, label: 'Size of all files of all reports', max: 512 * 1024 * sizeUnits.GB }],
  },
  'intake.maxThroughServerBytes': {
    explain:
      'Without JavaScript a file goes through the web server and cannot go on after an interruption. Keep it small enough to arrive.',
    fields: [{ ...file, label: 'Size of one file sent without JavaScript' }],
  },
  'intake.draftHours': {
    explain: 'After this time answers that were not handed in are deleted. Drafts that exist keep their time.',
    fields: [{ kind: 'number', path: 'value', label: 'Hours a draft is kept', min: 0.01, max: 336, unit: 'hours', fraction: true }],
  },
  'intake.refusedTypes': {
    explain: 'Files whose names end in one of these are not taken. Nothing is refused by default: evidence comes in every form.',
    fields: [
      {
        kind: 'list',
        path: 'value',
        label: 'File name endings that are refused',
        hint: 'One a line, without the dot, in small letters: exe',
        most: 200,
      },
    ],
  },
  'intake.load': {
    explain:
      'When more people start a report than the free number, each start costs their device some work, or a wait where JavaScript is off. Nobody is ever shut out.',
    fields: [
      {
        kind: 'number',
        path: 'freeStartsPerMinute',
        label: 'Free starts a minute',
        hint: 'Up to here starting a report costs nothing.',
        min: 1,
        max: 100_000,
        unit: 'starts a minute',
      },
      {
        kind: 'number',
        path: 'hardestSeconds',
        label: 'Longest work, on an old phone',
        hint: 'Under the heaviest load.',
        min: 1,
        max: 60,
        unit: 'seconds',
      },
      { kind: 'number', path: 'waitSeconds', label: 'Longest wait without JavaScript', min: 1, max: 120, unit: 'seconds' },
    ],
  },
  'intake.office': {
    explain: 'Stands at the top of every page and on the proof of filing.',
    fields: [
      { kind: 'text', path: 'name', label: 'Name of the office', max: 200 },
      { kind: 'text', path: 'shortName', label: 'Short name', hint: 'For small screens.', max: 60 },
      { kind: 'text', path: 'phone', label: 'Telephone', hint: 'May stay empty.', max: 40, optional: true },
    ],
  },
  'intake.mail': {
    explain:
      'Witnesses can have their reference number sent to them. Others may see their mailbox: the sender must not tell what the mail is about.',
    fields: [
      { kind: 'text', path: 'from.name', label: 'Sender’s name', max: 60 },
      { kind: 'text', path: 'from.address', label: 'Sender’s address', max: 254, email: true },
    ],
  },
  'intake.response': {
    explain: 'The follow-up page says this number. Promise only what the office can keep.',
    fields: [{ ...day, path: 'days', label: 'Days in which the office wants to have read a new report' }],
  },
  'intake.preservationDays': {
    explain:
      'How long each kind of recording usually lasts before it is overwritten. A report that names one makes a task that is due then.',
    fields: Object.entries(leadKinds).map(([path, label]) => ({ ...day, path, label })),
  },
  'retention.mode': {
    explain: 'How the store locks originals that arrive from now on. Originals that are locked already stay as they are.',
    fields: [
      {
        kind: 'choice',
        path: 'value',
        label: 'Lock mode of originals',
        options: [
          {
            value: 'GOVERNANCE',
            label: 'Governance',
            hint: 'Two persons with the retention key can end a lock early, for example for a court order.',
          },
          {
            value: 'COMPLIANCE',
            label: 'Compliance',
            hint: 'Nobody can end a lock early, whatever a court says. This cannot be undone for a file.',
          },
        ],
      },
    ],
  },
  'retention.receiptDays': {
    explain: 'Acceptance, a case or a hold lengthen the lock. Until one of them does, an original is locked for this long.',
    fields: [{ kind: 'number', path: 'value', label: 'Days an original is locked at receipt', min: 1, max: 3650, unit: 'days' }],
  },
  'review.claimMinutes': {
    explain: 'How long a report stays with the reviewer who claimed it.',
    fields: [{ kind: 'number', path: 'value', label: 'Minutes a claim holds', min: 1, max: 1440, unit: 'minutes' }],
  },
  'export.days': {
    explain: 'Afterwards the bundle is deleted from the store; it can be asked for again.',
    fields: [{ kind: 'number', path: 'value', label: 'Days a finished bundle can be downloaded', min: 1, max: 365, unit: 'days' }],
  },
  'restricted.officer': {
    explain:
      'From now on only this person sees a report that is restricted. Reports that are restricted already stay with the person who was named then. With nobody named, it is the lead who has been here longest.',
    fields: [{ kind: 'choice', path: 'value', label: 'The one person who sees restricted reports', options: [] }],
  },
} as const satisfies Partial<Record<SettingKey, Editor>>;

export type PlainKey = keyof typeof editors;

export function isPlainKey(key: string): key is PlainKey {
  return Object.hasOwn(editors, key);
}

export type Group = { title: string; keys: readonly SettingKey[] };

/** The index, in its order. Every setting stands in one group. */
export const groups: readonly Group[] = [
  { title: 'Incidents', keys: ['intake.incidents'] },
  { title: 'Words to witnesses', keys: ['intake.texts', 'intake.office', 'intake.mail'] },
  { title: 'Languages', keys: ['intake.languages'] },
  { title: 'Statuses and response time', keys: ['intake.response'] },
  {
    title: 'Limits',
    keys: [
      'intake.maxFiles',
      'intake.maxFileBytes',
      'intake.maxSubmissionBytes',
      'intake.maxStoreBytes',
      'intake.maxThroughServerBytes',
      'intake.refusedTypes',
      'intake.draftHours',
      'intake.load',
    ],
  },
  { title: 'Preservation', keys: ['intake.preservationDays'] },
  { title: 'Retention', keys: ['retention.mode', 'retention.receiptDays'] },
  { title: 'Review', keys: ['review.reasons', 'review.claimMinutes'] },
  { title: 'Export', keys: ['export.days'] },
  { title: 'Restricted reports', keys: ['restricted.officer'] },
];

/** Where a setting is changed. */
export function addressOf(key: SettingKey): string {
  const own: Partial<Record<SettingKey, string>> = {
    'intake.texts': 'texts',
    'intake.languages': 'languages',
    'intake.incidents': 'incidents',
    'review.reasons': 'reasons',
  };
  return `/settings/${own[key] ?? key}`;
}
