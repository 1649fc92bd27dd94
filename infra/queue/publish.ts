/** Publishing jobs. The truth is the outbox row; a job in Redis is only the knock on the door, so it may be lost or doubled without harm. */
import { Queue as BullQueue } from 'bullmq';
import { Redis } from 'ioredis';
import { commandTimeout, queueNames, redisOptions } from './connection.ts';

/** Redis did not take the job in time. The outbox row stays unsent. */
export class QueueUnavailable extends Error {
  override readonly name = 'QueueUnavailable';
}

export type QueueHealth = { state: string; connected: boolean; lastError: string | null };
export type QueueCounts = Record<string, { waiting: number; active: number; delayed: number; failed: number }>;

export type Queue = {
  /** Repeatable: two jobs of one id are one job until the first has finished (see `kept`). Throws QueueUnavailable. */
  publish(job: { queue: string; name: string; payload: unknown; jobId: string }): Promise<void>;
  counts(): Promise<QueueCounts>;
  health(): QueueHealth;
  close(): Promise<void>;
};

/**
 * A finished job goes at once, also a failed one: the record knows what became of the work, and the reconciler sends an outbox row again under its own id,
 * which must be a no-op while the job waits and a new job once it does not.
 */
const kept = { removeOnComplete: true, removeOnFail: true };
/** A handler that throws is tried again soon (1, 2, 4, 8 seconds, spread); after that the record's reconciler decides, not Redis. */
const retries = { attempts: 5, backoff: { type: 'exponential', delay: 1_000, jitter: 0.5 } };
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Opens the producing side. Does not wait for Redis; `onError` hears of trouble by name only. */
export function openQueue(settings: { redisUrl: string; prefix: string; onError?: (name: string) => void }): Queue {
  const connection = new Redis(redisOptions(settings.redisUrl, 'producer'));
  let lastError: string | null = null;
  const note = (error: unknown) => {
    lastError = nameOf(error);
    settings.onError?.(lastError);
  };
  connection.on('error', note); // without a listener ioredis prints to the console
  const queues = new Map<string, BullQueue>();
  const queueOf = (name: string): BullQueue => {
    let queue = queues.get(name);
    if (!queue) {
      queue = new BullQueue(name, { connection, prefix: settings.prefix, defaultJobOptions: kept });
      queue.on('error', note);
      queues.set(name, queue);
    }
    return queue;
  };

  return {
    async publish({ queue, name, payload, jobId }) {
      if (!uuid.test(jobId)) throw new TypeError('a job id is the UUID of its outbox row');
      await within(`publish to ${queue}`, queueOf(queue).add(name, payload, { jobId, ...retries }));
    },
    async counts() {
      const entries = await Promise.all(
        queueNames.map(async (name) => {
          const {
            wait = 0,
            active = 0,
            delayed = 0,
            failed = 0,
          } = await within(`count ${name}`, queueOf(name).getJobCounts('wait', 'active', 'delayed', 'failed'));
          return [name, { waiting: wait, active, delayed, failed }] as const;
        }),
      );
      return Object.fromEntries(entries);
    },
    health: () => ({ state: connection.status, connected: connection.status === 'ready', lastError }),
    async close() {
      await Promise.all([...queues.values()].map((queue) => within('close', queue.close()).catch(() => {})));
      connection.disconnect();
    },
  };
}

async function within<T>(what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new QueueUnavailable(`${what}: no answer in ${commandTimeout} ms`)), commandTimeout);
  });
  try {
    return await Promise.race([work, late]);
  } catch (cause) {
    throw cause instanceof QueueUnavailable ? cause : new QueueUnavailable(`${what}: ${nameOf(cause)}`, { cause });
  } finally {
    clearTimeout(timer);
    work.catch(() => {}); // the loser of the race is heard of no more
  }
}

function nameOf(error: unknown): string {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  return typeof code === 'string' ? code : typeof name === 'string' ? name : 'unknown';
}
