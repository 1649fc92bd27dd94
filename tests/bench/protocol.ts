/**
 * How speed is measured here: two things done in turn on the same machine, A, B, A, B …, at least seven rounds and none dropped; the figure is the
 * median of the rounds' ratios a / b, with the smallest and the largest. Absolute times say little about another machine, ratios do.
 *
 * A bench is a file `tests/bench/NAME.ts`, run by `npm run bench -- NAME`, that exports one generator and yields a figure as soon as it has one:
 *
 *     import { atLeast, compare } from './protocol.ts';
 *     export async function* bench() {
 *       yield await compare({
 *         bench: 'upload',
 *         a: { what: 'our uploader, MiB/s', measure: async (round) => … },   // any number, the same unit as b; larger may be better or worse
 *         b: { what: 'lib-storage, MiB/s', measure: async (round) => … },
 *         target: atLeast(0.9),                                            // or atMost(1.3)
 *       });
 *     }
 *
 * Where a second process or a 30 s fault makes rounds too dear (memory, scale, recovery), `once` measures one round and says so.
 * Prepare and clean up in the generator itself, around the `yield`, with try/finally; progress goes to stderr through `say`.
 */
import { cpus } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';

export type Target = { kind: 'at_least' | 'at_most'; value: number };
export const atLeast = (value: number): Target => ({ kind: 'at_least', value });
export const atMost = (value: number): Target => ({ kind: 'at_most', value });

/** One side of a comparison. `measure` gives one round's number; `round` counts from 0 and may seed what is random. */
export type Side = { what: string; measure: (round: number) => Promise<number> };

/** One printed line. `a` and `b` are the medians; `ok` is null where the machine was too busy to judge. */
export type Figure = {
  bench: string;
  ratio: number;
  min: number;
  max: number;
  target: string | null;
  ok: boolean | null;
  a: number;
  b: number;
  note?: string;
};

export type Comparison = { bench: string; a: Side; b: Side; target: Target | null; rounds?: number; note?: string; patience?: Patience };

/** How often a disturbed run is tried again, and how long to wait before. */
export type Patience = { tries: number; waitMs: number };
const defaultPatience: Patience = { tries: 3, waitMs: 20_000 };
const LARGEST_SPREAD = 0.25;
const FEWEST_ROUNDS = 7;

/** Runs A and B in turn and judges the median of the ratios a / b; tries again while the machine is busy or A's own spread is above a quarter. */
export async function compare(comparison: Comparison): Promise<Figure> {
  const rounds = Math.max(FEWEST_ROUNDS, comparison.rounds ?? FEWEST_ROUNDS);
  const patience = comparison.patience ?? defaultPatience;
  for (let attempt = 1; ; attempt++) {
    const isLast = attempt >= patience.tries;
    const idle = await idleShare();
    const busy = idle < 0.5 ? `only ${Math.round(idle * 100)} % of the machine was idle` : null;
    if (busy !== null && !isLast) {
      say(`${comparison.bench}: ${busy}, waiting to try again`);
      await wait(patience.waitMs);
      continue;
    }
    const { a, b } = await measureRounds(comparison, rounds);
    const disturbed = busy ?? (spread(a) > LARGEST_SPREAD ? `A's spread was ${Math.round(spread(a) * 100)} %` : null);
    const figure = judge(comparison, a, b);
    if (disturbed === null) return figure;
    if (isLast) return { ...figure, ok: null, note: joinNotes(figure.note, `not judged: ${disturbed}`) };
    say(`${comparison.bench}: ${disturbed}, waiting to try again`);
    await wait(patience.waitMs);
  }
}

async function measureRounds({ bench, a, b }: Comparison, rounds: number): Promise<{ a: number[]; b: number[] }> {
  const seen: { a: number[]; b: number[] } = { a: [], b: [] };
  for (let round = 0; round < rounds; round++) {
    seen.a.push(await a.measure(round));
    seen.b.push(await b.measure(round));
    say(`${bench} round ${round + 1}/${rounds}: ${a.what} ${brief(seen.a[round])}, ${b.what} ${brief(seen.b[round])}`);
  }
  return seen;
}

/** One round of each side, for benches whose slope is the result and not their noise. */
export async function once(comparison: Omit<Comparison, 'rounds' | 'patience'>): Promise<Figure> {
  const a = await comparison.a.measure(0);
  const b = await comparison.b.measure(0);
  return judge({ ...comparison, note: joinNotes(comparison.note, 'one round') }, [a], [b]);
}

/** Makes the figure of rounds that were already measured (round n of `a` belongs to round n of `b`). */
export function judge(comparison: Pick<Comparison, 'bench' | 'target' | 'note'>, a: readonly number[], b: readonly number[]): Figure {
  const ratios = a.map((value, round) => value / (b[round] ?? Number.NaN));
  const ratio = median(ratios);
  const { target } = comparison;
  return {
    bench: comparison.bench,
    ratio: rounded(ratio),
    min: rounded(Math.min(...ratios)),
    max: rounded(Math.max(...ratios)),
    target: target === null ? null : `${target.kind === 'at_least' ? '>=' : '<='} ${target.value}`,
    ok: target === null ? null : target.kind === 'at_least' ? ratio >= target.value : ratio <= target.value,
    a: rounded(median(a)),
    b: rounded(median(b)),
    ...(comparison.note === undefined ? {} : { note: comparison.note }),
  };
}

/** Seconds that `work` took. */
export async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

/** A line for the person who waits: stdout carries figures alone. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((x, y) => x - y);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

function spread(values: readonly number[]): number {
  return (Math.max(...values) - Math.min(...values)) / median(values);
}

/** The share of all cores that did nothing during one second. */
async function idleShare(): Promise<number> {
  const before = times();
  await wait(1000);
  const after = times();
  return (after.idle - before.idle) / Math.max(1, after.all - before.all);
}

function times(): { idle: number; all: number } {
  let idle = 0;
  let all = 0;
  for (const core of cpus()) {
    idle += core.times.idle;
    all += Object.values(core.times).reduce((sum, value) => sum + value, 0);
  }
  return { idle, all };
}

const rounded = (value: number): number => Number(value.toPrecision(4));
const brief = (value: number | undefined): string => (value === undefined ? '?' : String(rounded(value)));
const joinNotes = (...notes: (string | undefined)[]): string => notes.filter((note) => note !== undefined).join('; ');
