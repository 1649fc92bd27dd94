/**
 * Raises the servers (PostgreSQL, Redis, clamd, the Ceph gateway) side by side as children of this process, and stops them in the order they need.
 * Whatever the environment names is somebody else's and is not started.
 */
import { chmodSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { step } from './say.mjs';
import { raiseCeph } from './servers/ceph.mjs';
import { raiseClamd } from './servers/clamd.mjs';
import { raisePostgres } from './servers/postgres.mjs';
import { raiseRedis } from './servers/redis.mjs';
import { readState, serverFolder, writeSecret } from './state.mjs';

/** @typedef {import('./state.mjs').Raise} Raise */
/** @typedef {{ stop: () => Promise<void>, pids: () => Record<string, number | undefined> }} Raised */
/** @typedef {{ servers: import('./environments.mjs').Servers, stop: () => Promise<void>, pids: () => Record<string, number | undefined> }} Stack */

/**
 * @param {{ data: string, memory: boolean }} options
 * @returns {Promise<Stack>}
 */
export async function raiseStack({ data, memory }) {
  mkdirSync(data, { recursive: true });
  chmodSync(data, 0o755); // each server's user must reach its own folder; what is secret has modes of its own
  const logs = path.join(data, 'logs');
  mkdirSync(logs, { recursive: true, mode: 0o700 });
  const state = readState(path.join(data, 'state.json'));
  /** @type {Raise} */
  const raise = { data, memory, state, logs, folder: (name, user) => serverFolder(data, name, user) };
  const { DATABASE_URL, REDIS_URL, S3_ENDPOINT, CLAMD_SOCKET, CLAMD_SIGNATURES } = process.env;
  /** @type {Raised[]} */
  const raised = [];
  let stopping = false;
  /** @template {Raised} T @param {string} title @param {() => Promise<T>} work @returns {Promise<T>} */
  const one = (title, work) =>
    step(title, async () => {
      const server = await work();
      raised.push(server);
      if (stopping) await server.stop();
      return server;
    });
  async function stop() {
    stopping = true;
    await Promise.all(raised.map((server) => server.stop()));
  }
  try {
    const [postgres, redis, clamd, ceph] = await allOrNothing([
      DATABASE_URL ? { url: DATABASE_URL } : one('PostgreSQL', () => raisePostgres(raise)),
      REDIS_URL ? { url: REDIS_URL } : one('Redis', () => raiseRedis(raise)),
      CLAMD_SOCKET ? { socket: CLAMD_SOCKET, signatures: CLAMD_SIGNATURES ?? 'other' } : one('ClamAV', () => raiseClamd(raise)),
      S3_ENDPOINT ? { s3: namedStore(S3_ENDPOINT) } : one('object store (Ceph gateway)', () => raiseCeph(raise)),
    ]);
    writeSecret(path.join(data, 'state.json'), state);
    const servers = {
      databaseUrl: postgres.url,
      redisUrl: redis.url,
      clamd: { socket: clamd.socket, signatures: clamd.signatures },
      s3: ceph.s3,
      logins: state.logins,
    };
    writeSecret(path.join(data, 'servers.json'), servers);
    return { servers, stop, pids: () => Object.assign({}, ...raised.map((server) => server.pids())) };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Waits for all even when one fails, so that stopping finds everything that was started. @template {readonly unknown[]} T @param {T} work @returns {Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }>} */
async function allOrNothing(work) {
  const outcomes = await Promise.allSettled(work);
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  return Promise.all(work);
}

/**
 * A store that exists already: its owner's keys, and those of the five users, come from the environment too.
 * @param {string} endpoint
 * @returns {import('./environments.mjs').Servers['s3']}
 */
function namedStore(endpoint) {
  /** @param {string} name */
  const need = (name) => {
    const value = process.env[name];
    if (!value) throw new Error(`S3_ENDPOINT names a store, so ${name} must be set as well`);
    return value;
  };
  /** @param {string} user */
  const user = (user) => ({
    principal: need(`S3_${user}_PRINCIPAL`),
    accessKeyId: need(`S3_${user}_ACCESS_KEY_ID`),
    secretAccessKey: need(`S3_${user}_SECRET_ACCESS_KEY`),
  });
  const { S3_REGION = 'us-east-1', S3_FORCE_PATH_STYLE = '1', S3_PUBLIC_ENDPOINT, S3_SSE } = process.env;
  return {
    endpoint,
    ...(S3_PUBLIC_ENDPOINT ? { publicEndpoint: S3_PUBLIC_ENDPOINT } : {}),
    ...(S3_SSE ? { sse: S3_SSE } : {}),
    region: S3_REGION,
    forcePathStyle: S3_FORCE_PATH_STYLE === '1',
    root: { accessKeyId: need('S3_ROOT_ACCESS_KEY_ID'), secretAccessKey: need('S3_ROOT_SECRET_ACCESS_KEY') },
    users: { intake: user('INTAKE'), receive: user('RECEIVE'), media: user('MEDIA'), records: user('RECORDS'), console: user('CONSOLE') },
  };
}
