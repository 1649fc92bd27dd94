/** A private PostgreSQL cluster on loopback. It logs no statement and no parameter: what a witness wrote must not appear in a log because a query failed. */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startChild } from '../children.mjs';
import { postgresFolder } from '../install.mjs';
import { lastingPort, untilAnswers } from '../ports.mjs';
import { attempt, run } from '../run.mjs';
import { bareEnvironment } from '../spawn.mjs';
import { giveTo } from '../users.mjs';

const user = 'postgres';
const administrator = 'administrator';

const quietLog = {
  log_min_messages: 'fatal', // an error's own text may quote a value
  log_min_error_statement: 'panic',
  log_statement: 'none',
  log_error_verbosity: 'terse',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
};
const forgetful = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' };

/** @param {import('../state.mjs').Raise} raise */
export async function raisePostgres({ memory, state, folder, logs }) {
  const programs = postgresFolder();
  if (!programs) throw new Error('PostgreSQL 15 or later is not installed');
  const home = folder('postgres', user);
  const cluster = path.join(home, 'data');
  if (!existsSync(path.join(cluster, 'PG_VERSION'))) await makeCluster(programs, home, cluster, state.postgres, memory);
  const port = await lastingPort(state.ports, 'postgres');
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: home,
    max_connections: '200',
    ...quietLog,
    ...(memory ? forgetful : {}),
  };
  const child = startChild({
    name: 'postgres',
    program: `${programs}/postgres`,
    args: ['-D', cluster, '-p', String(port), ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])],
    env: bareEnvironment(),
    user,
    logs,
  });
  await untilAnswers(
    child,
    async () => (await attempt(`${programs}/pg_isready`, ['-q', '-h', '127.0.0.1', '-p', String(port)])).code === 0,
  );
  return {
    url: `postgres://${administrator}:${state.postgres}@127.0.0.1:${port}/postgres`,
    pids: () => ({ postgres: child.pid() }),
    stop: () => child.stop(memory ? 'SIGQUIT' : 'SIGINT', 15_000), // SIGINT: ends sessions, then a clean checkpoint
  };
}

/** @param {string} programs @param {string} home @param {string} cluster @param {string} password @param {boolean} memory */
async function makeCluster(programs, home, cluster, password, memory) {
  rmSync(cluster, { recursive: true, force: true }); // what an interrupted initdb left
  const file = path.join(home, 'password');
  writeFileSync(file, password, { mode: 0o600 });
  giveTo(user, file);
  const options = [
    '-U',
    administrator,
    '--auth=scram-sha-256',
    `--pwfile=${file}`,
    '-E',
    'UTF8',
    '--locale=C.UTF-8',
    ...(memory ? ['--no-sync'] : []),
  ];
  try {
    await run(`${programs}/initdb`, ['-D', cluster, ...options], { user, env: bareEnvironment() });
  } finally {
    rmSync(file, { force: true });
  }
}

/**
 * Creates the portal's database in a cluster of ours when it is not there yet.
 * @param {string} adminUrl
 * @param {string} database
 */
export async function createDatabase(adminUrl, database) {
  const programs = postgresFolder();
  const { username, password, hostname, port } = new URL(adminUrl);
  const env = {
    ...bareEnvironment(),
    PGUSER: username,
    PGPASSWORD: decodeURIComponent(password),
    PGHOST: hostname,
    PGPORT: port,
    PGDATABASE: 'postgres',
  };
  const found = await run(`${programs}/psql`, ['-XAtc', `select 1 from pg_database where datname = '${database}'`], { env });
  if (found.trim() !== '1') await run(`${programs}/createdb`, [database], { env });
}
