/** The console: its environment, its credentials (reading by row policies; no writing to any bucket), its policy. */
import { findEmptyCompartments } from '#db/accounts/compartments.ts';
import { assertOrdinaryLogin, connect, type Sql } from '#db/connect.ts';
import { readDatabaseFacts, readOfficeFacts } from '#db/production-facts.ts';
import { readStoreProbe } from '#db/settings/store-probes.ts';
import { readEnvironment, storeSettings, type Environment } from '#infra/environment/environment.ts';
import { openLog } from '#infra/log/log.ts';
import { openMetrics } from '#infra/metrics/metrics.ts';
import { startPrivateServer } from '#infra/metrics/private-server.ts';
import { processFacts, secretsIn } from '#infra/production/facts.ts';
import { refuseInProduction } from '#infra/production/refusals.ts';
import { startPlainly } from '#infra/production/start.ts';
import { openStore } from '#infra/store/client.ts';
import { loadSealingPrivateKey } from '#infra/vault/open.ts';
import { loadAccountKey } from '#infra/vault/totp.ts';
import type { AccountKey } from '#infra/vault/totp.ts';
import { describeSurface } from '#app/http/details.ts';
import { observeRequests } from '#app/http/request-metrics.ts';
import type { Surface } from '#app/http/surface.ts';
import { openLiveHub } from './live-hub.ts';
import type { LiveHub } from './live-hub.ts';

export type ReviewContext = {
  /** The second origin, which alone hands out evidence. */
  evidenceOrigin: string;
  /** Under which second factors are sealed. */
  accountKey: AccountKey;
  live: LiveHub;
};

declare module '@remix-run/server-runtime' {
  interface AppLoadContext {
    review: ReviewContext;
  }
}

const maxFormBytes = 100_000; // the longest form is a note of 5,000 characters

export function openSurface(): Promise<Surface> {
  return startPlainly(openReview);
}

async function openReview(): Promise<Surface> {
  const environment = readEnvironment('review');
  const log = openLog({ service: 'review', mode: environment.MODE });
  const sql = connect(environment.DATABASE_URL, { name: 'review' });
  await refuseUnsafe(environment, sql);
  await assertOrdinaryLogin(sql);
  // Not used before identities can be opened; loaded now, so that a console without its key does not start.
  await loadSealingPrivateKey(environment.SEALING_PRIVATE_KEY_FILE, environment.MODE);
  const accountKey = await loadAccountKey(environment.ACCOUNT_KEY_FILE, environment.MODE);
  const store = openStore(storeSettings(environment));
  const metrics = openMetrics('review');
  const live = await openLiveHub(sql, log);
  const privateServer = await startPrivateServer({
    port: environment.PRIVATE_PORT,
    host: environment.PRIVATE_HOST,
    metrics,
    details: () =>
      describeSurface('review', { sql, store, bucket: 'derivatives' }, async () => ({
        storeProbe: await readStoreProbe(sql),
        compartmentsWithoutMembers: await findEmptyCompartments(sql),
      })),
  });
  // Streams never end by themselves: without this a graceful stop would wait for them.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void live.close());
  const secure = environment.ORIGIN.startsWith('https:');
  return {
    name: 'review',
    host: environment.HOST,
    port: environment.PORT,
    context: {
      sql,
      store,
      log,
      origin: environment.ORIGIN,
      secure,
      review: { evidenceOrigin: environment.EVIDENCE_ORIGIN, accountKey, live },
    },
    policy: {
      hydrates: true,
      connect: [],
      images: [environment.EVIDENCE_ORIGIN],
      media: [environment.EVIDENCE_ORIGIN],
      frames: [],
      forms: [],
      maxFormBytes,
      streams: [],
    },
    observe: observeRequests(metrics),
    async close() {
      await live.close();
      await privateServer.close();
      await sql.end({ timeout: 5 });
      store.client.destroy();
    },
  };
}

/** @throws ProductionRefused */
async function refuseUnsafe(environment: Environment<'review'>, sql: Sql): Promise<void> {
  const { MODE, DATABASE_URL, S3_SECRET_ACCESS_KEY, ORIGIN, EVIDENCE_ORIGIN } = environment;
  if (MODE !== 'production') return;
  refuseInProduction(MODE, {
    ...(await processFacts({ 'sealing-private': environment.SEALING_PRIVATE_KEY_FILE, account: environment.ACCOUNT_KEY_FILE })),
    ...(await readDatabaseFacts(sql)),
    ...(await readOfficeFacts(sql)),
    origins: [ORIGIN, EVIDENCE_ORIGIN],
    secrets: { ...secretsIn({ DATABASE_URL }), S3_SECRET_ACCESS_KEY },
    failpoint: environment.FAILPOINT,
    lockDurationMs: environment.LOCK_DURATION_MS,
  });
}
