/**
 * Typesets a template of ours with data: tagged, searchable PDF/A-2a, the same bytes for the same data. Data reaches the template as one JSON text and is never
 * read as markup. The standard forbids characters that no font can show, and a witness may have put any of Unicode into a name: such characters are written out
 * as `⟨U+1F3A5⟩`, so that a name can never stop a document. A `{say}` is a sentence of ours: it is set as it is, or the document is not made.
 */
import { readFileSync } from 'node:fs';
import { NodeCompiler, PdfStandard } from '@myriaddreamin/typst-ts-node-compiler';
import { DocumentNotMade, FontsMissing } from './errors.ts';
import { asciiOnly, visibleText } from './visible-text.ts';

const fontPaths = ['/usr/share/fonts/truetype/noto', '/usr/share/fonts/opentype/noto'];
/** Every try writes out what the one before could not show; after these all of Unicode beyond ASCII is written out. */
const TRIES = 6;

/** `template` is the file of ours; `at` becomes the document's creation date. */
export type Typeset = { template: string; data: object; at: Date };

/** The document's bytes. Blocks, and its memory has no bound: call it through typeset.ts. Throws `DocumentNotMade`, `FontsMissing`. */
export function compileDocument({ template, data, at }: Typeset): Uint8Array {
  const compiler = NodeCompiler.create({ fontArgs: [{ fontPaths }] });
  const mainFileContent = readFileSync(template, 'utf8');
  const own = new Set(saidIn(data).join(''));
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
      const refused = refusedCharacters(String(cause));
      if ([...refused].some((character) => own.has(character))) throw new FontsMissing('no font for our own words', { cause });
      for (const character of refused) unshown.add(character);
    }
  }
  throw new DocumentNotMade('the document could not be typeset', { cause: failure });
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

function isSaid(value: object): value is { say: string } {
  return 'say' in value && typeof value.say === 'string';
}

function saidIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(saidIn);
  if (typeof value !== 'object' || value === null) return [];
  return isSaid(value) ? [value.say] : Object.values(value).flatMap(saidIn);
}

function mapText<T>(value: T, change: (text: string) => string): T {
  if (typeof value === 'string') return change(value) as T; // a string stays one
  if (Array.isArray(value)) return value.map((entry: unknown) => mapText(entry, change)) as T;
  if (typeof value !== 'object' || value === null || isSaid(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, mapText(entry as unknown, change)])) as T;
}
