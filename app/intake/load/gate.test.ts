/** The gate with a clock of its own and a record that is a set of ids; the record itself is asked in `db/intake/load.test.ts`. */
import { randomBytes } from 'node:crypto';
import { solveChallenge, type Challenge, type Solution } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import { describe, expect, it } from 'vitest';
import { keyRing } from './day-keys.ts';
import { openGate, type Gate } from './gate.ts';
import { mostDrafts } from './price.ts';

const free = { freeStartsPerMinute: 3, hardestSeconds: 1, waitSeconds: 10 };

/** A clock near today's: the library compares its expiry with the real one. */
function makeRecord() {
  const state = { now: Date.now(), alive: 0, day: '2026-11-22', reads: 0 };
  const days = new Map<string, Buffer>();
  const spent = new Set<string>();
  const counts: Record<string, number> = {};
  const open = (): Gate =>
    openGate({
      keys: keyRing(
        async () => {
          state.reads += 1;
          if (!days.has(state.day)) days.set(state.day, randomBytes(32));
          return [...days].map(([day, key]) => ({ day, key })).toReversed();
        },
        () => state.now,
      ),
      spend: async (id) => !spent.has(id) && Boolean(spent.add(id)),
      countDrafts: async () => state.alive,
      metrics: {
        count: (name, labels) =>
          (counts[`${name} ${Object.values(labels ?? {}).join()}`] = (counts[`${name} ${Object.values(labels ?? {}).join()}`] ?? 0) + 1),
        set: () => {},
      },
      clock: () => state.now,
    });
  return { state, days, counts, open };
}

async function crowded(): Promise<{ gate: Gate } & ReturnType<typeof makeRecord>> {
  const record = makeRecord();
  const gate = record.open();
  for (let n = 0; n < free.freeStartsPerMinute; n += 1) expect(await gate.admit(free, {})).toEqual({ admitted: true, by: 'free' });
  return { ...record, gate };
}

async function solve(challenge: Challenge): Promise<string> {
  const solution = await solveChallenge({ challenge, deriveKey });
  return JSON.stringify({ challenge, solution });
}

describe('few people', () => {
  it('start without being asked, whatever their form brings with it', async () => {
    const gate = makeRecord().open();
    expect(await gate.admit(free, { sum: 'rubbish', wait: 'rubbish' })).toEqual({ admitted: true, by: 'free' });
  });
  it('start freely again a minute later', async () => {
    const { gate, state } = await crowded();
    expect(await gate.admit(free, {})).toEqual({ admitted: false, trouble: null, kept: null });
    state.now += 61_000;
    expect(await gate.admit(free, {})).toEqual({ admitted: true, by: 'free' });
  });
  it('are asked too while the record is full of drafts, and never refused', async () => {
    const { open, state } = makeRecord();
    state.alive = mostDrafts;
    const gate = open();
    expect(await gate.admit(free, {})).toMatchObject({ admitted: false });
    const { wait } = await gate.ask(free, null);
    state.now += 11_000;
    expect(await gate.admit(free, { wait })).toEqual({ admitted: true, by: 'wait' });
  });
  it('are let through to the record where that cannot count', async () => {
    const record = makeRecord();
    const gate = openGate({
      keys: keyRing(async () => []),
      spend: async () => true,
      countDrafts: () => Promise.reject(new Error('away')),
      metrics: { count: () => {}, set: () => {} },
    });
    expect(record.counts).toEqual({});
    expect(await gate.admit(free, {})).toMatchObject({ admitted: true });
  });
});

