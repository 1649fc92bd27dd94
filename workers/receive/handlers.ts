import { jobs } from '#db/jobs.ts';
import type { Handlers } from '#workers/context.ts';
import type { ReceiveContext } from '#workers/receive/context.ts';
import { receiveFile } from '#workers/receive/receive-file.ts';
import { scanFile } from '#workers/receive/scan-file.ts';

/** The jobs of the queue `receive`. */
export function receiveHandlers(context: ReceiveContext): Handlers {
  return { 'receive.file': (job) => receiveFile(context, jobs['receive.file'].payload.parse(job.payload).fileId) };
}

/** The jobs of the queue `scan`. */
export function scanHandlers(context: ReceiveContext): Handlers {
  return { 'receive.scan': (job) => scanFile(context, jobs['receive.scan'].payload.parse(job.payload).fileId) };
}
