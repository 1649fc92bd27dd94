import { PassThrough } from 'node:stream';
import { scanStream } from '#infra/scanner/scanner.ts';
import type { Scanner } from '#infra/scanner/scanner.ts';
import type { ScanResult } from '#db/receive/scan.ts';

/** Bytes the copy may be ahead of the scanner. */
const aheadBytes = 16 * 1024 * 1024;

export type ScanAnswer = { outcome: 'answered'; result: ScanResult } | { outcome: 'pending'; reason: string };

/** A scanner that gave no answer is left alone for a while, so that one that hangs costs a file now and then its seconds, and not every file. */
export type Rest = { begin(ms: number): void; isOn(): boolean };

/** Opens one for a process. */
export function openRest(): Rest {
  let until = 0;
  return {
    begin: (ms) => void (until = performance.now() + ms),
    isOn: () => performance.now() < until,
  };
}

export type ScanAlongside = {
  /** Gives a chunk to the scanner. Waits for it, but in all never longer than `patienceMs`: then the scan is given up and the copy goes on alone. */
  write(chunk: Uint8Array): Promise<void>;
  /** No more bytes: the answer, if it comes within `graceMs`. */
  answer(graceMs: number): Promise<ScanAnswer>;
  /** Gives the scan up; without effect once it was answered. */
  drop(): void;
};

/**
 * Scans a stream while something else is done with it. The scanner never decides how fast: it has a buffer and, over the whole file, `patienceMs` of waiting.
 * What is not answered is `pending`, and a later pass reads the original. Nothing here can turn silence into "clean".
 */
export function scanAlongside(scanner: Scanner, { patienceMs }: { patienceMs: number }): ScanAlongside {
  const feed = new PassThrough({ writableHighWaterMark: aheadBytes / 2, readableHighWaterMark: aheadBytes / 2 });
  feed.on('error', () => undefined); // destroying it is how a scan is given up
  let settled: ScanAnswer | undefined;
  let patience = patienceMs;

  const settle = (answer: ScanAnswer) => {
    settled ??= answer;
    feed.destroy(); // also wakes a write that waits for room
  };
  const answered = scanStream(scanner, feed).then(
    (result) => settle({ outcome: 'answered', result }),
    () => settle({ outcome: 'pending', reason: 'the scanner could not be reached' }),
  );

  return {
    async write(chunk) {
      if (settled || feed.write(chunk)) return;
      const since = performance.now();
      await firstOf(feed, ['drain', 'close'], patience);
      patience -= performance.now() - since;
      if (patience <= 0) settle({ outcome: 'pending', reason: 'the scanner was too slow' });
    },
    async answer(graceMs) {
      if (settled) return settled;
      feed.end();
      const timer = new AbortController();
      await Promise.race([
        answered,
        new Promise<void>((resolve) => {
          const late = setTimeout(resolve, graceMs);
          timer.signal.addEventListener('abort', () => clearTimeout(late));
        }),
      ]);
      timer.abort();
      settle({ outcome: 'pending', reason: 'the scanner was too slow' });
      return settled ?? { outcome: 'pending', reason: 'the scanner was too slow' };
    },
    drop: () => settle({ outcome: 'pending', reason: 'the scan was given up' }),
  };
}

/** Resolves at the first of these events, or after `ms`. */
function firstOf(stream: PassThrough, events: readonly string[], ms: number): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      for (const event of events) stream.off(event, end);
      resolve();
    };
    const timer = setTimeout(end, Math.max(0, ms));
    for (const event of events) stream.once(event, end);
  });
}
