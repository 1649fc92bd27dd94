export { openQueue, type Queue, type QueueHealth } from './publish.ts';
export { startWorker, Unrecoverable, type QueueJob, type QueueWorker } from './worker.ts';
