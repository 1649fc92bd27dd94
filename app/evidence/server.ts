/** The evidence host: the console's second origin. One path, no cookie, no page, no Remix; whatever it serves is hostile. */
import { createServer } from 'node:http';
import express from 'express';
import { assertOrdinaryLogin, connect } from '#db/connect.ts';
import { readDatabaseFacts, readOfficeFacts } from '#db/production-facts.ts';
import { readStoreProbe } from '#db/settings/store-probes.ts';
import { readEnvironment, storeSettings } from '#infra/environment/environment.ts';
import { openLog } from '#infra/log/log.ts';
import { openMetrics } from '#infra/metrics/metrics.ts';
import { startPrivateServer } from '#infra/metrics/private-server.ts';
import { processFacts, secretsIn } from '#infra/production/facts.ts';
import { refuseInProduction } from '#infra/production/refusals.ts';
import { startPlainly } from '#infra/production/start.ts';
import { openStore } from '#infra/store/client.ts';
import { describeSurface } from '#app/http/details.ts';
import { answerHealth } from '#app/http/health.ts';
import { logRequests } from '#app/http/request-log.ts';
import { observeRequests } from '#app/http/request-metrics.ts';
import { stopGracefully } from '#app/http/stop.ts';
import { answerPlainErrors, refuseMethods, refusePaths } from './answers.ts';
import { evidenceHeaders } from './headers.ts';
import { serveTicket } from './serve-ticket.ts';

const { environment, log, sql, store } = await startPlainly(openRecordAndStore);
const metrics = openMetrics('evidence');
const privateServer = await startPrivateServer({
  port: environment.PRIVATE_PORT,
  host: environment.PRIVATE_HOST,
  metrics,
  details: () =>
    describeSurface('evidence', { sql, store, bucket: 'derivatives' }, async () => ({ storeProbe: await readStoreProbe(sql) })),
});

const app = express();
app.disable('x-powered-by');
app.disable('etag');
app.use(answerHealth({ sql, storeEndpoint: store.endpoint }));
app.use(logRequests(log, (path) => (path.startsWith('/e/') ? '/e/:ticket' : 'unknown'), observeRequests(metrics)));
app.use(evidenceHeaders(environment.CONSOLE_ORIGIN, environment.ORIGIN.startsWith('https:')));
app.use(refuseMethods);
app.get('/e/:ticket([A-Za-z0-9_-]{43})', serveTicket({ sql, store }));
app.use(refusePaths);
app.use(answerPlainErrors(log));

const server = createServer(app);
server.headersTimeout = 20_000;
server.requestTimeout = 30_000;
server.maxHeadersCount = 60;
server.listen(environment.PORT, environment.HOST, () => log.info({ surface: 'evidence', port: environment.PORT }, 'ready'));
stopGracefully(
  server,
  async () => {
    await privateServer.close();
    await sql.end({ timeout: 5 });
    store.client.destroy();
  },
  log,
);

async function openRecordAndStore() {
  const environment = readEnvironment('evidence');
  const { MODE, DATABASE_URL, S3_SECRET_ACCESS_KEY, ORIGIN, CONSOLE_ORIGIN } = environment;
  const sql = connect(DATABASE_URL, { name: 'evidence' });
  if (MODE === 'production') {
    refuseInProduction(MODE, {
      ...(await processFacts({})),
      ...(await readDatabaseFacts(sql)),
      ...(await readOfficeFacts(sql)),
      origins: [ORIGIN, CONSOLE_ORIGIN],
      secrets: { ...secretsIn({ DATABASE_URL }), S3_SECRET_ACCESS_KEY },
      failpoint: environment.FAILPOINT,
      lockDurationMs: environment.LOCK_DURATION_MS,
    });
  }
  await assertOrdinaryLogin(sql);
  return { environment, log: openLog({ service: 'evidence', mode: MODE }), sql, store: openStore(storeSettings(environment)) };
}
