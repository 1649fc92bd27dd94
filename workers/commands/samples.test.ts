import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { environmentForCommand } from '#infra/local/environments.mjs';
import { startProcess } from '#tests/support/processes.ts';
import { eventually, openWorld } from '#tests/support/world.ts';
import type { World } from '#tests/support/world.ts';
import { fileSampleReport } from './samples/file-report.ts';
import { eicar } from './samples/media.ts';
import { sampleReports } from './samples/reports.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld({ name: 'samples' });
});
afterAll(() => world?.close());

test(
  'the sample reports go the whole way of a witness without JavaScript and become ready; the infected one is never shown',
  { timeout: 180_000 },
  async () => {
    const intake = await startProcess(world, 'intake');
    await Promise.all([startProcess(world, 'receive'), startProcess(world, 'media'), startProcess(world, 'records')]);
    const reports = sampleReports(new Date());
    const folder = join(world.folder, 'samples');
    for (const report of reports) {
      const { reference, passphrase } = await fileSampleReport(intake.origin ?? '', report, folder);
      expect(reference).toMatch(/^EX-/);
      expect(passphrase.split(/[\s-]+/)).toHaveLength(7);
    }
    await eventually('all are ready', async () => {
    const rows = await world.superSql<{ state: string }[]>`select state from triage_items`;
    return rows.length === reports.length && rows.every(({ state }) => state === 'ready');
  }, 120); // prettier-ignore
    const infected = await world.superSql<{ copies: number; stage: string }[]>`
    select (select count(*)::int from derivatives d where d.file_id = f.id) as copies, (select state from file_stages where file_id = f.id and stage = 'derive') as stage
    from files f where verdict = 'infected'`;
    expect([...infected]).toEqual([{ copies: 0, stage: 'skipped' }]);
    const [shown] = await world.superSql<
      [{ kinds: string[] }]
    >`select array_agg(distinct kind order by kind) as kinds from derivatives where state = 'stored'`;
    expect(shown.kinds).toEqual(['poster', 'thumbnail', 'view']);
    const kinds = (await world.superSql<{ kind: string }[]>`select distinct kind from facts`).map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['place_recorded', 'scan_verdict']));
  },
);

test('the command refuses an intake that is not on this machine', async () => {
  const command = promisify(execFile)(process.execPath, ['workers/commands/samples.ts', join(world.folder, 'filed.json')], {
    env: { ...environmentForCommand('samples', world.installation), ORIGIN: 'https://report.example.org' } as unknown as NodeJS.ProcessEnv,
  });
  await expect(command).rejects.toMatchObject({ stderr: expect.stringContaining('this machine alone') as string });
});

test('no source file holds the test virus whole', async () => {
  expect(await readFile(join(import.meta.dirname, 'samples', 'media.ts'), 'latin1')).not.toContain(eicar());
});
