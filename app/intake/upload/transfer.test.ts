import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { AnotherFile, lanesFor, transferParts, type Part } from './transfer.ts';

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

it('keeps no more than the allowed parts on their way, and asks before each how many that is', async () => {
  let flying = 0;
  const seen: number[] = [];
  let allowed = 1;
  await transferParts(file.length, 10, {
    read,
    lanes: () => allowed,
    async send({ n }) {
      seen.push((flying += 1));
      if (n === 50) allowed = 3;
      await new Promise((resolve) => setImmediate(resolve));
      flying -= 1;
    },
  });
  expect(Math.max(...seen.slice(0, 50))).toBe(1);
  expect(Math.max(...seen)).toBe(3);
});

it('starts nothing new after a failure, and tells the first one', async () => {
  const started: number[] = [];
  const sending = transferParts(file.length, 10, {
    read,
    lanes: () => 2,
    async send({ n }) {
      started.push(n);
      if (n === 5) throw new Error('part five');
      await new Promise((resolve) => setImmediate(resolve));
    },
  });
  await expect(sending).rejects.toThrow('part five');
  expect(Math.max(...started)).toBeLessThanOrEqual(7);
});

it('a part that cannot be read waits for what is on its way, and is the failure that is told', async () => {
  let landed = 0;
  const sending = transferParts(file.length, 300, {
    read: async (part) => (part.n === 3 ? Promise.reject(new Error('unreadable')) : read(part)),
    async send() {
      await new Promise((resolve) => setImmediate(resolve));
      landed += 1;
    },
  });
  await expect(sending).rejects.toThrow('unreadable');
  expect(landed).toBe(2);
});

describe('parts that are there', () => {
  const heldOf = (ns: number[]) => new Map(ns.map((n) => [n, sha256(file.subarray((n - 1) * 300, Math.min(n * 300, 1000)))] as const));
  it('are read for the hashes and not sent', async () => {
    const sent: number[] = [];
    const hashes = await transferParts(file.length, 300, { read, held: heldOf([1, 3]), send: async ({ n }) => void sent.push(n) });
    expect(sent).toEqual([2, 4]);
    expect(hashes).toHaveLength(4);
  });
  it('and differ end it before anything after them is sent', async () => {
    const sent: number[] = [];
    const held = heldOf([1]).set(2, sha256(Buffer.from('another')));
    const sending = transferParts(file.length, 300, { read, held, send: async ({ n }) => void sent.push(n) });
    await expect(sending).rejects.toBeInstanceOf(AnotherFile);
    expect(sent).toEqual([]);
  });
});

it('on a slow line little is on its way at once', () => {
  expect([null, 0.1, 0.5, 9, 10, 60].map(lanesFor)).toEqual([2, 4, 2, 2, 1, 1]);
});
