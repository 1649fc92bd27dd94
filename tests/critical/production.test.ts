/**
 * What production refuses, asked of the real processes: each with MODE=production and the surroundings of a trial ends with exit code 1 and sentences, without a
 * stack trace; and each surface starts where everything is as it should be.
 */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmod, chown } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAccount } from '#db/accounts/create-account.ts';
import { quietServer } from '#db/server-logging.ts';
import { commandFor, keyFiles, plainEnvironment, type ProcessGroup } from '#infra/local/environments.mjs';
import { asProcessEnv } from '#infra/local/spawn.mjs';
import { runCommandOf } from '#tests/support/commands.ts';
import { eventually, freePort, openWorld, type World } from '#tests/support/world.ts';

const isRoot = process.geteuid?.() === 0;
/** Any user but root will do; nobody exists everywhere. */
const ordinary = 65_534;
const demo = randomUUID();
const production = { MODE: 'production' };

let world: World;
beforeAll(async () => {
  world = await openWorld({ name: 'production' });
  await createAccount(world.sql('console'), {
    id: demo,
    email: 'reviewer@demo.example',
    name: 'Demo',
    passwordHash: 'x',
    totpSealed: Buffer.alloc(1),
    roles: ['reviewer'],
    demo: true,
  });
  await talkative('log_statement', 'all');
  for (const key of [keyFiles.signing, keyFiles.account, keyFiles.sealingPrivate])
    await chmod(path.join(world.installation.keys, key), 0o640);
});
afterAll(() => world.close());

/** For new connections to this world's database alone. */
async function talkative(name: string, value: string): Promise<void> {
  await world.superSql.unsafe(`alter database ${world.installation.database} set ${name} = '${value}'`);
}

type Ended = { code: number | null; output: string };

/** Starts a process as an ordinary user where this test is root; gives what it wrote so far, and its end. */
function start(group: ProcessGroup, extra: Record<string, string>, user: number | null) {
  const env = { ...plainEnvironment(process.env), ...world.environment(group), PRIVATE_PORT: '0', ...extra };
  const command = [process.execPath, ...commandFor(group)];
  const [program = '', ...args] =
    user !== null && isRoot ? ['setpriv', `--reuid=${user}`, `--regid=${user}`, '--clear-groups', ...command] : command;
  const child = spawn(program, args, { env: asProcessEnv(env), stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, output })));
  world.onClose(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return { ended, output: () => output, stop: () => child.kill('SIGTERM') };
}

const http = 'Only https (or an onion address) protects a witness.';
const root = isRoot ? ['This process runs as root.'] : [];
const logs = 'log_statement is all';
const demos = 'There are 1 demo accounts, whose passwords are public.';
const neverTried = 'What the store enforces was never tried.';
const failpoint = 'FAILPOINT is set';

const refused: [ProcessGroup, string[]][] = [
  ['intake', [http, ...root, logs, failpoint]],
  ['review', [demos, neverTried, http, ...root, logs, failpoint, 'key files: sealing-private, account. chmod 600 them.']],
  ['evidence', [demos, neverTried, http, ...root, logs, failpoint]],
  ['receive', ["The scanner knows only the test file's signature.", ...root, logs, failpoint]],
  ['media', [...root, logs, failpoint]],
  ['records', [demos, neverTried, ...root, logs, failpoint, 'key files: signing. chmod 600 them.']],
];

test.each(refused)('%s does not start among the things of a trial', async (group, sentences) => {
  const { code, output } = await start(group, { ...production, FAILPOINT: 'receive.mid-copy' }, null).ended;
  for (const sentence of sentences) expect(output).toContain(sentence);
  expect(output).not.toMatch(/^\s+at /m);
  expect(output).not.toContain('"msg":"ready"');
  expect(code).toBe(1);
});

