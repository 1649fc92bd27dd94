import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openScanner } from '#infra/scanner/scanner.ts';
import { manners, startFakeClamd } from '#tests/support/clamd.ts';
import { openRest, scanAlongside } from '#workers/receive/scan-alongside.ts';

let folder: string;
let clamd: { close(): Promise<void> } | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'exhibit-scan-'));
});
afterEach(() => clamd?.close());
afterAll(() => rm(folder, { recursive: true }));

const chunk = randomBytes(1024 * 1024);

async function against(manner: { version: string | null; answer: string | null }, patienceMs = 200) {
  clamd = await startFakeClamd(join(folder, 'clamd'), manner);
  return scanAlongside(openScanner({ address: { socket: join(folder, 'clamd') }, signatures: 'other' }), { patienceMs });
}

test('a scanner that answers while the copy runs has its answer counted', async () => {
  const scan = await against({ version: manners.garbage.version, answer: 'stream: OK\0' });
  await scan.write(chunk);
  expect(await scan.answer(5000)).toMatchObject({ outcome: 'answered', result: { verdict: 'clean', bytesScanned: chunk.byteLength } });
});

test('a scanner that takes nothing is given up after its patience, and the copy goes on', async () => {
  const scan = await against(manners.hanging);
  for (let n = 0; n < 60; n++) await scan.write(chunk); // far more than any buffer between
  expect(await scan.answer(5000)).toEqual({ outcome: 'pending', reason: 'the scanner was too slow' });
});

test('a scanner that takes all and never answers is waited for no longer than the grace', async () => {
  const scan = await against({ version: manners.garbage.version, answer: null });
  await scan.write(chunk);
  expect(await scan.answer(100)).toEqual({ outcome: 'pending', reason: 'the scanner was too slow' });
});

test.each([null, '', 'OK', 'stream: OKAY\0', 'stream: OK FOUND? no\0'])('the answer %j is not clean', async (answer) => {
  const scan = await against({ version: manners.garbage.version, answer });
  await scan.write(chunk);
  expect((await scan.answer(300)).outcome).toBe('pending');
});

test('a scan that was given up stays given up, whatever comes later', async () => {
  const scan = await against({ version: manners.garbage.version, answer: 'stream: OK\0' });
  await scan.write(chunk);
  scan.drop();
  expect((await scan.answer(1000)).outcome).toBe('pending');
});

test('after no answer the scanner is left alone for a while', () => {
  const rest = openRest();
  expect(rest.isOn()).toBe(false);
  rest.begin(60_000);
  expect(rest.isOn()).toBe(true);
});
