/**
 * `submit`: p99 of the transaction that hands a report in (draft, answers, triage item, custody), at 50 a second, against p99 of one durable INSERT of a
 * row of the same size, at the same pace on the same server. Durable: the servers of the benches lose nothing when they say "committed" only where their disk does
 * not, and both sides share it.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Figure } from '#tests/bench/protocol.ts';
import { atMost, compare, say } from '#tests/bench/protocol.ts';
import { prepareReport } from '#tests/support/report.ts';
import { openWorld, type World } from '#tests/support/world.ts';

const perSecond = 50;
const duration = 10; // seconds a round: the p99 of 500 is the sixth slowest, and not one outlier

export async function* bench(): AsyncGenerator<Figure> {
  const world = await openWorld({ name: 'bench-submit' });
  try {
    await world.superSql`create table bench_rows (id uuid primary key, body jsonb not null)`;
    const [{ fsync, commit }] = await world.superSql<[{ fsync: string; commit: string }]>`
      select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit`;
    say(`submit: fsync ${fsync}, synchronous_commit ${commit}`);
    yield await compare({
      bench: 'submit',
      a: { what: 'handing in, p99 ms', measure: () => handIn(world) },
      b: { what: 'one INSERT, p99 ms', measure: () => insert(world) },
      target: atMost(10),
      note: `${perSecond} a second for ${duration} s a round; fsync ${fsync}`,
    });
  } finally {
    await world.close();
  }
}

async function handIn(world: World): Promise<number> {
  // What comes before (draft, uploads) is not the verb's own work: it stands ready.
  const ready: Awaited<ReturnType<typeof prepareReport>>[] = [];
  for (let n = 0; n < perSecond * duration; n += 1)
    ready.push(await prepareReport(world, { files: [], answers: { narrative: 'x'.repeat(2000) } }));
  return paced((n) => ready[n]?.submit());
}

async function insert(world: World): Promise<number> {
  const sql = world.superSql;
  const body = JSON.stringify({ narrative: 'x'.repeat(2000), noise: randomBytes(32).toString('hex') });
  return paced(() => sql`insert into bench_rows (id, body) values (${randomUUID()}, ${body}::text::jsonb)`);
}

/** p99 in milliseconds of `work`, started at an even pace whether or not earlier ones have ended. */
async function paced(work: (n: number) => PromiseLike<unknown> | undefined): Promise<number> {
  const begun = performance.now();
  const times: number[] = [];
  const running: Promise<void>[] = [];
  for (let n = 0; n < perSecond * duration; n += 1) {
    const due = begun + (n * 1000) / perSecond;
    const early = due - performance.now();
    if (early > 0) await wait(early);
    const start = performance.now();
    running.push(Promise.resolve(work(n)).then(() => void times.push(performance.now() - start)));
  }
  await Promise.all(running);
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.99) - 1] ?? Number.NaN;
}
