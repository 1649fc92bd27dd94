/** A witness without a browser before the page that asks for a moment: does the sum as its script would, or waits as a person without scripts does. */
import { setTimeout as sleep } from 'node:timers/promises';
import { solveChallenge, type Challenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import type { Answer, Witness } from '#tests/support/witness.ts';

export const askPath = '/report/begin';

export type Asked = { challenge: Challenge; wait: string; seconds: number };

/** What the page asks for; null for any other page. */
export function readAsked({ text }: Answer): Asked | null {
  const pick = (pattern: RegExp): string | undefined => pattern.exec(text)?.[1]?.replaceAll('&quot;', '"').replaceAll('&amp;', '&');
  const challenge = pick(/data-challenge="([^"]*)"/);
  const wait = pick(/name="wait" value="([^"]*)"/);
  const seconds = pick(/data-seconds="(\d+)"/);
  return challenge && wait && seconds ? { challenge: JSON.parse(challenge) as Challenge, wait, seconds: Number(seconds) } : null;
}

export async function solveSum({ challenge }: Pick<Asked, 'challenge'>): Promise<string> {
  return JSON.stringify({ challenge, solution: await solveChallenge({ challenge, deriveKey }) });
}

/** Posts as a browser does: follows the 307 with the same fields. */
export async function postStart(witness: Witness, fields: Record<string, string> = {}): Promise<Answer> {
  const first = await witness.post('/report', fields);
  return first.status === 307 ? witness.post(first.location ?? '', fields) : first;
}

/** Starts a report and says what it cost. */
export async function beginAt(witness: Witness, way: 'sum' | 'wait'): Promise<'free' | 'sum' | 'wait'> {
  const answer = await postStart(witness);
  if (answer.status === 303) return 'free';
  const asked = readAsked(answer);
  if (answer.status !== 200 || asked === null) throw new Error(`a report could not be started: ${answer.status}`);
  if (way === 'wait') await sleep(asked.seconds * 1000);
  const paid = await witness.post(
    askPath,
    way === 'wait' ? { wait: asked.wait, sum: '' } : { wait: asked.wait, sum: await solveSum(asked) },
  );
  if (paid.status !== 303) throw new Error(`a ${way} did not open the gate: ${paid.status}`);
  return way;
}
