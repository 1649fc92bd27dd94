/**
 * `load -- upload`: a file of 10 GiB, the default limit, from Chromium, with the memory of the page and the web process against that at 256 MiB; and 200 uploads at once, each
 * of a report of its own, over one line of 40 MB/s: how long the slowest took against the middle one.
 */
import { randomBytes } from 'node:crypto';
import { open, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { atMost, judge, median, say, seconds, type Figure } from '#tests/bench/protocol.ts';
import { measureFile } from '#tests/bench/upload-sides/memory.ts';
import { sendByOurCore } from '#tests/bench/upload-sides/our-core.ts';
import { openPlainChromium } from '#tests/support/plain-chromium.ts';
import { startProcess, startProcesses } from '#tests/support/processes.ts';
import { openFront } from '#tests/support/s3-front.ts';
import { openWorld } from '#tests/support/world.ts';

const MiB = 1024 ** 2;
const GiB = 1024 ** 3;

export async function* load(): AsyncGenerator<Figure> {
  yield* large();
  yield* many();
}

async function* large(): AsyncGenerator<Figure> {
  const world = await openWorld({ name: 'large' });
  const browser = await openPlainChromium();
  try {
    const processes = await startProcesses(world, ['intake', 'receive', 'media'] as const);
    const measure = async (size: number) => {
      let peaks = { web: 0, page: 0, readByWeb: 0 };
      const took = await seconds(async () => (peaks = await measureFile(world, browser, processes, { size, handIn: false })));
      say(`load: ${size / MiB} MiB in ${Math.round(took)} s: ${JSON.stringify(peaks)}`);
      return peaks;
    };
    await measure(64 * MiB);
    const before = await measure(256 * MiB);
    const after = await measure(10 * GiB);
    const note = 'one round; a: MiB of memory at 10 GiB, b: at 256 MiB';
    yield judge({ bench: 'load-upload-web', target: atMost(1.1), note }, [after.web], [before.web]);
    yield judge({ bench: 'load-upload-page', target: atMost(1.1), note }, [after.page], [before.page]);
    const bytes = { bench: 'load-upload-bytes', target: atMost(0.01), note: 'a: bytes that the web process read, b: of the file' };
    yield judge(bytes, [after.readByWeb], [10 * GiB]);
    await Promise.all(Object.values(processes).map((running) => running.stop()));
  } finally {
    await browser.close();
    await world.close();
  }
}

async function* many(): AsyncGenerator<Figure> {
  const world = await openWorld({ name: 'many' });
  const front = await openFront(world.servers.s3.endpoint, { bytesPerSecond: 40_000_000 });
  const file = path.join(world.folder, 'video.mp4');
  const size = 12 * MiB;
  await writeFile(file, randomBytes(size));
  const handle = await open(file);
  try {
    // As many starts in one minute cost proof of work; here they are free.
    await world.superSql`insert into settings (key, version, value) select 'intake.load', coalesce(max(version), 0) + 1,
      '{"freeStartsPerMinute": 100000, "hardestSeconds": 8, "waitSeconds": 10}'::jsonb from settings where key = 'intake.load'`;
    const intake = await startProcess(world, 'intake', front.environment);
    const took = await Promise.all(Array.from({ length: 200 }, () => seconds(() => sendByOurCore(intake.origin ?? '', { handle, size }))));
    yield judge(
      { bench: 'load-upload-fairness', target: atMost(1.5), note: '200 at once; a: seconds of the slowest, b: of the middle one' },
      [Math.max(...took)],
      [median(took)],
    );
    await intake.stop();
  } finally {
    await handle.close();
    await front.close();
    await world.close();
  }
}
