import { jobs } from '#db/jobs.ts';
import { readOfficeFacts } from '#db/production-facts.ts';
import { findTalkativeSettings } from '#db/server-logging.ts';
import { readStoreProbe } from '#db/settings/store-probes.ts';
import { readEnvironment } from '#infra/environment/environment.ts';
import { openQueue } from '#infra/queue/queue.ts';
import { loadSigningKey } from '#infra/vault/signing.ts';
import { buildExport } from '#workers/bundle/export.ts';
import { startCheckpoints } from '#workers/custody/checkpoint.ts';
import { startReconciler } from '#workers/housekeeping/reconciler.ts';
import { startRecordsHousekeeping } from '#workers/housekeeping/records.ts';
import { startRelay } from '#workers/outbox/relay.ts';
import { runWorker } from '#workers/run.ts';

/** Bundles at a time: each reads, hashes and writes as fast as one core can. */
const bundles = 1;

/** Runs the records group. */
export async function start(): Promise<void> {
  const environment = readEnvironment('records');
  const { MODE, REDIS_URL, QUEUE_PREFIX, SIGNING_KEY_FILE } = environment;
  await runWorker(
    'records',
    environment,
    async (base) => {
      const context = { ...base, signingKey: await loadSigningKey(SIGNING_KEY_FILE, MODE) };
      const queue = openQueue({ redisUrl: REDIS_URL, prefix: QUEUE_PREFIX, onError: (name) => context.log.warn({ error: name }, 'queue') });
      return {
        queues: [
          {
            name: 'records',
            concurrency: bundles,
            handlers: { 'records.export': (job) => buildExport(context, jobs['records.export'].payload.parse(job.payload).exportId) },
          },
        ],
        loops: [await startRelay(context, queue), startReconciler(context), startRecordsHousekeeping(context), startCheckpoints(context)],
        details: async () => ({
          publishing: queue.health(),
          jobs: await queue.counts(),
          talkativeDatabase: await findTalkativeSettings(context.sql),
          storeProbe: await readStoreProbe(context.sql),
        }),
        close: () => queue.close(),
      };
    },
    { facts: readOfficeFacts, keyFiles: { signing: SIGNING_KEY_FILE } },
  );
}
