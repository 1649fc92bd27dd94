import { expect, test } from 'vitest';
import { parseEnvironment } from '#infra/environment/environment.ts';
import { environmentFor, environmentForCommand, plainEnvironment, processGroups, type Installation } from './environments.mjs';

const user = (name: string) => ({
  principal: `arn:aws:iam:::user/exhibit-${name}`,
  accessKeyId: `KEY-OF-${name}`,
  secretAccessKey: `store-secret-of-${name}`,
});
const password = (role: string) => `database-password-of-${role}`;
const installation: Installation = {
  mode: 'local',
  servers: {
    databaseUrl: 'postgres://administrator:password-of-the-administrator@127.0.0.1:5432/postgres',
    redisUrl: 'redis://:password-of-redis@127.0.0.1:6379',
    clamd: { socket: '/run/clamd.sock', signatures: 'eicar-only' },
    s3: {
      endpoint: 'http://127.0.0.1:7480',
      region: 'us-east-1',
      forcePathStyle: true,
      root: { accessKeyId: 'KEY-OF-root', secretAccessKey: 'store-secret-of-root' },
      users: { intake: user('intake'), receive: user('receive'), media: user('media'), records: user('records'), console: user('console') },
    },
    logins: {
      owner: password('owner'),
      intake: password('intake'),
      console: password('console'),
      receive: password('receive'),
      media: password('media'),
      records: password('records'),
    },
  },
  database: 'exhibit',
  bucketPrefix: 'exhibit-',
  queuePrefix: 'exhibit',
  keys: '/data/keys',
  spool: '/data/spool',
  origins: { intake: 'http://localhost:4000', review: 'http://localhost:4001', evidence: 'http://127.0.0.1:4002' },
};

test.each(processGroups)('the environment of %s satisfies the schema', (group) => {
  expect(parseEnvironment(group, environmentFor(group, installation)).DATABASE_URL).toContain('/exhibit');
});

test.each([
  ['intake', 'intake'],
  ['review', 'console'],
  ['evidence', 'console'],
  ['receive', 'receive'],
  ['media', 'media'],
  ['records', 'records'],
] as const)('%s holds the credentials of %s and of nobody else', (group, role) => {
  const text = JSON.stringify(environmentFor(group, installation));
  const held = ['owner', 'intake', 'console', 'receive', 'media', 'records'].filter((name) => text.includes(password(name)));
  const users = ['root', 'intake', 'console', 'receive', 'media', 'records'].filter((name) => text.includes(`store-secret-of-${name}`));
  expect([held, users]).toEqual([[role], [role]]);
  expect(text).not.toContain('password-of-the-administrator');
});

test('only the console is told where the private sealing key lies, and only records where the signing key lies', () => {
  const holders = (key: string) => processGroups.filter((group) => JSON.stringify(environmentFor(group, installation)).includes(key));
  expect(holders('sealing.private')).toEqual(['review']);
  expect(holders('account.key')).toEqual(['review']);
  expect(holders('signing.private')).toEqual(['records']);
});

test('no web process can reach the queue', () => {
  for (const group of ['intake', 'review', 'evidence'] as const)
    expect(JSON.stringify(environmentFor(group, installation))).not.toContain('redis');
});

test.each(['migrate', 'store', 'demo', 'samples', 'custody-verify'] as const)(
  'the environment of the command %s satisfies the schema',
  (command) => {
    expect(parseEnvironment('command', environmentForCommand(command, installation)).MODE).toBe('local');
  },
);

test('a secret of the surroundings reaches no process', () => {
  expect(
    plainEnvironment({ PATH: '/bin', AWS_SECRET_ACCESS_KEY: 'planted', NODE_OPTIONS: '--inspect', DATABASE_URL: 'postgres://planted' }),
  ).toEqual({ PATH: '/bin', LC_ALL: 'C.UTF-8' });
});
