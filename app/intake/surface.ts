/** The public surface: its environment, its credentials (write submissions, put parts; nothing else), its policy. No route, cookie or key of the console is loaded here. */
import { assertOrdinaryLogin, connect, type Sql } from '#db/connect.ts';
import { readDatabaseFacts } from '#db/production-facts.ts';
import type { IntakeSettings } from '#db/settings/definitions.ts';
import { claimMail } from '#db/intake/mail.ts';
import { readIntakeSettings } from '#db/settings/settings.ts';
import { readEnvironment, storeSettings, type Environment } from '#infra/environment/environment.ts';
import { openLog } from '#infra/log/log.ts';
import { openMailer } from '#infra/mail/mailer.ts';
import { openMetrics } from '#infra/metrics/metrics.ts';
import { startPrivateServer } from '#infra/metrics/private-server.ts';
import { processFacts, secretsIn } from '#infra/production/facts.ts';
import { refuseInProduction } from '#infra/production/refusals.ts';
import { startPlainly } from '#infra/production/start.ts';
import { findChecksums } from '#infra/store/checksum-probe.ts';
import { openStore } from '#infra/store/client.ts';
import { loadSealingPublicKey, type SealingPublicKey } from '#infra/vault/seal.ts';
import { languagesOffered } from '#app/i18n/office-texts.ts';
import { offerLanguages } from '#app/http/error-page.ts';
import type { Surface } from '#app/http/surface.ts';
import { describeSurface } from '#app/http/details.ts';
import { observeRequests } from '#app/http/request-metrics.ts';
import { leaveFor } from './leave.ts';
import { openLoad, type Load } from './load/load.ts';
import { openSheetPress, type SheetPress } from './receipt/press.ts';
import { openReceiptMail, type ReceiptMail } from './receipt/receipt-mail.ts';

export type IntakeContext = {
  /** The office's settings that the public may cause to be read; at most some seconds old. */
  settings(): Promise<IntakeSettings>;
  sealingKey: SealingPublicKey;
  /** Production offers only languages that a person has confirmed. */
  mode: Environment<'intake'>['MODE'];
  /** What starting a report costs while many do, how fast one draft may be worked on, what a wrong passphrase costs. */
  load: Load;
  /** Receipts and proofs of filing as PDF. */
  typesetSheet: SheetPress;
  /** Null where no mail server is named: then none is offered. */
  receiptMail: ReceiptMail | null;
};

declare module '@remix-run/server-runtime' {
  interface AppLoadContext {
    intake: IntakeContext;
  }
}

const settingsAge = 5_000; // milliseconds
const probePatience = 5_000; // milliseconds that a silent store may hold up the start
const mailBounds = { milliseconds: 10_000, atOnce: 8 };
const maxFormBytes = 1_500_000; // the fullest page: twenty entries of 5,000 characters of four bytes each, percent-encoded, and their names

export function openSurface(): Promise<Surface> {
  return startPlainly(openIntake);
}

async function openIntake(): Promise<Surface> {
  const environment = readEnvironment('intake');
  const log = openLog({ service: 'intake', mode: environment.MODE });
  const sql = connect(environment.DATABASE_URL, { name: 'intake' });
  await refuseUnsafe(environment, sql);
  await assertOrdinaryLogin(sql);
  const { store, finding } = await findChecksums(openStore(storeSettings(environment)), probePatience);
  log.info({ state: finding }, 'checksums of the store');
  const metrics = openMetrics('intake');
  const privateServer = await startPrivateServer({
    port: environment.PRIVATE_PORT,
    host: environment.PRIVATE_HOST,
    metrics,
    details: () => describeSurface('intake', { sql, store, bucket: 'quarantine' }),
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
        settings: remember(async () => {
          const settings = await readIntakeSettings(sql);
          offerLanguages(languagesOffered(settings, environment.MODE).map(({ code }) => code));
          return settings;
        }, settingsAge),
        mode: environment.MODE,
        sealingKey: await loadSealingPublicKey(environment.SEALING_PUBLIC_KEY_FILE),
        load: openLoad(sql, metrics),
        typesetSheet: openSheetPress(),
        receiptMail:
          environment.SMTP_URL === undefined
            ? null
            : openReceiptMail(openMailer(environment.SMTP_URL, mailBounds), (draft, what) => claimMail(sql, draft, what)),
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
      streams: ['/report/files', '/report/statement', '/follow/files'],
    },
    observe: observeRequests(metrics),
    async close() {
      await privateServer.close();
      await sql.end({ timeout: 5 });
      store.client.destroy();
    },
  };
}

/** @throws ProductionRefused */
async function refuseUnsafe(environment: Environment<'intake'>, sql: Sql): Promise<void> {
  const { MODE, DATABASE_URL, S3_SECRET_ACCESS_KEY, ORIGIN, S3_PUBLIC_ENDPOINT, S3_PUBLIC_FOREIGN_HOST } = environment;
  if (MODE !== 'production') return;
  refuseInProduction(MODE, {
    ...(await processFacts({})),
    ...(await readDatabaseFacts(sql)),
    origins: [ORIGIN],
    store: { publicEndpoint: S3_PUBLIC_ENDPOINT, foreignHost: S3_PUBLIC_FOREIGN_HOST },
    secrets: { ...secretsIn({ DATABASE_URL }), S3_SECRET_ACCESS_KEY },
    failpoint: environment.FAILPOINT,
    lockDurationMs: environment.LOCK_DURATION_MS,
  });
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
