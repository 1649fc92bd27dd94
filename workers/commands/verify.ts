/**
 * `npm run verify -- FILE.zip [--fingerprint HEX]`: checks a case bundle on this computer, without network or database. Prints what was found in plain words;
 * exit 0: nothing wrong, 1: something is, 2: called wrongly or the file cannot be read.
 */
import { open } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { checkBundle, type CheckReport } from '#workers/bundle/check.ts';
import type { ByteSource } from '#workers/bundle/zip-reader.ts';

const usage = 'Usage: npm run verify -- FILE.zip [--fingerprint HEX]\n';

async function main(): Promise<number> {
  const asked = readArguments();
  if (!asked) {
    process.stderr.write(usage);
    return 2;
  }
  const file = await open(asked.path, 'r');
  try {
    const { size } = await file.stat();
    const source: ByteSource = {
      size,
      async read(offset, length) {
        const bytes = Buffer.alloc(length);
        const { bytesRead } = await file.read(bytes, 0, length, offset);
        if (bytesRead !== length) throw new Error(`the file ends at ${offset + bytesRead}`);
        return bytes;
      },
    };
    const report = await checkBundle(source, { fingerprint: asked.fingerprint });
    process.stdout.write(describe(report));
    return report.problems.length === 0 ? 0 : 1;
  } finally {
    await file.close();
  }
}

function readArguments(): { path: string; fingerprint: string | undefined } | null {
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options: { fingerprint: { type: 'string' } } });
    const [path] = positionals;
    return path === undefined || positionals.length > 1 ? null : { path, fingerprint: values.fingerprint };
  } catch {
    return null;
  }
}

function describe(report: CheckReport): string {
  const lines = [
    ...(report.name === null ? [] : [`Bundle ${report.name}`]),
    ...report.passed.map((line) => `  ok       ${line}`),
    ...report.problems.map((line) => `  PROBLEM  ${line}`),
    '',
    ...(report.fingerprint === null ? [] : [`Key fingerprint  ${report.fingerprint.match(/.{8}/g)?.join(' ')}`, keyLine(report.key)]),
    conclusion(report),
    '',
  ];
  return lines.join('\n');
}

function conclusion({ problems, key }: CheckReport): string {
  if (problems.length > 0)
    return `${problems.length} ${problems.length === 1 ? 'thing is' : 'things are'} wrong. Do not rely on this copy; ask the office for another.`;
  if (key === 'confirmed') return 'Nothing is wrong: the files are the ones that the office’s portal put into this bundle, unchanged.';
  return 'Nothing is wrong inside: all parts belong together and are unchanged. Whether the office’s portal made them is not known until its key is confirmed.';
}

function keyLine(key: CheckReport['key']): string {
  if (key === 'confirmed') return 'Key confirmed: it is the one whose fingerprint you gave.';
  if (key === 'differs') return 'This is NOT the key whose fingerprint you gave.';
  return 'key unconfirmed: ask the office for the fingerprint by telephone or on paper, and add --fingerprint to check it here.';
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`The file could not be checked: ${error instanceof Error ? error.message : 'unknown reason'}\n`);
  process.exitCode = 2;
}
