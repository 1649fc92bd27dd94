/** The sentences that a row of a file says, by their keys in the catalogue (`files.…`): rendered into the page, spoken by its script. */
export const rowWords = [
  'waiting',
  'checking',
  'sending',
  'resuming',
  'offline',
  'online',
  'finishing',
  'stored',
  'stopped',
  'failed',
  'failedUnknown',
  'changed',
  'storeRefuses',
  'folder',
  'bytes',
  'speed',
  'left',
  'leftLittle',
  'stop',
  'now',
  'again',
  'remove',
  'startedNamed',
  'storedNamed',
  'partNamed',
  'removedNamed',
  'notRemoved',
  'summary',
  'leaving',
  'leavingWaits',
  'leavingFailed',
] as const;

/** `empty` and the others are refusals, which the server would give too. */
export type RowWord = (typeof rowWords)[number] | 'empty' | 'tooLarge' | 'kindRefused' | 'tooMany';

/** What the sentences leave open for the script. */
export const blanks = Object.fromEntries(
  ['reason', 'name', 'part', 'whole', 'size', 'time', 'percent', 'done', 'total', 'number'].map((name) => [name, `{${name}}`]),
);
