/** The public surface: its environment, its credentials (write submissions, put parts; nothing else), its policy. No route, cookie or key of the console is loaded here. */
import { assertOrdinaryLogin, connect } from '#db/connect.ts';
import type { IntakeSettings } from '#db/settings/definitions.ts';
import { readIntakeSettings } from '#db/settings/settings.ts';
import { readEnvironment, storeSettings } from '#infra/environment/environment.ts';
import { openLog } from '#infra/log/log.ts';
import { openMetrics } from '#infra/metrics/metrics.ts';
import { startPrivateServer } from '#infra/metrics/private-server.ts';
import { openStore } from '#infra/store/client.ts';
import { loadSealingPublicKey, type SealingPublicKey } from '#infra/vault/seal.ts';
import type { Surface } from '#app/http/surface.ts';
import { observeRequests } from '#app/http/request-metrics.ts';
import { leaveFor } from './leave.ts';

export type IntakeContext = {
  /** The office's settings that the public may cause to be read; at most some seconds old. */
  settings(): Promise<IntakeSettings>;
  sealingKey: SealingPublicKey;
};

declare module '@remix-run/server-runtime' {
  interface AppLoadContext {
    intake: IntakeContext;
  }
}

const settingsAge = 5_000; // milliseconds
const maxFormBytes = 600_000; // 20,000 characters of four bytes each, percent-encoded, and the rest of a page

export async function openSurface(): Promise<Surface> {
  const environment = readEnvironment('intake');
  const log = openLog({ service: 'intake', mode: environment.MODE });
  const sql = connect(environment.DATABASE_URL, { name: 'intake' });
  await assertOrdinaryLogin(sql);
  const store = openStore(storeSettings(environment));
  const metrics = openMetrics('intake');
  const privateServer = await startPrivateServer({
    port: environment.PRIVATE_PORT,
    host: environment.PRIVATE_HOST,
    metrics,
    details: () => ({ surface: 'intake' }),
  });
  const secure = environment.ORIGIN.startsWith('https:');
  return {
    name: 'intake',
    host: environment.HOST,
    port: environment.PORT,
    context: {
      sql,
      store,
      log,
      origin: environment.ORIGIN,
      secure,
      intake: {
        settings: remember(() => readIntakeSettings(sql), settingsAge),
        sealingKey: await loadSealingPublicKey(environment.SEALING_PUBLIC_KEY_FILE),
      },
    },
    policy: {
      hydrates: false,
      connect: [new URL(environment.S3_PUBLIC_ENDPOINT).origin],
      images: [],
      media: [],
      frames: [],
      forms: [new URL(leaveFor).origin],
      maxFormBytes,
      streams: ['/report/files'],
    },
    observe: observeRequests(metrics),
    async close() {
      await privateServer.close();
      await sql.end({ timeout: 5 });
      store.client.destroy();
    },
  };
}

/** One question at a time, its answer kept for a while; a failed one is asked again at once. */
function remember<T>(ask: () => Promise<T>, milliseconds: number): () => Promise<T> {
  let last: { at: number; answer: Promise<T> } | undefined;
  return () => {
    if (!last || Date.now() - last.at > milliseconds) {
      const answer = ask();
      const asked = { at: Date.now(), answer };
      last = asked;
      answer.catch(() => {
        if (last === asked) last = undefined;
      });
    }
    return last.answer;
  };
}
