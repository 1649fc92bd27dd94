import { mkdir } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { askRecord } from '#db/answers.ts';
import { assertOrdinaryLogin, connect, type Sql } from '#db/connect.ts';
import type { QueueName, WorkerGroup } from '#db/jobs.ts';
import { readDatabaseFacts } from '#db/production-facts.ts';
import { storeSettings } from '#infra/environment/environment.ts';
import { programVersion } from '#infra/environment/version.ts';
import type { Environment } from '#infra/environment/environment.ts';
import { openLog } from '#infra/log/log.ts';
import { openMetrics } from '#infra/metrics/metrics.ts';
import { startPrivateServer } from '#infra/metrics/private-server.ts';
import { processFacts, secretsIn } from '#infra/production/facts.ts';
import { refuseInProduction } from '#infra/production/refusals.ts';
import type { Facts } from '#infra/production/refusals.ts';
import { startWorker } from '#infra/queue/queue.ts';
import { askStore } from '#infra/store/answers.ts';
import { openStore, type Bucket } from '#infra/store/client.ts';
import type { DeliveredJob, Handlers, WorkerContext } from '#workers/context.ts';
import { armFailpoints } from '#workers/failpoint.ts';
import type { Loop } from '#workers/loop.ts';

/** BullMQ's own 30 s cost a killed worker a minute (decision record 11). */
const lockMsDefault = 10_000;
/** How long a stopping process waits for jobs that were told to hand themselves back, before it leaves them to stall. */
const patienceMs = 8_000;
/** How long `/details` waits for the record and for the store. */
const askMs = 2_000;
/** A bucket that each group's credential knows. */
const bucketOf: Record<WorkerGroup, Bucket> = { receive: 'originals', media: 'derivatives', records: 'bundles' };

/** What one group adds to a worker process. */
export type Group = {
  /** The queues it works on. `concurrency`: jobs at a time, bounded by the memory and disk of one. */
  queues: { name: QueueName; concurrency: number; handlers: Handlers }[];
  loops?: Loop[];
  /** More for `/details`. */
  details?: () => Promise<Record<string, unknown>>;
  close?: () => Promise<void>;
};

/** A job has come for which this version has no handler: it stays in the record, and the reconciler asks again. */
export class UnknownJob extends Error {
  override name = 'UnknownJob';
}

/**
 * Refuses what production must not run with; `facts` finds those that only this group can know.
 * @throws ProductionRefused
 */
async function refuseUnsafe(
  environment: Environment<WorkerGroup>,
  sql: Sql,
  facts: (sql: Sql) => Promise<Facts>,
  keyFiles: Record<string, string>,
): Promise<void> {
  const { MODE, DATABASE_URL, REDIS_URL, S3_SECRET_ACCESS_KEY, FAILPOINT, LOCK_DURATION_MS } = environment;
  if (MODE !== 'production') return;
  refuseInProduction(MODE, {
    ...(await readDatabaseFacts(sql)),
    ...(await facts(sql)),
    ...(await processFacts(keyFiles)),
    secrets: { ...secretsIn({ DATABASE_URL, REDIS_URL }), S3_SECRET_ACCESS_KEY },
    failpoint: FAILPOINT,
    lockDurationMs: LOCK_DURATION_MS,
  });
}

/** Runs one worker process until SIGTERM or SIGINT: opens what all groups share, then what `open` adds, and closes in the reverse order. */
export async function runWorker(
  group: WorkerGroup,
  environment: Environment<WorkerGroup>,
  open: (context: WorkerContext) => Promise<Group>,
  { facts = async () => ({}), keyFiles = {} }: { facts?: (sql: Sql) => Promise<Facts>; keyFiles?: Record<string, string> } = {},
): Promise<void> {
  const sql = connect(environment.DATABASE_URL, { name: group });
  await refuseUnsafe(environment, sql, facts, keyFiles);
  const log = openLog({ service: group, mode: environment.MODE });
  const metrics = openMetrics(group);
  const lockMs = environment.LOCK_DURATION_MS ?? lockMsDefault;
  const stopping = new AbortController();
  const store = openStore(storeSettings(environment));
  await assertOrdinaryLogin(sql);
  await mkdir(environment.SPOOL_DIR, { recursive: true });
  if (environment.MODE === 'test') armFailpoints(environment.FAILPOINT?.split(',') ?? [], environment.SPOOL_DIR);

  const context: WorkerContext = { sql, store, log, metrics, lockMs, spool: environment.SPOOL_DIR, stopping: stopping.signal };
  const opened = await open(context);
  const workers = opened.queues.map((queue) =>
    startWorker({
      redisUrl: environment.REDIS_URL,
      prefix: environment.QUEUE_PREFIX,
      queue: queue.name,
      concurrency: queue.concurrency,
      lockDuration: lockMs,
      handle: (job) => deliver(queue.handlers, context, job),
      onError: (name) => log.warn({ error: name, queue: queue.name }, 'queue'),
    }),
  );
  const server = await startPrivateServer({
    port: environment.PRIVATE_PORT,
    host: environment.PRIVATE_HOST,
    metrics,
    details: async () => {
      const [postgres, objects] = await Promise.all([askRecord(sql, askMs), askStore(store, bucketOf[group], askMs)]);
      return {
        group,
        versions: { exhibit: programVersion, node: process.versions.node },
        postgres,
        store: objects,
        queues: workers.map((worker) => worker.health()),
        ...(await opened.details?.()),
      };
    },
  });

  let ended = false;
  const stop = async (signal: string) => {
    if (ended) return;
    ended = true;
    log.info({ signal }, 'stopping');
    stopping.abort();
    await Promise.all((opened.loops ?? []).map((loop) => loop.stop()));
    const closed = await Promise.race([Promise.all(workers.map((worker) => worker.close())).then(() => true), wait(patienceMs, false)]);
    if (!closed) await Promise.all(workers.map((worker) => worker.close({ force: true })));
    await opened.close?.();
    await server.close();
    await sql.end({ timeout: 2 });
    store.client.destroy();
    log.info('stopped');
    process.exit(0); // whatever still holds the event loop open has had its time
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(signal));
  log.info({ group, privatePort: server.port }, 'ready');
}

async function deliver(handlers: Handlers, { metrics, log }: WorkerContext, job: DeliveredJob): Promise<void> {
  const handler = Object.hasOwn(handlers, job.name) ? handlers[job.name as keyof Handlers] : undefined; // an own key of the table
  if (!handler) throw new UnknownJob('no handler for this job');
  const since = performance.now();
  try {
    await handler(job);
    metrics.observe('job_seconds', (performance.now() - since) / 1000, { job: job.name, outcome: 'ended' });
  } catch (error) {
    metrics.observe('job_seconds', (performance.now() - since) / 1000, { job: job.name, outcome: 'threw' });
    log.error({ job: job.name, error, attempt: job.attempt }, 'job threw');
    throw error;
  }
}
