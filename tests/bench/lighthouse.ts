/**
 * `lighthouse`: Lighthouse's mobile run (its own throttling) of a first visit, of a question page with a draft and of the upload page, five times each; the median of
 * performance and accessibility, and the largest layout shift. In the distribution's Chromium, over the loopback address.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import lighthouse from 'lighthouse';
import { chromium } from 'playwright';
import type { Figure } from '#tests/bench/protocol.ts';
import { atLeast, atMost, judge, median, say } from '#tests/bench/protocol.ts';
import { chromiumOptions } from '#tests/support/chromium.ts';
import { startProcess } from '#tests/support/processes.ts';
import { Witness } from '#tests/support/witness.ts';
import { freePort, openWorld } from '#tests/support/world.ts';

const runs = 5;
const pages = { 'first visit': '/', question: '/report/what', upload: '/report/files' } as const;

export async function* bench(): AsyncGenerator<Figure> {
  const world = await openWorld({ name: 'bench-lighthouse' });
  const profile = await mkdtemp(path.join(tmpdir(), 'exhibit-lighthouse-'));
  try {
    const intake = await startProcess(world, 'intake');
    const origin = intake.origin ?? '';
    const witness = new Witness(origin);
    await witness.begin();
    const port = await freePort();
    const browser = await chromium.launchPersistentContext(profile, {
      ...chromiumOptions,
      args: [...(chromiumOptions.args ?? []), `--remote-debugging-port=${port}`],
    });
    try {
      for (const [name, address] of Object.entries(pages)) {
        const seen = { performance: [] as number[], accessibility: [] as number[], shift: [] as number[] };
        for (let run = 0; run < runs; run += 1) {
          const result = await lighthouse(origin + address, {
            port,
            output: 'json',
            logLevel: 'silent',
            onlyCategories: ['performance', 'accessibility'],
            ...(name === 'first visit' ? {} : { extraHeaders: { cookie: witness.cookie } }),
          });
          const { categories, audits } = result?.lhr ?? {};
          seen.performance.push((categories?.performance?.score ?? 0) * 100);
          seen.accessibility.push((categories?.accessibility?.score ?? 0) * 100);
          seen.shift.push(audits?.['cumulative-layout-shift']?.numericValue ?? Number.NaN);
          say(`lighthouse ${name} ${run + 1}/${runs}: performance ${seen.performance.at(-1)}, accessibility ${seen.accessibility.at(-1)}`);
        }
        yield judge(
          { bench: `lighthouse performance, ${name}`, target: atLeast(99), note: 'score / 1, median of five' },
          seen.performance,
          seen.performance.map(() => 1),
        );
        yield judge(
          { bench: `lighthouse accessibility, ${name}`, target: atLeast(100), note: 'score / 1, median of five' },
          seen.accessibility,
          seen.accessibility.map(() => 1),
        );
        yield judge(
          { bench: `lighthouse layout shift, ${name}`, target: atMost(0), note: `median ${median(seen.shift)}` },
          [Math.max(...seen.shift)],
          [1],
        );
      }
    } finally {
      await browser.close();
    }
    await intake.stop();
  } finally {
    await rm(profile, { recursive: true, force: true });
    await world.close();
  }
}
