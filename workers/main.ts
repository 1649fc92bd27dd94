/**
 * A worker process. WORKER_GROUP says which of the three it is; each has its own credentials (decision record 4), so each reads its own environment and loads
 * no other group's code.
 */
import { readWorkerGroup } from '#infra/environment/environment.ts';
import { startPlainly } from '#infra/production/start.ts';

await startPlainly(startGroup);

async function startGroup(): Promise<void> {
  switch (readWorkerGroup()) {
    case 'receive': // quarantine → originals, the scan; deletes from quarantine
      await (await import('#workers/groups/receive.ts')).start();
      break;
    case 'media': // everything that parses a file, and the assessment
      await (await import('#workers/groups/media.ts')).start();
      break;
    case 'records': // relay, reconciler, bundles, custody checkpoints, what ends by itself
      await (await import('#workers/groups/records.ts')).start();
      break;
  }
}
