/**
 * `upload-memory`: the most memory that each process held while one file of 2 GiB went all its way, against one of 256 MiB: the page in Chromium (its renderer), the web process,
 * receiving, parsing. And how much the web process read while the file travelled, which must be nothing of the file. A first small file settles what processes load once.
 */
import { atMost, judge, say, type Figure } from '#tests/bench/protocol.ts';
import { measureFile, type Peaks } from '#tests/bench/upload-sides/memory.ts';
import { openPlainChromium } from '#tests/support/plain-chromium.ts';
import { startProcesses } from '#tests/support/processes.ts';
import { openWorld } from '#tests/support/world.ts';

const MiB = 1024 ** 2;
const [small, large] = [256 * MiB, 2048 * MiB];

export async function* bench(): AsyncGenerator<Figure> {
  const world = await openWorld({ name: 'memory' });
  const browser = await openPlainChromium();
  try {
    const processes = await startProcesses(world, ['intake', 'receive', 'media', 'records'] as const);
    const measure = async (size: number): Promise<Peaks> => {
      const peaks = await measureFile(world, browser, processes, { size, handIn: true });
      say(`upload-memory: ${size / MiB} MiB: ${JSON.stringify(peaks)}`);
      return peaks;
    };
    await measure(64 * MiB);
    const before = await measure(small);
    const after = await measure(large);
    const note = 'one round; a: MiB at 2 GiB, b: at 256 MiB';
    for (const what of ['web', 'receive', 'media', 'page'] as const)
      yield judge({ bench: `upload-memory-${what}`, target: atMost(1.1), note }, [after[what]], [before[what]]);
    yield judge(
      { bench: 'upload-memory-bytes', target: atMost(0.01), note: 'a: bytes that the web process read in all, b: of the file' },
      [after.readByWeb],
      [large],
    );
    await Promise.all(Object.values(processes).map((running) => running.stop()));
  } finally {
    await browser.close();
    await world.close();
  }
}
