/** One document, one process: reads what to set from stdin, writes the PDF to stdout and exits 0; or the failure's name and sentence, and exits 3. */
import { text } from 'node:stream/consumers';
import { compileDocument, type Typeset } from './compile.ts';

const { template, data, at } = JSON.parse(await text(process.stdin)) as Omit<Typeset, 'at'> & { at: string }; // as typeset.ts sends it

function answer(): { code: number; output: Uint8Array | string } {
  try {
    return { code: 0, output: compileDocument({ template, data, at: new Date(at) }) };
  } catch (error) {
    const { name, message } = error instanceof Error ? error : { name: 'DocumentNotMade', message: 'unknown' };
    return { code: 3, output: JSON.stringify({ name, message }) };
  }
}

const { code, output } = answer();
process.stdout.end(output, () => process.exit(code));
