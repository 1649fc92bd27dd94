/**
 * Prepares the object store with its owner's key and records what it really enforces: `node workers/commands/store.ts`. Repeatable; every deploy runs it.
 * Needs the environment of a command with S3_*, the five S3_<USER>_PRINCIPAL and ORIGIN (the intake's, the only one whose pages may upload).
 */
import { connect } from '#db/connect.ts';
import { recordStoreProbe } from '#db/settings/store-probes.ts';
import { bootstrapStore } from '#infra/store/bootstrap.ts';
import { probeStore } from '#infra/store/probe.ts';
import { need, openCommandStore, runCommand, type CommandEnvironment } from '#workers/command-start.ts';

await runCommand(async (environment) => {
  const store = openCommandStore(environment);
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
});

function principalsOf(given: CommandEnvironment): Parameters<typeof bootstrapStore>[1]['principals'] {
  return {
    intake: need('S3_INTAKE_PRINCIPAL', given.S3_INTAKE_PRINCIPAL),
    receive: need('S3_RECEIVE_PRINCIPAL', given.S3_RECEIVE_PRINCIPAL),
    media: need('S3_MEDIA_PRINCIPAL', given.S3_MEDIA_PRINCIPAL),
    records: need('S3_RECORDS_PRINCIPAL', given.S3_RECORDS_PRINCIPAL),
    console: need('S3_CONSOLE_PRINCIPAL', given.S3_CONSOLE_PRINCIPAL),
  };
}
