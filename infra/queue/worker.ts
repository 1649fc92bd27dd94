/**
 * Working on jobs. As shipped, BullMQ noticed a killed worker after 60.8 s and failed the job for ever at the second kill; with the bounds below 9.7 s, and never.
 * A handler must be repeatable: two workers can hold one job when the first one's lock ran out, and the record's compare-and-set decides.
 */
import { UnrecoverableError, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { redisOptions } from './connection.ts';

/** A handler throws this when trying again cannot help. */
export class Unrecoverable extends UnrecoverableError {
  override readonly name = 'UnrecoverableError'; // BullMQ recognises the name
}

export type QueueJob = { name: string; payload: unknown; id: string; /** 1 for the first. */ attempt: number };
export type QueueWorker = {
  health(): { running: boolean; connected: boolean; lastError: string | null };
  /** Takes no more jobs, waits for those in hand, then leaves Redis. With `force` it does not wait: the jobs stall and are taken up elsewhere. */
  close(options?: { force?: boolean }): Promise<void>;
};

/** Milliseconds. */
const lockDurationDefault = 10_000;
const stalledInterval = 3_000; // at most; shorter where the lock is, so that a killed worker is noticed within 1.3 locks
/** A worker killed this often on one job gives it up; the reconciler then parks the file with a reason. */
const maxStalledCount = 20;
/** Seconds that one blocking read lasts. */
const drainDelay = 5;

/** Starts working. Redis being away is no error: it waits and goes on when Redis is back. `lockDuration` in milliseconds. */
export function startWorker(settings: {
  redisUrl: string;
  prefix: string;
  queue: string;
  concurrency: number;
  lockDuration?: number;
  handle: (job: QueueJob) => Promise<void>;
  onError?: (name: string) => void;
  onFailed?: (job: { name: string; id: string }, error: Error) => void;
}): QueueWorker {
  const lockDuration = settings.lockDuration ?? lockDurationDefault;
  const connection = new Redis(redisOptions(settings.redisUrl, 'worker'));
  let lastError: string | null = null;
  const note = (error: unknown) => {
    const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
    lastError = typeof code === 'string' ? code : typeof name === 'string' ? name : 'unknown';
    settings.onError?.(lastError);
  };
  connection.on('error', note);
  const worker = new Worker(
    settings.queue,
    async (job) => settings.handle({ name: job.name, payload: job.data as unknown, id: job.id ?? '', attempt: job.attemptsStarted }),
    {
      connection,
      prefix: settings.prefix,
      concurrency: settings.concurrency,
      lockDuration,
      stalledInterval: Math.min(stalledInterval, Math.ceil(lockDuration * 0.3)),
      maxStalledCount,
      drainDelay,
    },
  );
  worker.on('error', note); // without a listener an error here would end the process
  worker.on('failed', (job, error) => {
    if (job) settings.onFailed?.({ name: job.name, id: job.id ?? '' }, error);
  });
  return {
    health: () => ({ running: worker.isRunning(), connected: connection.status === 'ready', lastError }),
    async close({ force = false } = {}) {
      await worker.close(force);
      connection.disconnect();
    },
  };
}
