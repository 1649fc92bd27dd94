/** How a command begins: it reads its environment, refuses what production refuses, and ends in a plain sentence when it cannot do its work. */
import { readEnvironment, storeSettings } from '#infra/environment/environment.ts';
import type { Environment } from '#infra/environment/environment.ts';
import { processFacts, secretsIn } from '#infra/production/facts.ts';
import { refuseInProduction } from '#infra/production/refusals.ts';
import { startPlainly } from '#infra/production/start.ts';
import { openStore, type Store } from '#infra/store/client.ts';

export type CommandEnvironment = Environment<'command'>;

/** A command was asked for something it cannot do; the message is for the person at the terminal. */
export class CommandRefused extends Error {
  override name = 'CommandRefused';
}

/** Runs a command's work; exits 1 with sentences where production refuses it, or where it fails. */
export function runCommand(work: (environment: CommandEnvironment) => Promise<void>): Promise<void> {
  return startPlainly(async () => {
    const environment = readEnvironment('command');
    await refuseUnsafe(environment);
    await work(environment);
  });
}

/** @throws ProductionRefused */
async function refuseUnsafe(environment: CommandEnvironment): Promise<void> {
  const { MODE, DATABASE_URL, ORIGIN } = environment;
  const given = Object.entries(environment).filter(([name]) => name === 'S3_SECRET_ACCESS_KEY' || name.endsWith('_LOGIN_PASSWORD'));
  refuseInProduction(MODE, {
    ...(await processFacts({ 'signing-private': environment.SIGNING_KEY_FILE, account: environment.ACCOUNT_KEY_FILE })),
    ...(ORIGIN === undefined ? {} : { origins: [ORIGIN] }),
    secrets: { ...secretsIn({ DATABASE_URL }), ...Object.fromEntries(given.map(([name, value]) => [name, String(value)])) },
    failpoint: environment.FAILPOINT,
    lockDurationMs: environment.LOCK_DURATION_MS,
  });
}

/** A variable that this command cannot do without. @throws CommandRefused */
export function need<T>(name: string, value: T | undefined): T {
  if (value === undefined) throw new CommandRefused(`${name} is missing`);
  return value;
}

/** The store with the credential that the command was given. @throws CommandRefused */
export function openCommandStore(given: CommandEnvironment): Store {
  return openStore(
    storeSettings({
      ...given,
      S3_ENDPOINT: need('S3_ENDPOINT', given.S3_ENDPOINT),
      S3_REGION: need('S3_REGION', given.S3_REGION),
      S3_FORCE_PATH_STYLE: need('S3_FORCE_PATH_STYLE', given.S3_FORCE_PATH_STYLE),
      S3_ACCESS_KEY_ID: need('S3_ACCESS_KEY_ID', given.S3_ACCESS_KEY_ID),
      S3_SECRET_ACCESS_KEY: need('S3_SECRET_ACCESS_KEY', given.S3_SECRET_ACCESS_KEY),
      S3_BUCKET_PREFIX: given.S3_BUCKET_PREFIX ?? '',
      S3_SSE: need('S3_SSE', given.S3_SSE),
    }),
  );
}