describe('a sum', () => {
  it('opens the gate once', async () => {
    const { gate, counts } = await crowded();
    const sum = await solve((await gate.ask(free, null)).challenge);
    expect(await gate.admit(free, { sum })).toEqual({ admitted: true, by: 'sum' });
    expect(await gate.admit(free, { sum })).toMatchObject({ admitted: false, trouble: 'used' });
    expect(counts).toMatchObject({ 'report_starts free': 3, 'report_starts sum': 1, 'report_starts_asked used': 1 });
  });
  it('opens the gate of every process, and is used in all of them', async () => {
    const { gate, open } = await crowded();
    const other = open();
    for (let n = 0; n < free.freeStartsPerMinute; n += 1) await other.admit(free, {});
    const sum = await solve((await gate.ask(free, null)).challenge);
    expect(await other.admit(free, { sum })).toEqual({ admitted: true, by: 'sum' });
    expect(await gate.admit(free, { sum })).toMatchObject({ trouble: 'used' });
  });
  it('and the wait of the same page are good for one report together', async () => {
    const { gate, state } = await crowded();
    const { challenge, wait } = await gate.ask(free, null);
    expect(await gate.admit(free, { sum: await solve(challenge) })).toMatchObject({ by: 'sum' });
    state.now += 11_000;
    expect(await gate.admit(free, { wait })).toMatchObject({ trouble: 'used' });
  });
  it('is good over midnight, and no longer than the day after', async () => {
    const { gate, state, days, open } = await crowded();
    const sum = await solve((await gate.ask(free, null)).challenge);
    state.day = '2026-11-23';
    state.now += 11 * 60_000;
    const later = open();
    for (let n = 0; n < free.freeStartsPerMinute; n += 1) await later.admit(free, {});
    await later.ask(free, null);
    expect(await later.admit(free, { sum })).toMatchObject({ by: 'sum' });
    const another = await solve((await gate.ask(free, null)).challenge);
    days.clear();
    state.day = '2026-11-25';
    const without = open();
    for (let n = 0; n < free.freeStartsPerMinute; n += 1) await without.admit(free, {});
    expect(await without.admit(free, { sum: another })).toMatchObject({ trouble: 'expired' });
  });
  it('of the new day is good in a process that has not heard of that day yet', async () => {
    const { gate, state, open } = await crowded();
    await gate.ask(free, null); // knows the old day only
    state.day = '2026-11-23';
    state.now += 30_000;
    const early = open();
    for (let n = 0; n < free.freeStartsPerMinute; n += 1) await early.admit(free, {});
    expect(await gate.admit(free, { sum: await solve((await early.ask(free, null)).challenge) })).toEqual({ admitted: true, by: 'sum' });
  });
  it('is bounded in what it takes: the counter hides below the number of tries that was named', async () => {
    const { gate } = await crowded();
    for (let n = 0; n < 5; n += 1) {
      const { challenge } = await gate.ask(free, null);
      const { solution } = JSON.parse(await solve(challenge)) as { solution: Solution };
      expect(solution.counter).toBeLessThanOrEqual(Number(challenge.parameters.data?.tries));
    }
  });

  const spoilt: [string, (given: { challenge: Challenge; solution: Solution }) => unknown][] = [
    ['no text of ours', () => 'a'],
    ['too long', (given) => ({ ...given, more: 'x'.repeat(5_000) })],
    ['not signed', ({ challenge, solution }) => ({ challenge: { parameters: challenge.parameters }, solution })],
    ['signed by someone else', ({ challenge, solution }) => ({ challenge: { ...challenge, signature: '0'.repeat(64) }, solution })],
    ['made easier', ({ challenge, solution }) => ({ challenge: { ...challenge, parameters: { ...challenge.parameters, keyPrefix: '00', cost: 1 } }, solution })],
    ['given more time', ({ challenge, solution }) => ({ challenge: { ...challenge, parameters: { ...challenge.parameters, expiresAt: 9_999_999_999 } }, solution })],
    ['put under another id', ({ challenge, solution }) => ({ challenge: { ...challenge, parameters: { ...challenge.parameters, data: { ...challenge.parameters.data, id: '6c1c3f0e-9d2b-4a57-8f61-0a1b2c3d4e5f' } } }, solution })],
    ['without a solution', ({ challenge }) => ({ challenge })],
    ['with another solution', ({ challenge, solution }) => ({ challenge, solution: { ...solution, derivedKey: '00'.repeat(32) } })],
    ['with the beginning of the solution alone', ({ challenge, solution }) => ({ challenge, solution: { ...solution, derivedKey: `${challenge.parameters.keyPrefix}${'00'.repeat(16)}` } })],
  ]; // prettier-ignore
  it.each(spoilt)('that is %s opens nothing, and asks again', async (_, spoil) => {
    const { gate } = await crowded();
    const { challenge } = await gate.ask(free, null);
    const given = JSON.parse(await solve(challenge)) as { challenge: Challenge; solution: Solution };
    expect(await gate.admit(free, { sum: JSON.stringify(spoil(given)) })).toEqual({ admitted: false, trouble: 'wrong', kept: null });
    expect(await gate.admit(free, { sum: JSON.stringify(given) })).toMatchObject({ by: 'sum' }); // and spoils nothing
  });
  it('whose time is over opens nothing', async () => {
    const { gate, state } = await crowded();
    state.now -= 21 * 60_000; // made then, answered now
    const sum = await solve((await gate.ask(free, null)).challenge);
    state.now += 21 * 60_000;
    for (let n = 0; n < 9; n += 1) await gate.admit(free, {});
    expect(await gate.admit(free, { sum })).toMatchObject({ trouble: 'expired' });
  });
});

