/** The Ceph gateway of infra/compose.yaml: the same as that of `npm start`, its users' keys given as STORE_<USER>=key:secret, its data under /data. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { say, step } from './say.mjs';
import { raiseCeph } from './servers/ceph.mjs';
import { readState, serverFolder, writeSecret } from './state.mjs';

const data = '/data';
const stateFile = path.join(data, 'state.json');
const logs = path.join(data, 'logs');
mkdirSync(logs, { recursive: true, mode: 0o700 });
const state = {
  ...readState(stateFile),
  root: keysOf('ROOT'),
  users: {
    intake: keysOf('INTAKE'),
    receive: keysOf('RECEIVE'),
    media: keysOf('MEDIA'),
    records: keysOf('RECORDS'),
    console: keysOf('CONSOLE'),
  },
};
const folder = (/** @type {string} */ name, /** @type {string | null} */ user) => serverFolder(data, name, user);
const listen = { host: '0.0.0.0', port: 8000 };
const ceph = await step('object store (Ceph gateway)', () => raiseCeph({ data, memory: false, state, logs, folder, listen }));
writeSecret(stateFile, state);
say('the store answers on port 8000');
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => void ceph.stop().then(() => process.exit(0)));

/** @param {string} user */
function keysOf(user) {
  const [accessKeyId, secretAccessKey] = (process.env[`STORE_${user}`] ?? '').split(':');
  if (!accessKeyId || !secretAccessKey) {
    process.stderr.write(`STORE_${user} must be the user's key and secret, as infra/local/compose-secrets.mjs prints them\n`);
    process.exit(1);
  }
  return { accessKeyId, secretAccessKey };
}
