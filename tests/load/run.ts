/** `npm run load -- NAME [NAME …]`: what is too large or too long for a bench. Like a bench it yields figures; it runs beside servers of its own that keep their data on the disk. */
import { readdir } from 'node:fs/promises';
import type { Figure } from '#tests/bench/protocol.ts';

type Load = { load: () => AsyncGenerator<Figure> };

const known = (await readdir(import.meta.dirname)).filter((file) => file !== 'run.ts').map((file) => file.slice(0, -3));
const names = process.argv.slice(2);
const unknown = names.filter((name) => !known.includes(name));
if (names.length === 0 || unknown.length > 0) {
  process.stderr.write(`${unknown.map((name) => `There is no load called ${name}.\n`).join('')}Loads: ${known.sort().join(', ')}\n`);
  process.exit(2);
}
let missed = false;
for (const name of names) {
  // The name comes from the folder's own listing.
  const { load } = (await import(`./${name}.ts`)) as Load;
  for await (const figure of load()) {
    process.stdout.write(`${JSON.stringify(figure)}\n`);
    if (figure.ok === false) missed = true;
  }
}
process.exit(missed ? 1 : 0);
