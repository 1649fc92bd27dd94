import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { askAgain } from '#db/outbox/again.ts';
import { enqueue } from '#db/outbox/enqueue.ts';
import { pruneOutbox } from '#db/outbox/prune.ts';
import { listenOutbox, relayOutbox } from '#db/outbox/relay.ts';
import type { OutgoingJob } from '#db/outbox/relay.ts';
import type { Sql } from '#db/connect.ts';
import { eventually, openWorld } from '#tests/support/world.ts';
import type { World } from '#tests/support/world.ts';

let world: World;
let sql: Sql;

beforeAll(async () => {
  world = await openWorld({ name: 'outbox' });
  sql = world.sql('records');
});
afterAll(() => world.close());
beforeEach(() => world.superSql`delete from outbox`);

const ask = (fileId: string) => sql.begin((tx) => enqueue(tx, 'receive.file', { fileId }));

async function relayed(): Promise<OutgoingJob[]> {
  const jobs: OutgoingJob[] = [];
  await relayOutbox(sql, async (job) => void jobs.push(job));
  return jobs;
}

test('a row becomes the job of its own id, once', async () => {
  const fileId = randomUUID();
  const id = await ask(fileId);
  expect(await relayed()).toEqual([{ queue: 'receive', name: 'receive.file', payload: { fileId }, jobId: id }]);
  expect(await relayed()).toEqual([]);
});

test('work asked for in a transaction that fails was never asked for', async () => {
  await expect(
    sql.begin(async (tx) => {
      await enqueue(tx, 'media.file', { fileId: randomUUID() });
      throw new Error('later in the same verb');
    }),
  ).rejects.toThrow('later');
  expect(await relayed()).toEqual([]);
});

test('a payload that is more than ids is refused', async () => {
  const payload = { fileId: randomUUID(), name: 'Maria' };
  await expect(sql.begin((tx) => enqueue(tx, 'receive.file', payload))).rejects.toMatchObject({ name: 'PayloadRefused' });
});

test('when the queue goes away in the middle, what it took is marked and the rest waits', async () => {
  const ids = [await ask(randomUUID()), await ask(randomUUID()), await ask(randomUUID())].sort(); // the order in which the relay takes them
  let taken = 0;
  const relay = relayOutbox(sql, async () => {
    if (taken++ === 1) throw new Error('gone');
  });
  await expect(relay).rejects.toThrow('gone');
  expect((await relayed()).map((job) => job.jobId)).toEqual(ids.slice(1));
});

test('two relays share the rows: what one has in hand the other leaves alone', async () => {
  for (let n = 0; n < 4; n++) await ask(randomUUID());
  const seen: string[] = [];
  const first = relayOutbox(
    sql,
    async (job) => {
      if (seen.length === 0) await relayOutbox(sql, async (other) => void seen.push(other.jobId)); // a second relay, while the first holds its rows
      seen.push(job.jobId);
    },
    2,
  );
  await first;
  expect(seen).toHaveLength(4);
  expect(new Set(seen).size).toBe(4);
});

test('a row nobody can read is reported and does not block those behind it', async () => {
  await world.superSql`insert into outbox (queue, name, payload) values ('media', 'media.dream', '{}')`;
  const id = await ask(randomUUID());
  const seen: string[] = [];
  const { unreadable } = await relayOutbox(sql, async (job) => void seen.push(job.jobId));
  expect(unreadable).toHaveLength(1);
  expect(seen).toEqual([id]);
});

test('an enqueued row wakes who listens', async () => {
  let woken = 0;
  const listening = await listenOutbox(sql, () => void woken++);
  const before = woken;
  await ask(randomUUID());
  await eventually('it was announced', () => woken > before);
  await listening.unlisten();
});

test('asking again leaves a waiting row alone, sends a sent one under its own id, and makes a new one after a start', async () => {
  const fileId = randomUUID();
  const again = (startedAt: Date | null) => sql.begin((tx) => askAgain(tx, 'receive.file', { fileId }, startedAt));
  const id = await ask(fileId);
  expect(await again(null)).toBe('waits');
  await relayed();
  expect(await again(null)).toBe('sent_again');
  expect((await relayed()).map((job) => job.jobId)).toEqual([id]);
  expect(await again(new Date(Date.now() + 1000))).toBe('enqueued');
  expect((await relayed()).map((job) => job.jobId)).not.toContain(id);
});

test('only rows that were sent long ago are pruned', async () => {
  await ask(randomUUID());
  await relayed();
  await ask(randomUUID());
  await world.superSql`update outbox set sent_at = sent_at - interval '8 days', created_at = created_at - interval '8 days'`;
  expect(await pruneOutbox(sql)).toBe(1);
  expect(await relayed()).toHaveLength(1);
});
