/** Does the sum off the main thread, one try after another, and says now and then how far it is. */
import { solveChallenge, type Challenge, type DeriveKeyFunction, type Solution } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/web/pbkdf2';

export type SolveReply = { share: number } | { solution: Solution | null };

const steps = 50; // how often progress is told

addEventListener('message', ({ data: challenge }: MessageEvent<Challenge>) => {
  const most = Number(challenge.parameters.data?.tries);
  const every = Math.max(1, Math.round(most / steps));
  let tries = 0;
  const counted: DeriveKeyFunction = (...given) => {
    tries += 1;
    if (tries % every === 0) postMessage({ share: tries / most } satisfies SolveReply);
    return deriveKey(...given);
  };
  void solveChallenge({ challenge, deriveKey: counted, timeout: 0 }).then((solution) => postMessage({ solution } satisfies SolveReply));
});
