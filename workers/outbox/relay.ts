import { listenOutbox, outboxBacklog, relayOutbox } from '#db/outbox/relay.ts';
import type { Queue } from '#infra/queue/queue.ts';
import type { WorkerContext } from '#workers/context.ts';
import { failpoint } from '#workers/failpoint.ts';
import { startLoop } from '#workers/loop.ts';
import type { Loop } from '#workers/loop.ts';

/** The announcement of a new row can be lost; rows cannot. */
const pollMs = 1000;

/**
 * Moves outbox rows to the queue as soon as they are announced, and once a second anyway. Any number of relays may run: each row goes to one of them,
 * and a row handed over twice (a crash between publishing and marking) is the same job.
 */
export async function startRelay({ sql, log, metrics }: WorkerContext, queue: Queue): Promise<Loop> {
  const loop = startLoop({
    name: 'relay',
    everyMs: pollMs,
    log,
    round: async () => {
      const { sent, unreadable, more } = await relayOutbox(sql, async (job) => {
        await queue.publish(job);
        failpoint('relay.after-publish');
      });
      if (sent > 0) metrics.count('outbox_sent', {}, sent);
      if (unreadable.length > 0) log.error({ loop: 'relay', rows: unreadable.length }, 'unreadable outbox rows');
      if (sent === 0) metrics.set('outbox_oldest_seconds', (await outboxBacklog(sql)).oldestSeconds);
      return more ? 'more' : 'idle';
    },
  });
  const listening = await listenOutbox(sql, loop.wake);
  return {
    wake: loop.wake,
    stop: async () => {
      await listening.unlisten().catch(() => undefined);
      await loop.stop();
    },
  };
}
