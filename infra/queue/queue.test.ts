import { randomBytes, randomUUID } from 'node:crypto';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Redis } from 'ioredis';
import { readServers } from '#tests/support/stores.ts';
import { openQueue, startWorker, Unrecoverable, type Queue, type QueueJob } from './queue.ts';

const { redisUrl } = await readServers();
let prefix: string;
let ends: (() => Promise<unknown>)[];
beforeEach(() => {
  prefix = `b-queue-${randomBytes(4).toString('hex')}`;
  ends = [];
});
afterEach(async () => {
  for (const end of ends.toReversed()) await end();
  const redis = new Redis(redisUrl);
  for await (const keys of redis.scanStream({ match: `${prefix}:*`, count: 500 }) as AsyncIterable<string[]>)
    if (keys.length > 0) await redis.unlink(...keys);
  redis.disconnect();
});

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20));
}
async function open(url = redisUrl): Promise<Queue> {
  const queue = openQueue({ redisUrl: url, prefix });
  ends.push(() => queue.close());
  return queue;
}
function work(handle: (job: QueueJob) => Promise<void>, extra: Partial<Parameters<typeof startWorker>[0]> = {}) {
  const worker = startWorker({ redisUrl, prefix, queue: 'receive', concurrency: 2, handle, ...extra });
  ends.push(() => worker.close({ force: true }));
  return worker;
}
const job = (extra: Partial<Parameters<Queue['publish']>[0]> = {}) => ({
  queue: 'receive',
  name: 'receive.file',
  payload: { fileId: randomUUID() },
  jobId: randomUUID(),
  ...extra,
});

test('a job arrives as it was published', async () => {
  const queue = await open();
  await until(() => queue.health().connected);
  const seen: QueueJob[] = [];
  work(async (delivered) => void seen.push(delivered));
  const sent = job();
  await queue.publish(sent);
  await until(() => seen.length > 0);
  expect(seen).toEqual([{ name: sent.name, payload: sent.payload, id: sent.jobId, attempt: 1 }]);
});

test('the same id published twice is one job until it is done, and then may be sent again', async () => {
  const queue = await open();
  await until(() => queue.health().connected);
  const seen: string[] = [];
  const sent = job();
  await queue.publish(sent);
  await queue.publish(sent);
  expect((await queue.counts()).receive).toMatchObject({ waiting: 1 });
  work(async ({ id }) => void seen.push(id));
  await until(async () => seen.length > 0 && (await queue.counts()).receive?.active === 0);
  expect(seen).toEqual([sent.jobId]);
  await queue.publish(sent);
  await until(() => seen.length === 2);
});

test('an id that is no UUID is refused before Redis sees it', async () => {
  const queue = await open();
  await expect(queue.publish(job({ jobId: '42' }))).rejects.toThrow(TypeError);
});

test('a handler that throws is tried again; one that says it is no use is not', async () => {
  const queue = await open();
  await until(() => queue.health().connected);
  const attempts: Record<string, number> = {};
  const failed: string[] = [];
  work(
    async ({ id, name, attempt }) => {
      attempts[id] = attempt;
      if (name === 'no.use') throw new Unrecoverable('no use');
      if (attempt < 2) throw new Error('once');
    },
    { onFailed: ({ id }) => failed.push(id) },
  );
  const [again, noUse] = [job(), job({ name: 'no.use' })];
  await queue.publish(again);
  await queue.publish(noUse);
  await until(() => attempts[again.jobId] === 2 && attempts[noUse.jobId] === 1);
  await until(() => failed.includes(noUse.jobId));
  expect(attempts[noUse.jobId]).toBe(1);
});

test('a worker that vanishes loses its job to the next one', async () => {
  const queue = await open();
  await until(() => queue.health().connected);
  const sent = job();
  let isTaken = false;
  const first = startWorker({
    redisUrl,
    prefix,
    queue: 'receive',
    concurrency: 1,
    lockDuration: 1_000,
    handle: () => {
      isTaken = true;
      return new Promise(() => {}); // never ends, as after kill -9
    },
  });
  await queue.publish(sent);
  await until(() => isTaken);
  await first.close({ force: true });
  const seen: string[] = [];
  work(async ({ id }) => void seen.push(id), { lockDuration: 1_000 });
  await until(() => seen.length > 0);
  expect(seen).toEqual([sent.jobId]);
});

describe('while Redis is away', () => {
  /** A door before Redis that can be shut: connections are cut and refused, or taken and left without an answer. */
  async function door() {
    const target = new URL(redisUrl);
    const redis = { port: Number(target.port), host: target.hostname };
    let state: 'open' | 'shut' | 'silent' = 'open';
    const sockets = new Set<Socket>();
    const server: Server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => {});
      if (state === 'shut') return void socket.destroy();
      const upstream = connect(redis);
      sockets.add(upstream);
      upstream.on('error', () => {});
      socket.on('data', (chunk) => void (state === 'open' && upstream.write(chunk)));
      upstream.on('data', (chunk) => void (state === 'open' && socket.write(chunk)));
      socket.on('close', () => upstream.destroy());
      upstream.on('close', () => socket.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    target.port = String(typeof address === 'object' && address ? address.port : 0);
    ends.push(async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    return {
      url: target.href,
      set(next: typeof state) {
        state = next;
        if (next === 'shut') for (const socket of sockets) socket.destroy();
      },
    };
  }

  test('publishing fails in bounded time and by name, and works again afterwards', async () => {
    const between = await door();
    const queue = await open(between.url);
    await until(() => queue.health().connected);
    await queue.publish(job());
    between.set('shut');
    await until(() => !queue.health().connected);
    await expect(queue.publish(job())).rejects.toMatchObject({ name: 'QueueUnavailable' });
    await expect(queue.counts()).rejects.toMatchObject({ name: 'QueueUnavailable' });
    between.set('open');
    await until(() => queue.health().connected);
    await queue.publish(job());
    expect((await queue.counts()).receive?.waiting).toBe(2);
  });

  test('a Redis that takes commands and does not answer is given up', async () => {
    const between = await door();
    const queue = await open(between.url);
    await until(() => queue.health().connected);
    between.set('silent');
    await expect(queue.publish(job())).rejects.toMatchObject({ name: 'QueueUnavailable' });
  });

  test('a worker waits and goes on by itself', async () => {
    const between = await door();
    const seen: string[] = [];
    const errors: string[] = [];
    const worker = work(async ({ id }) => void seen.push(id), { redisUrl: between.url, onError: (name) => errors.push(name) });
    const queue = await open();
    await until(() => queue.health().connected && worker.health().connected);
    between.set('shut');
    await until(() => !worker.health().connected);
    const sent = job();
    await queue.publish(sent);
    between.set('open');
    await until(() => seen.length > 0);
    expect(seen).toEqual([sent.jobId]);
    expect(errors.join()).not.toMatch(/\s/); // names and codes only
  });

  test('nothing that never could connect ends the process', async () => {
    const queue = await open('redis://:nobody@127.0.0.1:1');
    work(async () => {}, { redisUrl: 'redis://:nobody@127.0.0.1:1' });
    await expect(queue.publish(job())).rejects.toMatchObject({ name: 'QueueUnavailable' });
    expect(queue.health()).toMatchObject({ connected: false });
  });
});
