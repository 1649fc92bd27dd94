/** A proof of filing, as the record tells it, in sentences of the page's language. Pure. */
import { formatMoment } from '#app/i18n/formats.ts';
import type { LanguageCode, Say, TextKey } from '#app/i18n/texts.ts';
import type { FiledEvent, ProofOfFiling } from '#db/intake/follow.ts';
import { verdictOf } from '../follow/verdict.ts';
import { describeFiling, zoneOf, type DescribedFiling } from './filed.ts';

export type DescribedProof = { filing: DescribedFiling; events: { head: string; sentence: string }[] };

const sentences = {
  'submission.received': 'proof.event.received',
  'submission.added_to': 'proof.event.added',
  'submission.corrected': 'proof.event.corrected',
  'choice.changed': 'proof.event.choice',
  'message.received': 'proof.event.message',
} as const satisfies Record<FiledEvent['action'], TextKey>;

/** Where a report happened may be hidden on the follow-up page, so times are the office's. */
export function describeProof({ reference, receivedAt, head, events, files }: ProofOfFiling, say: Say, code: LanguageCode): DescribedProof {
  const zone = zoneOf({ zone: null });
  const moment = (at: string): string => formatMoment(new Date(at), code, zone);
  const filed = files.map((file) => ({
    id: String(file.ordinal),
    name: file.name,
    size: file.size,
    sha256: file.sha256Declared,
    hashSource: file.hashSource,
    notes: [say(verdictOf(file)), ...(file.later ? [say('follow.later', { time: moment(file.at) })] : [])],
  }));
  return {
    filing: describeFiling({ reference, receivedAt: new Date(receivedAt), zone: null, head, files: filed }, say, code),
    events: events.map((event) => ({ head: event.head, sentence: say(sentences[event.action], { time: moment(event.at) }) })),
  };
}
