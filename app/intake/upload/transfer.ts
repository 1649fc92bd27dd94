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
  /** Parts that are there already, by number: these are read and compared, not sent. */
  held?: ReadonlyMap<number, string>;
  /** Parts on their way at once, asked before each. */
  lanes?: () => number;
};

/** Hides the time between a part's end and the next one's start, and bounds memory to this many parts and the one being read. */
export const mostLanes = 4;

/** A part that is there has another hash than the file's: this is not the file that was begun, or it was changed. */
export class AnotherFile extends Error {
  override readonly name = 'AnotherFile';
}

export function partAt(n: number, size: number, partSize: number): Part {
  return { n, start: (n - 1) * partSize, end: Math.min(size, n * partSize) };
}

/** Returns the parts' hashes in order. The first failure ends it: nothing new is started, and what is on its way is waited for. Throws `AnotherFile` at the first part that differs. */
export async function transferParts(
  size: number,
  partSize: number,
  { read, send, held = new Map(), lanes = () => mostLanes }: TransferSteps,
): Promise<string[]> {
  const count = Math.ceil(size / partSize);
  const hashes: string[] = [];
  const flying = new Set<Promise<void>>();
  let failed = false;
  let failure: unknown;
  const fail = (error: unknown): void => {
    failed = true;
    failure ??= error;
  };
  for (let n = 1; n <= count && !failed; n += 1) {
    const part = partAt(n, size, partSize);
    let hashed: HashedPart;
    try {
      hashed = await read(part);
    } catch (error) {
      fail(error);
      break;
    }
    hashes.push(hashed.sha256);
    const known = held.get(n);
    if (known !== undefined && known !== hashed.sha256) fail(new AnotherFile('a part that is there is not of this file'));
    if (known !== undefined) continue;
    while (flying.size >= lanes() && !failed) await Promise.race(flying);
    if (failed) break;
    const flight: Promise<void> = send(part, hashed)
      .catch(fail)
      .finally(() => flying.delete(flight));
    flying.add(flight);
  }
  await Promise.all(flying);
  if (failed) throw failure;
  return hashes;
}

/**
 * How many parts may be on their way, by the seconds in which the line carries one part alone. What is on its way is lost when a phone's connection is: on a slow line it
 * should be little, and there one part fills the line as well as four.
 */
export function lanesFor(seconds: number | null): number {
  if (seconds === null) return 2; // nothing is known yet
  if (seconds < 0.5) return mostLanes;
  return seconds < 10 ? 2 : 1;
}
