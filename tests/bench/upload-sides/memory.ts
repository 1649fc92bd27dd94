/** One file all the way (page, web process, receiving, parsing), and what each process held of memory at most. */
import { setTimeout as wait } from 'node:timers/promises';
import path from 'node:path';
import { firstStored, writeRandom } from '#tests/bench/upload-sides/in-chromium.ts';
import type { PlainChromium } from '#tests/support/plain-chromium.ts';
import { bytesRead, findDescendants, forgetPeak, peakMemory } from '#tests/support/process-figures.ts';
import type { RunningProcess } from '#tests/support/processes.ts';
import { Witness } from '#tests/support/witness.ts';
import type { World } from '#tests/support/world.ts';

/** MiB of memory; `readByWeb` in bytes: all that the web process read meanwhile, from the record and the store too. */
export type Peaks = { web: number; receive: number; media: number; page: number; readByWeb: number };
export type Processes = Record<'intake' | 'receive' | 'media', RunningProcess>;

/** `handIn` false: the file stays in quarantine, and the workers have nothing to do. */
export async function measureFile(
  world: World,
  browser: PlainChromium,
  { intake, receive, media }: Processes,
  { size, handIn }: { size: number; handIn: boolean },
): Promise<Peaks> {
  const file = path.join(world.folder, `video-${size}.mp4`);
  await writeRandom(file, size);
  const witness = new Witness(intake.origin ?? '');
  await witness.begin();
  const page = await browser.open(`${intake.origin}/report/files`, witness.cookie);
  try {
    const renderers = await findDescendants(browser.pid, '--type=renderer');
    const pids = [intake.pid, receive.pid, media.pid, ...renderers];
    for (const pid of pids) await forgetPeak(pid);
    const before = await bytesRead(intake.pid);
    await page.choose('#file', [file]);
    await page.evaluate(firstStored);
    const readByWeb = (await bytesRead(intake.pid)) - before;
    if (handIn) await process(world, witness);
    const inPage = await Promise.all(renderers.map(peakMemory));
    return {
      web: await peakMemory(intake.pid),
      receive: await peakMemory(receive.pid),
      media: await peakMemory(media.pid),
      page: Math.max(...inPage),
      readByWeb,
    };
  } finally {
    await page.close();
  }
}

/** Hands the report in and waits until every stage of its file has ended. */
async function process(world: World, witness: Witness): Promise<void> {
  await witness.answer();
  await witness.handIn();
  const { reference } = await witness.receipt();
  for (let tries = 0; tries < 1_200; tries += 1) {
    const [row] = await world.superSql<{ open: number }[]>`
      select count(*)::integer as open from file_stages x join files f on f.id = x.file_id join submissions s on s.id = f.submission_id
      where s.reference = ${reference} and x.state not in ('done', 'failed', 'parked', 'skipped')`;
    if (row?.open === 0) return;
    await wait(500);
  }
  throw new Error('the file was not processed within ten minutes');
}
