/**
 * What a witness must be able to rely on: how the office uses a report, staying safe, the statement of truth, the receipt. In production a language is offered only
 * after a person has read these sentences in it. Keys by their beginning, so that a sentence added to such a group is vital from its first day.
 */
import { catalogues } from './catalogues.ts';

export const vitalStarts = [
  'notice.',
  'use.',
  'receipt.',
  'done.',
  'check.truth',
  'contact.mode',
  'files.hidden',
  'files.original',
  'shell.leave',
  'shell.keys',
  'start.kept',
  'what.status',
  'whom.intro',
] as const;

/** In the order of the alphabet, which no edit of a file changes. */
export const vitalKeys: readonly string[] = Object.keys(catalogues.en)
  .filter((key) => vitalStarts.some((start) => key.startsWith(start)))
  .toSorted();
