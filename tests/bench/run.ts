/** `npm run bench -- NAME [NAME …]`: runs the named benches and prints one JSON line a figure. Exit 1 where a target is missed, 2 where a name is unknown. */
import { readdir } from 'node:fs/promises';
import type { Figure } from './protocol.ts';

type Bench = { bench: () => AsyncGenerator<Figure> };

const known = (await readdir(import.meta.dirname))
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !['run.ts', 'protocol.ts', 'plain-react.ts'].includes(file))
  .map((file) => file.slice(0, -3))
  .sort();
const names = process.argv.slice(2);
const unknown = names.filter((name) => !known.includes(name));
if (names.length === 0 || unknown.length > 0) {
  if (unknown.length > 0) process.stderr.write(`There is no bench called ${unknown.join(', ')}.\n`);
  process.stderr.write(`Benches: ${known.join(', ')}\n`);
  process.exit(2);
}

let missed = false;
for (const name of names) {
  // The name comes from the folder's own listing; what such a file exports is the protocol's contract.
  const { bench } = (await import(`./${name}.ts`)) as Bench;
  for await (const figure of bench()) {
    process.stdout.write(`${JSON.stringify(figure)}\n`);
    if (figure.ok === false) missed = true;
  }
}
process.exit(missed ? 1 : 0);
