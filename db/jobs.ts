/**
 * What travels from the record to the queue. An outbox row is stored data, so its name and payload are defined here and not in the queue's adapter.
 * Payloads are ids only: nothing personal ever lies in Redis.
 */
import { z } from 'zod';

const fileJob = z.strictObject({ fileId: z.uuid() });
const submissionJob = z.strictObject({ submissionId: z.uuid() });
const exportJob = z.strictObject({ exportId: z.uuid() });

/** Every kind of job: the queue that carries it, and the shape of its payload. */
export const jobs = {
  'receive.file': { queue: 'receive', payload: fileJob },
  /** A later pass for a verdict that was still `pending` when the file was copied: reads the original. */
  'receive.scan': { queue: 'scan', payload: fileJob },
  'media.file': { queue: 'media', payload: fileJob },
  'media.assess': { queue: 'media', payload: submissionJob },
  'records.export': { queue: 'records', payload: exportJob },
} as const satisfies Record<string, { queue: QueueName; payload: z.ZodType }>;

export type WorkerGroup = 'receive' | 'media' | 'records';
/** Each group has a queue of its own; the receive group works on a second one, so that a scanner that hangs holds up later scans and never a copy. */
export type QueueName = WorkerGroup | 'scan';
export type JobName = keyof typeof jobs;
export type JobPayload<N extends JobName> = z.infer<(typeof jobs)[N]['payload']>;
