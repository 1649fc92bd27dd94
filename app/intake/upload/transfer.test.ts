import { createHash, randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { Refused, transferParts, withRetries, type Part } from './transfer.ts';

const file = randomBytes(1_000);
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const read = async ({ start, end }: Part) => {
  const bytes = new Uint8Array(file.subarray(start, end));
  return { bytes: bytes.buffer, sha256: sha256(bytes) };
};

it('reads every byte once, in order, and sends each part with its hash', async () => {
  const sent = new Map<number, Uint8Array>();
  const hashes = await transferParts(file.length, 300, { read, send: async ({ n }, { bytes }) => void sent.set(n, new Uint8Array(bytes)) });
  const joined = Buffer.concat([1, 2, 3, 4].map((n) => sent.get(n) ?? new Uint8Array()));
  expect(joined.equals(file)).toBe(true);
  expect(hashes).toEqual([0, 300, 600, 900].map((start) => sha256(file.subarray(start, Math.min(start + 300, 1000)))));
});

it('keeps no more than the allowed parts on their way', async () => {
  let flying = 0;
  let most = 0;
  await transferParts(
    file.length,
    10,
    {
      read,
      send: async () => {
        most = Math.max(most, (flying += 1));
        await new Promise((resolve) => setImmediate(resolve));
        flying -= 1;
      },
    },
    3,
  );
  expect(most).toBe(3);
});

it('starts nothing new after a failure, and tells the first one', async () => {
  const started: number[] = [];
  const sending = transferParts(
    file.length,
    10,
    {
      read,
      send: async ({ n }) => {
        started.push(n);
        if (n === 5) throw new Error('part five');
        await new Promise((resolve) => setImmediate(resolve));
      },
    },
    2,
  );
  await expect(sending).rejects.toThrow('part five');
  expect(Math.max(...started)).toBeLessThanOrEqual(7);
});

it('tries again with growing pauses, but never what was refused', async () => {
  const pauses: number[] = [];
  const options = { attempts: 4, firstPause: 100, longestPause: 250, wait: async (ms: number) => void pauses.push(ms), onRetry: () => {} };
  let tries = 0;
  expect(await withRetries(async () => ((tries += 1) < 4 ? Promise.reject(new Error('reset')) : 'done'), options)).toBe('done');
  const [first = 0, second = 0, third = 0] = pauses;
  expect([first >= 50 && first <= 100, second >= 100 && second <= 200, third >= 125 && third <= 250]).toEqual([true, true, true]);
  tries = 0;
  const refuse = async (): Promise<never> => {
    tries += 1;
    throw new Refused('no');
  };
  await expect(withRetries(refuse, options)).rejects.toThrow('no');
  expect(tries).toBe(1);
});
