/**
 * The sum itself, by altcha-lib: a counter is hidden behind PBKDF2, and the device tries 0, 1, 2 … until the beginning of the key fits. The counter is drawn
 * here, so that nobody can be unlucky: the most that a device has to try is known. Making one costs us one try (in Node's thread pool), checking one a hash.
 */
import { createChallenge, randomInt, verifySolution, type Challenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import { z } from 'zod';
import type { KeyRing } from './day-keys.ts';
import { roundsPerTry, type Price } from './price.ts';

const lasts = 20 * 60_000; // milliseconds; an old phone that takes longer has the wait
const longest = 4_000; // characters of a solution: ours have about 800

const solved = z.strictObject({
  challenge: z.looseObject({
    parameters: z.looseObject({ data: z.looseObject({ id: z.uuid(), day: z.iso.date() }) }),
    signature: z.string(),
  }),
  solution: z.strictObject({ counter: z.int(), derivedKey: z.string(), time: z.number().optional() }),
});

export async function makeSum(keys: KeyRing, id: string, { tries }: Pick<Price, 'tries'>, now: number): Promise<Challenge> {
  const { day, challenge, solution } = await keys.today();
  return createChallenge({
    algorithm: 'PBKDF2/SHA-256',
    cost: roundsPerTry,
    deriveKey,
    counter: randomInt(tries, 1),
    data: { id, day, tries },
    expiresAt: Math.floor((now + lasts) / 1000),
    hmacSignatureSecret: challenge,
    hmacKeySignatureSecret: solution,
  });
}

/** The id of what was asked, or what is wrong with the answer. Whether it was used before is the record's to say. */
export async function checkSum(keys: KeyRing, text: string): Promise<{ id: string } | 'expired' | 'wrong'> {
  const answer = text.length > longest ? undefined : solved.safeParse(parse(text)).data;
  if (!answer) return 'wrong';
  const { challenge, solution } = answer;
  const { id, day } = challenge.parameters.data;
  const found = await keys.of(day);
  if (!found) return 'expired';
  const checked = await verifySolution({
    challenge: challenge as unknown as Challenge, // whatever else is in it: the signature over all of it is looked at before anything else
    solution: { counter: solution.counter, derivedKey: solution.derivedKey },
    deriveKey,
    hmacSignatureSecret: found.challenge,
    hmacKeySignatureSecret: found.solution,
  });
  if (checked.expired) return 'expired';
  return checked.verified ? { id } : 'wrong';
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
