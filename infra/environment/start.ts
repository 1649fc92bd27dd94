/** The two variables that choose what a program is, before it knows which group's environment to read. */
import { z } from 'zod';

const surfaces = z.enum(['intake', 'review']);
const workerGroups = z.enum(['receive', 'media', 'records']);

/** Which of the two web apps this process serves. Exits 1 when SURFACE does not say. */
export function readSurface(): z.output<typeof surfaces> {
  return choose('SURFACE', surfaces);
}

/** Which jobs this worker works on. Exits 1 when WORKER_GROUP does not say. */
export function readWorkerGroup(): z.output<typeof workerGroups> {
  return choose('WORKER_GROUP', workerGroups);
}

function choose<T extends string>(name: string, choices: z.ZodType<T> & { options: readonly T[] }): T {
  const parsed = choices.safeParse(process.env[name]);
  if (parsed.success) return parsed.data;
  process.stderr.write(`${name} must be one of: ${choices.options.join(', ')}\n`);
  process.exit(1);
}