test('a published secret is named and not shown', async () => {
  const { code, output } = await start('intake', { ...production, S3_SECRET_ACCESS_KEY: 'minioadmin' }, null).ended;
  expect(output).toContain('S3_SECRET_ACCESS_KEY: a default, published or short secret.');
  expect(output).not.toContain('minioadmin');
  expect(code).toBe(1);
});

test.each([
  ['the superuser’s login', () => world.servers.databaseUrl],
  ['the owner’s login', () => world.environment('intake').DATABASE_URL?.replace('exhibit_intake_login', 'exhibit_owner_login') ?? ''],
])('a surface does not start with %s', async (_, address) => {
  const url = new URL(address());
  if (url.username === 'exhibit_owner_login') url.password = world.servers.logins.owner;
  url.pathname = `/${world.installation.database}`;
  const { code, output } = await start('intake', { ...production, DATABASE_URL: url.href }, null).ended;
  expect(output).toMatch(/This process (is a superuser of the database|owns the database's tables)/);
  expect(output).not.toMatch(/^\s+at /m);
  expect(code).toBe(1);
});

test.each([
  ['migrate', [], [...root, failpoint]],
  ['store', [], [http, ...root]],
  ['demo', ['/nowhere'], ['there are no demo accounts in production']],
  ['compartment', ['list'], [...root, failpoint]],
  ['account', ['--email', 'a@b.example', '--name', 'A', '--role', 'reviewer'], [...root, 'key files: account. chmod 600 them.']],
  ['restricted', [], [...root, failpoint]],
  ['custody-verify', [], [...root, 'key files: signing-private. chmod 600 them.']],
] as const)('the command %s refuses production among the things of a trial', async (name, args, sentences) => {
  const { code, stdout, stderr } = await runCommandOf(world, name, args, { ...production, FAILPOINT: 'x' });
  for (const sentence of sentences) expect(stderr).toContain(sentence);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(stdout).toBe('');
  expect(code).toBe(1);
});

describe('where everything is as it should be', () => {
  const origins = {
    intake: { ORIGIN: 'https://report.example.org', S3_PUBLIC_ENDPOINT: 'https://files.report.example.org' },
    review: { ORIGIN: 'https://review.example.org', EVIDENCE_ORIGIN: 'https://evidence.example.net' },
    evidence: { ORIGIN: 'https://evidence.example.net', CONSOLE_ORIGIN: 'https://review.example.org' },
  };

  beforeAll(async () => {
    await world.superSql`update accounts set demo = false where id = ${demo}`;
    const findings = { objectLock: true, lockNotShortened: true, partHash: true, presignedPartHash: true, presignedHashRequired: true };
    await world.superSql`insert into store_probes (findings) values (${JSON.stringify({ ...findings, versioning: true })}::text::jsonb)`;
    for (const [name, [value]] of Object.entries(quietServer)) await talkative(name, value);
    for (const key of [keyFiles.account, keyFiles.sealingPrivate]) {
      await chmod(path.join(world.installation.keys, key), 0o600);
      if (isRoot) await chown(path.join(world.installation.keys, key), ordinary, ordinary);
    }
  });

  test.each(['intake', 'review', 'evidence'] as const)('%s starts', async (group) => {
    const port = await freePort();
    const process = start(group, { ...production, ...origins[group], PORT: String(port), NODE_ENV: 'production' }, ordinary);
    const outcome = await Promise.race([
      process.ended,
      eventually('it says that it is ready', () => process.output().includes('"msg":"ready"'), 60),
    ]);
    expect(outcome, process.output()).toBe(true);
    expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
    process.stop();
    expect((await process.ended).code, process.output()).toBe(0);
  });

  test('one thing amiss is enough: the latest probe found no lock', async () => {
    await world.superSql`insert into store_probes (findings) values ('{"objectLock": false, "partHash": true, "versioning": true}')`;
    const { code, output } = await start('evidence', { ...production, ...origins.evidence }, ordinary).ended;
    expect(output).toContain('The store did not keep a locked version from being deleted.');
    expect(output).not.toContain('demo accounts');
    expect(code).toBe(1);
  });
});
