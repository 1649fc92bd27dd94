/** Many wrong references and passphrases at once: each costs time, nobody is locked out, and the right one opens as fast as on a quiet day. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startProcess, type RunningProcess } from '#tests/support/processes.ts';
import { Witness } from '#tests/support/witness.ts';
import { eventually, openWorld, type World } from '#tests/support/world.ts';

const passphraseOfOthers = 'abandon ability able about above absent absorb';
let world: World;
let intake: RunningProcess;
let mine: { reference: string; passphrase: string };

beforeAll(async () => {
  world = await openWorld({ name: 'f9-wrong' });
  intake = await startProcess(world, 'intake');
  const witness = new Witness(world.installation.origins.intake);
  await witness.begin();
  await witness.answer();
  await witness.handIn();
  mine = await witness.receipt();
});
afterAll(async () => {
  await intake.stop();
  await world.close();
});

async function knock(fields: { reference: string; passphrase: string }) {
  const start = performance.now();
  const { status, text, location } = await new Witness(world.installation.origins.intake).post('/follow', fields);
  return { status, text, location, seconds: (performance.now() - start) / 1000 };
}

test('a wrong passphrase and an unknown reference cost the same second, and get the same page', async () => {
  const wrong = await knock({ ...mine, passphrase: passphraseOfOthers });
  const unknown = await knock({ ...mine, reference: 'EX-0000-0000' });
  for (const { status, seconds } of [wrong, unknown]) {
    expect(status).toBe(404);
    expect(seconds).toBeGreaterThanOrEqual(1);
    expect(seconds).toBeLessThan(4); // not what many wrong ones cost
  }
  expect(unknown.text.replaceAll('EX-0000-0000', mine.reference)).toBe(wrong.text);
});

test('while seven hundred are wrong again and again, they wait for seconds or are told to come later, and the right one opens at once', async () => {
  let over = false;
  const attackers = Array.from({ length: 700 }, async (_, n) => {
    const seen = [];
    while (!over) {
      seen.push(await knock({ reference: n % 2 ? mine.reference : 'EX-0000-0000', passphrase: passphraseOfOthers }));
      await sleep(500);
    }
    return seen;
  });
  const right: number[] = [];
  try {
    const metrics = async () => (await fetch(`${intake.privateOrigin}/metrics`)).text();
    await eventually('as many wait as may', async () => /wrong_passphrases\{answer="turned_away"/.test(await metrics()), 60);
    for (let n = 0; n < 7; n += 1) {
      const { status, location, seconds } = await knock(mine);
      expect([status, location]).toEqual([303, '/follow/report']);
      right.push(seconds);
    }
  } finally {
    over = true;
  }

  const answers = (await Promise.all(attackers)).flat();
  const late = answers.filter(({ status }) => status === 404);
  const turnedAway = answers.filter(({ status }) => status === 503);
  expect(late.length + turnedAway.length).toBe(answers.length);
  expect(late.length).toBeGreaterThanOrEqual(500);
  expect(turnedAway.every(({ text }) => text.includes('The right ones always open your report at once'))).toBe(true);
  expect(answers.every(({ text }) => !text.includes(passphraseOfOthers))).toBe(true);
  // Both share one busy process; what is wrong waits up to five seconds on top.
  expect(median(right)).toBeLessThan(median(late.map(({ seconds }) => seconds)) - 3);
});

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

test('afterwards nothing is locked', async () => {
  expect((await knock(mine)).status).toBe(303);
  expect(intake.logs()).not.toContain(mine.passphrase);
});
