/** 00_START_HERE.pdf: thousands of items take seconds, during which this process must still say that it is alive, so it is set in another. */
import { fileURLToPath } from 'node:url';
import type { Typeset } from '#infra/typeset/compile.ts';
import { typeset } from '#infra/typeset/typeset.ts';
import type { StartHere } from './start-here.ts';

const template = fileURLToPath(new URL('start-here.typ', import.meta.url));
/** Milliseconds: about 2 a file as measured, and room for a slow machine. */
const boundOf = (items: number): number => 60_000 + items * 50;
const memoryBytes = 2 * 1024 ** 3;

/** What is set; `at` becomes the document's creation date. */
export const startHereDocument = (data: StartHere, at: Date): Typeset => ({ template, data, at });

/** The document's bytes. Throws `DocumentNotMade`. */
export function typesetStartHere(data: StartHere, at: Date): Promise<Uint8Array> {
  return typeset(startHereDocument(data, at), { milliseconds: boundOf(data.items.length), memoryBytes });
}
