import type { Transaction } from '#db/connect.ts';
import { jobs } from '#db/jobs.ts';
import type { JobName, JobPayload } from '#db/jobs.ts';

/** The payload is not of the shape its job's definition demands. Never holds the payload: it could be hostile. */
export class PayloadRefused extends Error {
  override name = 'PayloadRefused';
}

/**
 * Asks for work, in the same transaction as the state that needs it: either both are there after the commit or neither.
 * The row's id becomes the job's id in the queue. Returns that id. Throws `PayloadRefused` before anything is written.
 */
export async function enqueue<N extends JobName>(tx: Transaction, name: N, payload: JobPayload<N>): Promise<string> {
  const parsed = jobs[name].payload.safeParse(payload);
  if (!parsed.success) throw new PayloadRefused(`payload of ${name}`, { cause: parsed.error });
  const id = await newId(tx);
  await tx`insert into outbox (id, queue, name, payload) values (${id}, ${jobs[name].queue}, ${name}, ${tx.json(parsed.data)})`;
  return id;
}

// Not `returning`: who may ask for work may not read what others asked for, and `returning` needs SELECT.
async function newId(tx: Transaction): Promise<string> {
  const [row] = await tx<[{ id: string }]>`select uuid_v7() as id`;
  return row.id;
}
