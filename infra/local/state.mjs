/** What a stack remembers between runs: its secrets, its ports, its folders. */
import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { giveTo } from './users.mjs';

/**
 * What a server needs to be raised.
 * @typedef {object} Raise
 * @property {string} data the stack's folder
 * @property {boolean} memory fast and forgetful, for tests
 * @property {State} state
 * @property {(name: string, user: string | null) => string} folder makes a folder of one server, owned by its system user
 * @property {string} logs
 * @property {{ host: string, port: number }} [listen] of the store, where it is not a free port on loopback
 */

/**
 * Secrets and choices that outlive a run; `state.json`, 0600.
 * @typedef {object} State
 * @property {Record<import('./environments.mjs').DatabaseRole, string>} logins
 * @property {string} postgres
 * @property {string} redis
 * @property {{ accessKeyId: string, secretAccessKey: string }} root
 * @property {Record<import('./environments.mjs').StoreUser, { accessKeyId: string, secretAccessKey: string }>} users
 * @property {{ fsid: string, osd: string, kms: string, blockBytes?: number }} ceph
 * @property {Record<string, number>} ports used again when they are free
 */

/** The state of last time, or a new one. @param {string} file @returns {State} */
export function readState(file) {
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'));
  const state = newState();
  writeSecret(file, state); // before any server has seen one of them
  return state;
}

/** Every secret of a new stack, random. @returns {State} */
export function newState() {
  const password = () => randomBytes(24).toString('base64url');
  const storeKey = () => ({ accessKeyId: randomBytes(10).toString('hex').toUpperCase(), secretAccessKey: password() });
  return {
    logins: { owner: password(), intake: password(), console: password(), receive: password(), media: password(), records: password() },
    postgres: password(),
    redis: password(),
    root: storeKey(),
    users: { intake: storeKey(), receive: storeKey(), media: storeKey(), records: storeKey(), console: storeKey() },
    ceph: { fsid: randomUUID(), osd: randomUUID(), kms: randomBytes(32).toString('base64') },
    ports: {},
  };
}

/** Whole or not at all, and never readable by others. @param {string} file @param {unknown} value */
export function writeSecret(file, value) {
  writeFileSync(`${file}.new`, `${JSON.stringify(value, null, 1)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** Makes a server's folder, owned by its system user. @param {string} data @param {string} name @param {string | null} user */
export function serverFolder(data, name, user) {
  const folder = path.join(data, name);
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  if (user) giveTo(user, folder);
  return folder;
}
