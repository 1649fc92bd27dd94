/**
 * A crowd: hundreds of people behind one address, as at a protest's wifi, a carrier's NAT or Tor, while starting a report costs something. Every one gets a receipt.
 * `CROWD=2000 npm run test:faults` sends more.
 */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { askPath, beginAt, postStart, readAsked, solveSum } from '#tests/support/ask-page.ts';
import { checkInvariants } from '#tests/support/invariants.ts';
import { startProcess, type RunningProcess } from '#tests/support/processes.ts';
import { Witness } from '#tests/support/witness.ts';
import { freePort, openWorld, type World } from '#tests/support/world.ts';

const crowd = Number(process.env.CROWD ?? 500);
const atOnce = 50;
const settings = { freeStartsPerMinute: Math.ceil(crowd / 10), hardestSeconds: 1, waitSeconds: 2 };
const canary = 'Ottilie-Brandt-5519';

let world: World;
let intake: RunningProcess;
let second: RunningProcess;
let origin: string;
let otherOrigin: string;

beforeAll(async () => {
  world = await openWorld({ name: 'f9-crowd' });
  await world.superSql`insert into settings (key, version, value) values ('intake.load', 2, ${JSON.stringify(settings)}::text::jsonb)`;
  origin = world.installation.origins.intake;
  const port = await freePort();
  otherOrigin = `http://localhost:${port}`;
  [intake, second] = await Promise.all([
    startProcess(world, 'intake'),
    startProcess(world, 'intake', { PORT: String(port), ORIGIN: otherOrigin }),
  ]);
});
afterAll(async () => {
  await Promise.all([intake.stop(), second.stop()]);
  await world.close();
});

async function metricsOf({ privateOrigin }: RunningProcess): Promise<string> {
  return (await fetch(`${privateOrigin}/metrics`)).text();
}

/** A process that was busy with others, whose free places of this minute are taken. */
async function fill(at: string): Promise<void> {
  for (let n = 0; n <= settings.freeStartsPerMinute; n += 1) if ((await new Witness(at).post('/report')).status === 307) return;
  throw new Error('nothing was asked for more than are free');
}

test(`${crowd} people behind one address all hand in, half by a sum, half by a wait`, { timeout: 60_000 + crowd * 400 }, async () => {
  const paid: Record<string, number> = {};
  const receipts: string[] = [];
  const waiting = Array.from({ length: crowd }, (_, n) => n);
  async function comeAndGo(): Promise<void> {
    for (let n = waiting.shift(); n !== undefined; n = waiting.shift()) {
      const witness = new Witness(origin);
      const cost = await beginAt(witness, n % 2 === 0 ? 'sum' : 'wait');
      paid[cost] = (paid[cost] ?? 0) + 1;
      await witness.answer(`${canary} was there too, ${n}`);
      expect((await witness.handIn()).location).toBe('/report/receipt');
      receipts.push((await witness.receipt()).reference);
    }
  }
  await Promise.all(Array.from({ length: atOnce }, comeAndGo));

  expect(new Set(receipts).size).toBe(crowd);
  expect(receipts.every((reference) => reference.startsWith('EX-'))).toBe(true);
  expect((paid.sum ?? 0) + (paid.wait ?? 0)).toBeGreaterThan(crowd / 2);
  expect(Math.min(paid.sum ?? 0, paid.wait ?? 0)).toBeGreaterThan(crowd / 5);
  const metrics = await metricsOf(intake);
  expect(metrics).toMatch(new RegExp(`exhibit_report_starts\\{paid="sum",service="intake"\\} ${paid.sum}\\b`));
  await checkInvariants(world, {
    acknowledged: receipts.map((reference) => ({ reference, files: [] })),
    canaries: [canary, '127.0.0.1'],
    outputs: [intake.logs(), metrics],
  });
});

test('what one process asked another one takes, once among all of them', async () => {
  await Promise.all([fill(origin), fill(otherOrigin)]);
  const asked = readAsked(await postStart(new Witness(origin)));
  expect(asked).not.toBeNull();
  if (!asked) return;
  const sum = await solveSum(asked);
  const answers = await Promise.all(
    [origin, otherOrigin, origin, otherOrigin].map((at) => new Witness(at).post(askPath, { wait: asked.wait, sum })),
  );
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 303]);
  expect(answers.filter(({ status }) => status === 200).every(({ text }) => text.includes('The button was pressed twice'))).toBe(true);
});

test('pressed too early, the page says how long, keeps its place in time, and loses nothing that came with the first page', async () => {
  await fill(origin);
  const first = await postStart(new Witness(origin), { incident: 'PARK-2026' });
  expect(first.status).toBe(200);
  expect(first.text).toContain('Many people are reporting right now');
  expect(first.text).toContain('name="incident" value="PARK-2026"');
  const asked = readAsked(first);
  const witness = new Witness(origin);
  const early = await witness.post(askPath, { wait: asked?.wait ?? '', incident: 'PARK-2026' });
  expect(early.status).toBe(200);
  expect(early.text).toMatch(/Wait [12] more seconds?, then press the button again/);
  expect(early.text).toContain('name="incident" value="PARK-2026"');
  expect(readAsked(early)?.wait).toBe(asked?.wait);
  expect(witness.cookie).toBe('');
});

test('no code of the gate can know an address', async () => {
  const folder = new URL('../../app/intake/load/', import.meta.url);
  const names = [
    'gate.ts',
    'start.ts',
    'load.ts',
    'sliding-count.ts',
    'paces.ts',
    'tolls.ts',
    'wrong-passphrase.ts',
    'sums.ts',
    'waits.ts',
  ];
  const source = (await Promise.all(names.map((name) => readFile(new URL(name, folder), 'utf8')))).join('\n');
  expect(source).not.toMatch(/remoteAddress|forwarded|user-agent|request\.headers|socket/i);
});
