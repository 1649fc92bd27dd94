/**
 * The core of the uploader: reads a file part after part, once, and keeps several parts on their way. Knows no browser: the page, the tests and the bench
 * each say what reading, hashing and sending mean.
 */
export type Part = { n: number; start: number; end: number };
export type HashedPart = { bytes: ArrayBuffer; sha256: string };
export type TransferSteps = {
  /** Called in order, one at a time. Reads the bytes once and hashes them. */
  read(part: Part): Promise<HashedPart>;
  /** May run several at once; repeats by itself what may be repeated. */
  send(part: Part, hashed: HashedPart): Promise<void>;
};

/** Parts on their way at once: hides the time between a part's end and the next one's start, and bounds memory to this many parts and the one being read. */
export const usualParallel = 4;

/** Returns the parts' hashes in order. The first failure ends it: nothing new is started, and what is on its way is waited for. */
export async function transferParts(
  size: number,
  partSize: number,
  { read, send }: TransferSteps,
  parallel: number = usualParallel,
): Promise<string[]> {
  const count = Math.ceil(size / partSize);
  const hashes: string[] = [];
  const flying = new Set<Promise<void>>();
  let failed = false;
  let failure: unknown;
  for (let n = 1; n <= count && !failed; n += 1) {
    const part = { n, start: (n - 1) * partSize, end: Math.min(size, n * partSize) };
    const hashed = await read(part);
    hashes.push(hashed.sha256);
    while (flying.size >= parallel && !failed) await Promise.race(flying);
    if (failed) break;
    const flight: Promise<void> = send(part, hashed)
      .catch((error: unknown) => {
        failed = true;
        failure ??= error;
      })
      .finally(() => flying.delete(flight));
    flying.add(flight);
  }
  await Promise.all(flying);
  if (failed) throw failure;
  return hashes;
}

/** Trying again cannot help: the server said so in words for the witness. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

/** Repeats with growing pauses, each drawn at random so that many phones that lost one network do not come back in step. `Refused` is thrown on at once. */
export async function withRetries<T>(
  attempt: () => Promise<T>,
  {
    attempts,
    firstPause,
    longestPause,
    wait,
    onRetry,
  }: { attempts: number; firstPause: number; longestPause: number; wait: (ms: number) => Promise<void>; onRetry: () => void },
): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (error instanceof Refused || tried >= attempts) throw error;
      onRetry();
      await wait(Math.min(longestPause, firstPause * 2 ** (tried - 1)) * (0.5 + Math.random() / 2));
    }
  }
}
