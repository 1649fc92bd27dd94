/**
 * `recovery`: how long a file waits after `kill -9` of the worker in mid-scan, in locks. A second worker runs beside it, as in any installation, so what is
 * measured is when the loss is noticed and not how fast a process starts.
 */
import { randomBytes } from 'node:crypto';
import type { Figure } from '#tests/bench/protocol.ts';
import { atMost, judge, say } from '#tests/bench/protocol.ts';
import { startFakeClamd } from '#tests/support/clamd.ts';
import { startProcess } from '#tests/support/processes.ts';
import { fileReport } from '#tests/support/report.ts';
import { reaches, readStage } from '#tests/support/stages.ts';
import { eventually, openWorld } from '#tests/support/world.ts';

/** The lock in use, so that the reading of clocks and the start of a job do not count. */
const lockMs = 10_000;
const rounds = 7;

/** Yields one figure: seconds from the kill to the next start of the stage, against the lock's. */
export async function* bench(): AsyncGenerator<Figure> {
  const world = await openWorld({ name: 'recovery' });
  // A scanner that takes everything and never answers: the worker is in mid-scan for as long as its patience lasts.
  const hanging = await startFakeClamd(`${world.folder}/hanging`, { version: null, answer: null });
  try {
    await startProcess(world, 'records');
    const waited: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const doomed = await startProcess(world, 'receive', { CLAMD_SOCKET: `${world.folder}/hanging` });
      const report = await fileReport(world, { files: [{ name: 'clip', bytes: randomBytes(100_000) }] });
      const fileId = report.files[0]?.fileId ?? '';
      await reaches(world, fileId, 'receive', ['running']);
      await eventually('its copy is complete and it waits for the scanner', async () => {
        const [copy] = await world.superSql`select from original_copies where file_id = ${fileId} and state = 'stored'`;
        return copy !== undefined;
      });
      const heir = await startProcess(world, 'receive');
      await doomed.kill9();
      const killed = performance.now();
      await eventually('the stage runs again', async () => (await readStage(world, fileId, 'receive')).generation === 2, 60);
      waited.push((performance.now() - killed) / 1000);
      await reaches(world, fileId, 'receive', ['done']);
      await heir.stop();
      say(`recovery round ${round + 1}/${rounds}: ${waited.at(-1)?.toFixed(2)} s`);
    }
    const note = 'a: seconds from kill -9 in mid-scan to running again, b: the lock';
    yield judge(
      { bench: 'recovery', target: atMost(1.3), note },
      waited,
      waited.map(() => lockMs / 1000),
    );
  } finally {
    await world.close();
    await hanging.close();
  }
}
