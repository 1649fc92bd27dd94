/**
 * The one table of refusals: what was refused, the status of the answer, and the sentence for the person, as a key of the catalogue (`app/i18n/en/common.json`).
 * A sentence says what happened, that nothing is lost where that is so, and what to do next.
 */
import type { TextKey } from '#app/i18n/texts.ts';

export const refusals = {
  notFound: { status: 404, title: 'refusal.notFound.title', text: 'refusal.notFound.text' },
  crossSite: { status: 403, title: 'refusal.crossSite.title', text: 'refusal.crossSite.text' },
  methodNotAllowed: { status: 405, title: 'refusal.method.title', text: 'refusal.method.text' },
  lengthRequired: { status: 411, title: 'refusal.length.title', text: 'refusal.length.text' },
  tooLarge: { status: 413, title: 'refusal.tooLarge.title', text: 'refusal.tooLarge.text' },
  tooSlow: { status: 408, title: 'refusal.tooSlow.title', text: 'refusal.tooSlow.text' },
  broken: { status: 500, title: 'refusal.broken.title', text: 'refusal.broken.text' },
  unavailable: { status: 503, title: 'refusal.unavailable.title', text: 'refusal.unavailable.text' },
  badRequest: { status: 400, title: 'refusal.badRequest.title', text: 'refusal.badRequest.text' },
  /** The draft's time is over, or its cookie is not of a draft that exists. */
  draftEnded: { status: 410, title: 'refusal.draftEnded.title', text: 'refusal.draftEnded.text' },
  /** A wrong passphrase and an unknown reference are one refusal. */
  noSuchReport: { status: 404, title: 'refusal.noSuchReport.title', text: 'refusal.noSuchReport.text' },
  alreadySubmitted: { status: 409, title: 'refusal.alreadySubmitted.title', text: 'refusal.alreadySubmitted.text' },
  changedElsewhere: { status: 409, title: 'refusal.changedElsewhere.title', text: 'refusal.changedElsewhere.text' },
  tooManyFiles: { status: 422, title: 'refusal.tooManyFiles.title', text: 'refusal.tooManyFiles.text' },
  fileTooLarge: { status: 413, title: 'refusal.fileTooLarge.title', text: 'refusal.fileTooLarge.text' },
  submissionTooLarge: { status: 413, title: 'refusal.submissionTooLarge.title', text: 'refusal.submissionTooLarge.text' },
  /** The budget of the whole store is used up. */
  storeFull: { status: 507, title: 'refusal.storeFull.title', text: 'refusal.storeFull.text' },
  /** Of files on their way through the server: the store does not answer. */
  storeAway: { status: 503, title: 'refusal.storeAway.title', text: 'refusal.storeAway.text' },
  fileEmpty: { status: 422, title: 'refusal.fileEmpty.title', text: 'refusal.fileEmpty.text' },
  fileKindRefused: { status: 415, title: 'refusal.fileKindRefused.title', text: 'refusal.fileKindRefused.text' },
  /** The report holds the same bytes already. */
  fileDuplicate: { status: 409, title: 'refusal.fileDuplicate.title', text: 'refusal.fileDuplicate.text' },
  noFileChosen: { status: 422, title: 'refusal.noFileChosen.title', text: 'refusal.noFileChosen.text' },
  uploadBroken: { status: 400, title: 'refusal.uploadBroken.title', text: 'refusal.uploadBroken.text' },
  /** The store holds other bytes than the device hashed, or not all of them. */
  uploadDiffers: { status: 409, title: 'refusal.uploadDiffers.title', text: 'refusal.uploadDiffers.text' },
  uploadGone: { status: 410, title: 'refusal.uploadGone.title', text: 'refusal.uploadGone.text' },
  /** One report, faster than a person. */
  tooFast: { status: 429, title: 'refusal.tooFast.title', text: 'refusal.tooFast.text' },
  /** A wrong reference or passphrase while too many wrong ones wait for their answer. */
  tooManyTries: { status: 503, title: 'refusal.tooManyTries.title', text: 'refusal.tooManyTries.text' },
  /** The follow-up page's session is over. */
  followEnded: { status: 410, title: 'follow.ended.title', text: 'follow.ended.text' },
  /** The form is of another opening of a follow-up page than the one that the browser holds now, perhaps of another report. */
  followOther: { status: 409, title: 'follow.other.title', text: 'follow.other.text' },
} as const satisfies Record<string, { status: number; title: TextKey; text: TextKey }>;

export type RefusalKey = keyof typeof refusals;

/** A refusal with what its sentence names, e.g. the limit. */
export type Refusal = { key: RefusalKey; values?: Record<string, string | number> };
