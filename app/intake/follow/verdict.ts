import type { TextKey } from '#app/i18n/texts.ts';
import type { FollowedFile } from '#db/intake/follow.ts';

/** What a witness is told about one of their files, by the two fingerprints of it: on their page and in their proof. */
export function verdictOf({ sha256, sha256Declared }: Pick<FollowedFile, 'sha256' | 'sha256Declared'>): TextKey {
  if (sha256 === null) return 'follow.notYet';
  if (sha256Declared === null) return 'follow.onlyOurs';
  return sha256 === sha256Declared ? 'follow.same' : 'follow.different';
}
