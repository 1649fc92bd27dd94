/**
 * Typesets 00_START_HERE.pdf: tagged, searchable PDF/A-2a, the same bytes for the same data. Data reaches the template as one JSON text and is never read as
 * markup. The standard forbids characters that no font can show, and a witness may have put any of Unicode into a name: such characters are written out as
 * `⟨U+1F3A5⟩`, so that a name can never stop a bundle.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { NodeCompiler, PdfStandard } from '@myriaddreamin/typst-ts-node-compiler';
import { visibleText } from '../names.ts';
import { DocumentNotMade } from './document-not-made.ts';
import type { StartHere } from './start-here.ts';

const fontPaths = ['/usr/share/fonts/truetype/noto', '/usr/share/fonts/opentype/noto'];
const template = fileURLToPath(new URL('start-here.typ', import.meta.url));
/** Every try writes out what the one before could not show; after these all of Unicode beyond ASCII is written out. */
const TRIES = 6;

/** The document's bytes; `at` becomes its creation date. Blocks for about 2 ms an item: call it through typeset.ts. Throws DocumentNotMade. */
export function renderStartHere(data: StartHere, at: Date): Uint8Array {
  const compiler = NodeCompiler.create({ fontArgs: [{ fontPaths }] });
  const mainFileContent = readFileSync(template, 'utf8');
  const unshown = new Set<string>();
  let failure: unknown;
  for (let attempt = 0; attempt <= TRIES; attempt++) {
    const shown = mapText(data, (text) => (attempt < TRIES ? visibleText(text, unshown) : asciiOnly(text)));
    try {
      const pdf = compiler.pdf(
        { mainFileContent, inputs: { data: JSON.stringify(shown) } },
        { pdfStandard: PdfStandard.A_2a, creationTimestamp: Math.floor(at.getTime() / 1000) },
      );
      return new Uint8Array(pdf);
    } catch (cause) {
      failure = cause;
      for (const character of refusedCharacters(String(cause))) unshown.add(character);
    }
  }
  throw new DocumentNotMade('the inventory could not be typeset', { cause: failure });
}

/** The characters that the typesetter's own message quotes, in Rust's escapes. */
function refusedCharacters(message: string): Set<string> {
  const found = new Set<string>();
  for (const [, quoted = ''] of message.matchAll(/(?:the text|the codepoint) `\\?"(.*?)\\?"`/gs)) {
    const text = quoted.replaceAll(/\\+u\{([0-9a-f]{1,6})\}/g, (_, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)));
    for (const character of text) if (character > '~') found.add(character);
  }
  return found;
}

const asciiOnly = (text: string): string =>
  text.replaceAll(/[^ -~]/gu, (character) => `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`);

function mapText<T>(value: T, change: (text: string) => string): T {
  if (typeof value === 'string') return change(value) as T; // a string stays one
  if (Array.isArray(value)) return value.map((entry: unknown) => mapText(entry, change)) as T;
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, mapText(entry as unknown, change)])) as T;
  return value;
}