describe('a wait', () => {
  it('counts from its moment on, once; pressed too early it goes on where it was', async () => {
    const { gate, state } = await crowded();
    const asked = await gate.ask(free, null);
    expect(asked.seconds).toBe(3); // a quarter of the longest: there are just as many people as are free
    state.now += 1_900;
    const early = await gate.admit(free, { wait: asked.wait });
    expect(early).toMatchObject({ admitted: false, trouble: 'early' });
    const again = await gate.ask(free, early.admitted ? null : early.kept);
    expect(again).toMatchObject({ wait: asked.wait, seconds: 2 });
    state.now += 1_100;
    expect(await gate.admit(free, { wait: again.wait })).toEqual({ admitted: true, by: 'wait' });
    expect(await gate.admit(free, { wait: again.wait })).toMatchObject({ trouble: 'used' });
  });
  it('is good for an hour after its moment', async () => {
    const { gate, state } = await crowded();
    const kept = await Promise.all([gate.ask(free, null), gate.ask(free, null)]);
    state.now += 59 * 60_000;
    for (let n = 0; n < free.freeStartsPerMinute; n += 1) await gate.admit(free, {});
    expect(await gate.admit(free, { wait: kept[0].wait })).toMatchObject({ by: 'wait' });
    state.now += 2 * 60_000;
    for (let n = 0; n < free.freeStartsPerMinute; n += 1) await gate.admit(free, {});
    expect(await gate.admit(free, { wait: kept[1].wait })).toMatchObject({ trouble: 'expired' });
  });
  it('that was changed, or was never ours, opens nothing', async () => {
    const { gate, state } = await crowded();
    const { wait } = await gate.ask(free, null);
    state.now += 10_000;
    const [day, id, notBefore, mac] = wait.split('.');
    for (const changed of [
      '',
      'a.b.c.d',
      `${day}.${id}.${Number(notBefore) - 9_000}.${mac}`,
      `${day}.6c1c3f0e-9d2b-4a57-8f61-0a1b2c3d4e5f.${notBefore}.${mac}`,
      `2026-11-21.${id}.${notBefore}.${mac}`,
      `${wait}x`,
    ])
      expect(await gate.admit(free, { wait: changed })).toMatchObject({ admitted: false, trouble: changed === '' ? null : 'wrong' });
  });
  it('for a day that nobody knows does not cost the record a question each time', async () => {
    const { gate, state } = await crowded();
    await gate.ask(free, null);
    const before = state.reads;
    const stranger = `2001-01-01.6c1c3f0e-9d2b-4a57-8f61-0a1b2c3d4e5f.1700000000000.${'A'.repeat(43)}`;
    for (let n = 0; n < 100; n += 1) await gate.admit(free, { wait: stranger });
    expect(state.reads - before).toBeLessThanOrEqual(1);
  });
});
