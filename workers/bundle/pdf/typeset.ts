/**
 * Typesets in a thread of its own: thousands of items take seconds, during which the process must still say that it is alive; hostile text gets a bound in
 * time and memory; and nothing of one case stays behind for the next.
 */
import { Worker } from 'node:worker_threads';
import { DocumentNotMade } from './document-not-made.ts';
import type { StartHere } from './start-here.ts';

export type TypesetRequest = { data: StartHere; at: Date };
export type TypesetAnswer = { pdf: Uint8Array } | { failure: string };

/** Milliseconds: about 2 a file as measured, and room for a slow machine. */
const boundOf = (items: number): number => 60_000 + items * 50;

/** 00_START_HERE.pdf. Throws DocumentNotMade. */
export async function typesetStartHere(data: StartHere, at: Date): Promise<Uint8Array> {
  const thread = new Worker(new URL('typeset-thread.ts', import.meta.url), {
    workerData: { data, at } satisfies TypesetRequest,
    resourceLimits: { maxOldGenerationSizeMb: 1024 },
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<Uint8Array>((resolve, reject) => {
      timer = setTimeout(() => reject(new DocumentNotMade('typesetting the inventory took too long')), boundOf(data.items.length));
      thread.once('error', (cause) => reject(new DocumentNotMade('typesetting the inventory broke off', { cause })));
      thread.once('exit', () => reject(new DocumentNotMade('typesetting the inventory ended without a result')));
      // What the thread posts is of this type: it is our own file.
      thread.once('message', (answer: TypesetAnswer) =>
        'pdf' in answer ? resolve(answer.pdf) : reject(new DocumentNotMade(answer.failure)),
      );
    });
  } finally {
    clearTimeout(timer);
    await thread.terminate();
  }
}
