/** From what went wrong to what the witness is told. Thrown responses are shown by the root's error boundary, with what was typed, so that it can be kept. */
import { json } from '@remix-run/node';
import { refusals, type Refusal, type RefusalKey } from '#app/http/refusals.ts';

/** Texts that a refusal gives back: more than the fullest page has, and not as many as anybody can send. */
const mostTyped = 400;

export type RefusalData = { refusal: RefusalKey; values: Record<string, string | number>; typed: string[] };

export function refusal(
  key: RefusalKey,
  { values = {}, typed = [], headers }: { values?: Refusal['values']; typed?: string[]; headers?: HeadersInit } = {},
): Response {
  const data: RefusalData = { refusal: key, values: values ?? {}, typed: typed.slice(0, mostTyped) };
  return json(data, { status: refusals[key].status, ...(headers ? { headers } : {}) });
}

/** Named errors of the record, the vault and the store that have a sentence of their own. Compared by name: the server's bundle holds its own copies of the classes. */
const byName: Record<string, RefusalKey> = {
  DraftEnded: 'draftEnded',
  DraftBroken: 'draftEnded',
  DraftKeyInvalid: 'draftEnded',
  DraftChangedElsewhere: 'changedElsewhere',
  NoSuchReport: 'noSuchReport',
  FollowEnded: 'followEnded',
  RecordUnreachable: 'unavailable',
  StoreUnavailable: 'unavailable',
  UploadGone: 'uploadGone',
  BytesRefused: 'uploadDiffers',
  UploadDiffers: 'uploadDiffers',
  UploadTwin: 'fileDuplicate',
  FormBroken: 'uploadBroken',
  TooFast: 'tooFast',
};
/** Of the draft as a whole: only a page that was just saved can have made it so large. */
const byLimit: Record<string, RefusalKey> = {
  files: 'tooManyFiles',
  file: 'fileTooLarge',
  submission: 'submissionTooLarge',
  store: 'storeFull',
  draft: 'tooLarge',
};

/** Null for what has no sentence: that is a fault of ours, and is thrown on. */
export function refusalKeyOf(error: unknown): RefusalKey | null {
  if (!(error instanceof Error)) return null;
  if (error.name === 'OverLimit') return byLimit[(error as Error & { limit?: string }).limit ?? ''] ?? 'submissionTooLarge';
  if (error.name === 'WrongState') return 'alreadySubmitted';
  return byName[error.name] ?? null;
}

/** Runs a route's work; a known failure becomes its refusal. `typed` tells what the witness would otherwise lose. */
export async function orRefuse<T>(work: () => Promise<T>, typed: () => string[] = () => []): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const key = refusalKeyOf(error);
    if (key === null) throw error;
    throw refusal(key, { typed: typed() });
  }
}
