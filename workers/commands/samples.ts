/**
 * Files the sample reports through the running intake: `node workers/commands/samples.ts FILE`. FILE (0600) keeps their references and passphrases, written after each
 * report, so that a start that was interrupted goes on with the next. Refuses whatever is not a trial on this machine.
 */
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { readEnvironment } from '#infra/environment/environment.ts';
import { assertTrial } from './demo.ts';
import { fileSampleReport } from './samples/file-report.ts';
import { sampleReports } from './samples/reports.ts';

const filedSchema = z.array(z.strictObject({ reference: z.string(), passphrase: z.string() }));

if (import.meta.main) await main();

async function main(): Promise<void> {
  const file = process.argv[2];
  const environment = readEnvironment('command');
  if (!file || !environment.ORIGIN) {
    process.stderr.write('usage: node workers/commands/samples.ts FILE, with ORIGIN set to the intake\n');
    process.exit(2);
  }
  assertTrial(environment.MODE, environment.ORIGIN);
  const part = `${file}.part`;
  const filed = await readFiled(part);
  const folder = await mkdtemp(join(tmpdir(), 'exhibit-samples-'));
  try {
    for (const report of sampleReports(new Date()).slice(filed.length)) {
      filed.push(await fileSampleReport(environment.ORIGIN, report, folder));
      await writeFile(part, `${JSON.stringify(filed, null, 1)}\n`, { mode: 0o600 });
    }
    await rename(part, file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  process.stdout.write(`${filed.length} sample reports filed\n`);
}

async function readFiled(file: string): Promise<z.output<typeof filedSchema>> {
  try {
    return filedSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
