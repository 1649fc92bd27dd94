/**
 * Prepares the object store with its owner's key and records what it really enforces: `node workers/commands/store.ts`. Repeatable; every deploy runs it.
 * Needs the environment of a command with S3_*, the five S3_<USER>_PRINCIPAL and ORIGIN (the intake's, the only one whose pages may upload).
 */
import { connect } from '#db/connect.ts';
import { recordStoreProbe } from '#db/settings/store-probes.ts';
import { readEnvironment, storeSettings } from '#infra/environment/environment.ts';
import type { Environment } from '#infra/environment/environment.ts';
import { bootstrapStore } from '#infra/store/bootstrap.ts';
import { openStore } from '#infra/store/client.ts';
import { probeStore } from '#infra/store/probe.ts';

const environment = readEnvironment('command');
const store = openStore(storeSettings(completeStore(environment)));
const sql = connect(environment.DATABASE_URL, { name: 'command-store', max: 1 });
try {
  await bootstrapStore(store, { principals: principalsOf(environment), corsOrigins: [need('ORIGIN', environment.ORIGIN)] });
  process.stdout.write('buckets, policies and rules are as they should be\n');
  const findings = await probeStore(store);
  await recordStoreProbe(sql, findings);
  process.stdout.write(`what the store enforces: ${JSON.stringify(findings)}\n`);
} finally {
  store.client.destroy();
  await sql.end({ timeout: 5 });
}

type Command = Environment<'command'>;

function completeStore(given: Command): Parameters<typeof storeSettings>[0] {
  return {
    ...given,
    S3_ENDPOINT: need('S3_ENDPOINT', given.S3_ENDPOINT),
    S3_REGION: need('S3_REGION', given.S3_REGION),
    S3_FORCE_PATH_STYLE: need('S3_FORCE_PATH_STYLE', given.S3_FORCE_PATH_STYLE),
    S3_ACCESS_KEY_ID: need('S3_ACCESS_KEY_ID', given.S3_ACCESS_KEY_ID),
    S3_SECRET_ACCESS_KEY: need('S3_SECRET_ACCESS_KEY', given.S3_SECRET_ACCESS_KEY),
    S3_BUCKET_PREFIX: given.S3_BUCKET_PREFIX ?? '',
    S3_SSE: need('S3_SSE', given.S3_SSE),
  };
}

function principalsOf(given: Command): Parameters<typeof bootstrapStore>[1]['principals'] {
  return {
    intake: need('S3_INTAKE_PRINCIPAL', given.S3_INTAKE_PRINCIPAL),
    receive: need('S3_RECEIVE_PRINCIPAL', given.S3_RECEIVE_PRINCIPAL),
    media: need('S3_MEDIA_PRINCIPAL', given.S3_MEDIA_PRINCIPAL),
    records: need('S3_RECORDS_PRINCIPAL', given.S3_RECORDS_PRINCIPAL),
    console: need('S3_CONSOLE_PRINCIPAL', given.S3_CONSOLE_PRINCIPAL),
  };
}

function need<T>(name: string, value: T | undefined): T {
  if (value !== undefined) return value;
  process.stderr.write(`${name} is missing\n`);
  process.exit(1);
}
