import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { EnvironmentInvalid, parseEnvironment } from './read.ts';
import type { Group } from './schema.ts';
import { scannerSettings, storeSettings } from './settings.ts';

const store = {
  S3_ENDPOINT: 'http://127.0.0.1:9000/',
  S3_REGION: 'us-east-1',
  S3_FORCE_PATH_STYLE: '1',
  S3_ACCESS_KEY_ID: 'AKIDCANARY',
  S3_SECRET_ACCESS_KEY: 'canary-secret-key',
  S3_BUCKET_PREFIX: '',
  S3_SSE: 'none',
};
const every = { MODE: 'test', DATABASE_URL: 'postgres://u:canary-password@127.0.0.1/db', PRIVATE_PORT: '0' };
const worker = { REDIS_URL: 'redis://:canary-redis@127.0.0.1:6379', QUEUE_PREFIX: 'q', SPOOL_DIR: '/tmp' };
const web = { PORT: '4000', ORIGIN: 'http://localhost:4000' };
const whole: Record<Group, Record<string, string>> = {
  intake: { ...every, ...web, ...store, S3_PUBLIC_ENDPOINT: 'http://127.0.0.1:9000', SEALING_PUBLIC_KEY_FILE: '/k/sealing.public' },
  review: {
    ...every,
    ...web,
    ...store,
    EVIDENCE_ORIGIN: 'http://localhost:4002',
    SEALING_PRIVATE_KEY_FILE: '/k/s',
    ACCOUNT_KEY_FILE: '/k/a',
  },
  evidence: { ...every, ...web, ...store, CONSOLE_ORIGIN: 'http://localhost:4001' },
  receive: { ...every, ...store, ...worker, CLAMD_SOCKET: '/run/clamd.sock', CLAMD_SIGNATURES: 'official' },
  media: { ...every, ...store, ...worker },
  records: { ...every, ...store, ...worker, SIGNING_KEY_FILE: '/k/signing' },
  command: every,
};
const groups = Object.keys(whole) as Group[];

function problemsOf(group: Group, variables: Record<string, string | undefined>): readonly string[] {
  try {
    parseEnvironment(group, variables);
    return [];
  } catch (error) {
    if (error instanceof EnvironmentInvalid) return error.problems;
    throw error;
  }
}

describe.each(groups)('the environment of %s', (group) => {
  test('is read when whole, with typed values', () => {
    expect(parseEnvironment(group, whole[group])).toMatchObject({ MODE: 'test', PRIVATE_PORT: 0 });
  });

  const optional = ['PRIVATE_PORT', 'S3_BUCKET_PREFIX'];
  test.each(Object.keys(whole[group]).filter((name) => !optional.includes(name)))('cannot do without %s', (name) => {
    const problems = problemsOf(group, { ...whole[group], [name]: undefined });
    expect(problems.join()).toContain(name);
    expect(problemsOf(group, { ...whole[group], [name]: '' }).join()).toContain(name);
  });
});

test('everything wrong is listed at once, by name and never by value', () => {
  const wrong = {
    ...whole.intake,
    PORT: 'canary-port',
    ORIGIN: 'http://canary.example/path',
    S3_SECRET_ACCESS_KEY: undefined,
    DATABASE_URL: 'canary',
  };
  const problems = problemsOf('intake', wrong);
  expect(problems).toHaveLength(4);
  expect(problems.join('\n')).not.toMatch(/canary/);
});

test.each([
  ['http://localhost:4000/', false],
  ['http://localhost:4000/x', false],
  ['javascript:alert(1)', false],
  ['ftp://example.org', false],
  ['https://report.example.org', true],
])('an origin like %s is %s', (ORIGIN, isTaken) => {
  expect(problemsOf('intake', { ...whole.intake, ORIGIN }).length === 0).toBe(isTaken);
});

test.each([
  ['smtp://127.0.0.1:2525', true],
  ['smtps://portal:secret@mail.example.org', true],
  ['mail.example.org:25', false],
  ['https://mail.example.org', false],
  ['', true], // as if it were not there
])('a mail server like %s is %s', (SMTP_URL, isTaken) => {
  const problems = problemsOf('intake', { ...whole.intake, SMTP_URL });
  expect(problems).toEqual(isTaken ? [] : ['SMTP_URL is not valid']);
});

test('no process but intake is told of a mail server', () => {
  for (const group of groups) {
    const { SMTP_URL } = parseEnvironment(group, { ...whole[group], SMTP_URL: 'smtp://127.0.0.1' }) as { SMTP_URL?: string };
    expect(SMTP_URL).toBe(group === 'intake' ? 'smtp://127.0.0.1' : undefined);
  }
});

test('a scanner is a socket or a host and port, not both and not half', () => {
  const { CLAMD_SOCKET: _, ...without } = whole.receive;
  expect(problemsOf('receive', { ...without, CLAMD_HOST: 'clamd', CLAMD_PORT: '3310' })).toEqual([]);
  expect(problemsOf('receive', { ...without, CLAMD_HOST: 'clamd' })).not.toEqual([]);
  expect(problemsOf('receive', { ...whole.receive, CLAMD_HOST: 'clamd', CLAMD_PORT: '3310' })).not.toEqual([]);
  expect(problemsOf('receive', without)).not.toEqual([]);
});

test('the adapters get their settings from it', () => {
  expect(storeSettings(parseEnvironment('intake', whole.intake))).toEqual({
    endpoint: 'http://127.0.0.1:9000',
    publicEndpoint: 'http://127.0.0.1:9000',
    region: 'us-east-1',
    forcePathStyle: true,
    accessKeyId: 'AKIDCANARY',
    secretAccessKey: 'canary-secret-key',
    prefix: '',
    encryption: 'none',
  });
  expect(scannerSettings(parseEnvironment('receive', whole.receive))).toEqual({
    address: { socket: '/run/clamd.sock' },
    signatures: 'official',
  });
});

test('a process with a wrong environment says so and ends with 1', () => {
  const module = new URL('./read.ts', import.meta.url).href;
  const run = spawnSync(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { readEnvironment } from ${JSON.stringify(module)}; readEnvironment('media'); console.log('went on')`,
    ],
    {
      env: { PATH: '/usr/bin', NODE_ENV: 'production', MODE: 'canary-mode', REDIS_URL: 'canary' },
      encoding: 'utf8',
    },
  );
  expect(run.status).toBe(1);
  expect(run.stderr).toContain('DATABASE_URL is missing');
  expect(run.stderr).toContain('MODE is not valid');
  expect(run.stderr + run.stdout).not.toMatch(/canary|went on/);
});
