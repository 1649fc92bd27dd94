/** What every handler and loop of a worker process is given: opened once in main.ts, passed as an argument, never looked up. */
import type { JobName } from '#db/jobs.ts';
import type { Sql } from '#db/connect.ts';
import type { Log } from '#infra/log/log.ts';
import type { Metrics } from '#infra/metrics/metrics.ts';
import type { Store } from '#infra/store/client.ts';

export type WorkerContext = {
  sql: Sql;
  store: Store;
  log: Log;
  metrics: Metrics;
  /** The queue's lock in milliseconds: a job is given to another worker when its lock was not renewed for so long. Paces are multiples of it (db/flow/pace.ts). */
  lockMs: number;
  /** This group's own folder for working copies. */
  spool: string;
  /** Aborted when the process is asked to stop: long work ends early and hands its job back. */
  stopping: AbortSignal;
};

/** One delivery of a job. `attempt` counts from 1; payloads are ids, parsed by the handler against its definition in db/jobs.ts. */
export type DeliveredJob = { id: string; name: string; payload: unknown; attempt: number };
export type Handler = (job: DeliveredJob) => Promise<void>;
/** A group's handlers. Each says in its own file why running it twice does no harm. */
export type Handlers = Partial<Record<JobName, Handler>>;
