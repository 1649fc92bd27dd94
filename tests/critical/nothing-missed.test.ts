/** What was acknowledged while a report is being handed in is in the report, or handing in looks again: held by the record itself, so that no window of time is left. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { prepareReport } from '#tests/support/report.ts';
import { startProcess, type RunningProcess } from '#tests/support/processes.ts';
import { Witness } from '#tests/support/witness.ts';
import { openWorld, type World } from '#tests/support/world.ts';

let world: World;
let intake: RunningProcess;
beforeAll(async () => {
  world = await openWorld({ name: 'missed' });
  intake = await startProcess(world, 'intake');
});
afterAll(() => world.close());

test('a file that was stored after the list was read is not given up: the report is refused until it is named', async () => {
  const ready = await prepareReport(world, {
    files: [
      { name: 'a', bytes: randomBytes(10) },
      { name: 'b', bytes: randomBytes(10) },
    ],
  });
  const late = ready.files.pop();
  await expect(ready.submit()).rejects.toMatchObject({ code: 'EX002' });
  const [upload] = await world.superSql<{ state: string }[]>`select state from uploads where id = ${late?.uploadId ?? ''}`;
  expect(upload?.state).toBe('stored');
  if (late) ready.files.push(late);
  expect((await ready.submit()).again).toBe(false);
});

test('an answer that was saved after the draft was read is not left out', async () => {
  const ready = await prepareReport(world, {});
  await expect(ready.submit({ draftVersion: 7 })).rejects.toMatchObject({ code: 'EX002' });
  expect((await ready.submit({ draftVersion: 1 })).again).toBe(false);
});

test.each([
  ['answers that are no object', { answers: '5' }],
  ['more than a draft can hold', { answers: JSON.stringify({ x: 'y'.repeat(2_100_000) }) }],
  ['a reference that is a path', { reference: '../../x' }],
  ['a proof’s hash that is none', { proofHash: 'ab' }],
])('%s is no report', async (_, changed) => {
  const ready = await prepareReport(world, {});
  await expect(ready.submit(changed)).rejects.toMatchObject({ code: 'EX005' });
});

test('handing in while files arrive in another tab: each that was called stored is in the report', async () => {
  for (let round = 0; round < 6; round += 1) {
    const witness = new Witness(intake.origin ?? '');
    await witness.begin();
    await witness.answer();
    const name = `late-${round}.txt`;
    const sent = witness.postFiles([{ name, bytes: Buffer.from(name) }]);
    if (round === 0) await sent; // once for certain the file is first, else whoever wins
    const [file, handed] = await Promise.all([sent, witness.handIn()]);
    if (handed.location !== '/report/receipt') expect([409, 422]).toContain(handed.status); // looked again, or the file on its way was shown first
    const wasStored = file.status === 303 && file.location === '/report/files';
    if (round === 0) expect(wasStored).toBe(true);
    if (handed.location !== '/report/receipt' && !(await witness.handIn()).location?.endsWith('/receipt')) throw new Error('not handed in');
    const rows = await world.superSql<{ name: string }[]>`select name from files where name = ${name}`;
    if (wasStored) expect(rows).toHaveLength(1);
  }
}, 60_000);

test.each(['//evil.example', '/.//evil.example/x', '/a/..//evil.example', '/\\evil.example', 'https://evil.example'])(
  'the language menu goes back to a page of ours only: %s',
  async (back) => {
    const answer = await new Witness(intake.origin ?? '').post('/language', { lang: 'es', back });
    expect(answer.location).toBe('/?lang=es');
  },
);
