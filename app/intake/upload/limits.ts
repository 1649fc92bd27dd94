/** What may be sent, decided in one place for both ways of sending. */
import type { IntakeSettings } from '#db/settings/definitions.ts';
import type { Refusal } from '#app/http/refusals.ts';
import { formatLimit, type LanguageCode } from '#app/i18n/texts.ts';
import { nameLimit } from '#db/intake/sections.ts';
import { cleanText } from '../questions/form-reader.ts';
import { endingOf } from './ending.ts';

const MiB = 1024 * 1024;
const smallestPart = 5 * MiB; // S3's own
const largestPart = 1024 * MiB; // ten thousand of these are more than any store's object; a size that nobody has still gets the record's answer to it
const usualParts = 1_000; // more parts cost requests, fewer cost a longer repetition when one fails

/** Bytes of each part but the last: whole MiB, so few that a store's 10,000 are never reached. */
export function partSizeFor(size: number): number {
  return Math.min(largestPart, Math.max(smallestPart, Math.ceil(size / usualParts / MiB) * MiB));
}

/** A name as it is stored: the witness's own, without what cannot be stored, without a path, bounded. Direction marks stay: they are evidence too. */
export function cleanName(given: string): string {
  const last = cleanText(given).split(/[/\\]/).at(-1) ?? '';
  let name = '';
  for (const character of last.trim()) if (name.length + character.length <= nameLimit) name += character; // never half of a pair
  return name;
}

/** The office may refuse kinds of files by their name's ending; by default it takes every kind. */
export function refusedEnding(name: string, settings: IntakeSettings): string | null {
  const ending = endingOf(name);
  return settings['intake.refusedTypes'].includes(ending) ? ending : null;
}

/** Seconds in one recording made on the page: what an old phone can hold, and decode again for listening. A statement may have several. */
export const longestRecording = 15 * 60;

/** The way through the server is never a way around the limit of a file. */
export function largestThroughServer(settings: IntakeSettings): number {
  return Math.min(settings['intake.maxThroughServerBytes'], settings['intake.maxFileBytes']);
}

/** Fills in what a limit's sentence names. */
export function withLimit(key: Refusal['key'], settings: IntakeSettings, code: LanguageCode, route: 'direct' | 'through_server'): Refusal {
  const bytes = route === 'direct' ? settings['intake.maxFileBytes'] : largestThroughServer(settings);
  const limits: Partial<Record<Refusal['key'], string | number>> = {
    tooManyFiles: settings['intake.maxFiles'],
    fileTooLarge: formatLimit(bytes, code),
    submissionTooLarge: formatLimit(settings['intake.maxSubmissionBytes'], code),
  };
  const limit = limits[key];
  return limit === undefined ? { key } : { key, values: { limit } };
}
