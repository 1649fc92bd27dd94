/**
 * Verb × role: the one table that routes, row policies (by the table `rights`, filled from here by every migrate) and tests read.
 * The administrator has no evidence at all; the auditor reads custody and nothing else.
 */
export const roles = ['reviewer', 'lead', 'prosecutor', 'auditor', 'administrator'] as const;
export type Role = (typeof roles)[number];

export const rights = {
  'queue.read': ['reviewer', 'lead'],
  'submission.read': ['reviewer', 'lead'],
  'submission.claim': ['reviewer', 'lead'],
  'submission.decide': ['reviewer', 'lead'],
  /** Messages with the witness, both ways, and asking for a file again. */
  'message.write': ['reviewer', 'lead'],
  /** Tasks that reports ask for: evidence to be kept in time, help. */
  'task.work': ['reviewer', 'lead'],
  'submission.restrict': ['reviewer', 'lead', 'prosecutor'],
  'processing.retry': ['reviewer', 'lead'],
  'original.read': ['reviewer', 'lead', 'prosecutor'],
  /** Originals whose verdict is too_large, limits_exceeded, encrypted or infected. */
  'original.read.unsafe': ['lead'],
  'case.read': ['lead', 'prosecutor'],
  'case.write': ['lead', 'prosecutor'],
  'export.request': ['lead', 'prosecutor'],
  'export.download': ['lead', 'prosecutor'],
  'custody.read': ['auditor'],
  'people.write': ['administrator'],
  'settings.write': ['administrator'],
} as const satisfies Record<string, readonly Role[]>;

export type Verb = keyof typeof rights;
