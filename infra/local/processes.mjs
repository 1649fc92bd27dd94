/** Our own processes: each with its own environment, credentials and system user, started side by side and kept running. */
import { chmodSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { startChild } from './children.mjs';
import { commandFor, environmentFor, keyFiles, plainEnvironment, processGroups } from './environments.mjs';
import { freePort } from './ports.mjs';
import { succeeds } from './run.mjs';
import { step, warn } from './say.mjs';
import { isRoot } from './spawn.mjs';
import { giveTo, systemUser } from './users.mjs';

/** @typedef {import('./environments.mjs').ProcessGroup} ProcessGroup */
/** @typedef {import('./environments.mjs').Installation} Installation */

/**
 * The system user of each group, or null where they all run as the current user. One for each, not one for all: a process may read the environment, and with it the
 * credentials, of any other process of its own user.
 * @param {string} root of the checkout
 * @returns {Record<ProcessGroup, string | null>}
 */
export function usersOf(root) {
  const nobodyElse = { intake: null, review: null, evidence: null, receive: null, media: null, records: null };
  if (!isRoot) return nobodyElse;
  const users = Object.fromEntries(processGroups.map((group) => [group, systemUser(`exhibit-${group}`)]));
  const reads = [
    '--reuid=exhibit-intake',
    '--regid=exhibit-intake',
    '--init-groups',
    'test',
    '-r',
    path.join(root, 'package.json'),
    '-a',
    '-x',
    path.join(root, 'node_modules/.bin/node'),
  ];
  if (succeeds('setpriv', reads)) return /** @type {Record<ProcessGroup, string | null>} */ (users);
  warn(
    `The portal's own system users cannot read ${root}, so its processes run as root. Put the checkout where others may read it, for example under /srv.`,
  );
  return nobodyElse;
}

/** Each secret key belongs to the one process that uses it. @param {string} keys @param {Record<ProcessGroup, string | null>} users */
export function giveKeys(keys, users) {
  for (const [name, user] of [
    [keyFiles.sealingPrivate, users.review],
    [keyFiles.account, users.review],
    [keyFiles.signing, users.records],
  ]) {
    if (name && user) giveTo(user, path.join(keys, name));
  }
}

/**
 * Starts all six and waits until each says that it is ready.
 * @param {{ root: string, installation: Installation, users: Record<ProcessGroup, string | null>, logs: string, started: (child: import('./children.mjs').Child) => void }} options
 */
export async function startProcesses({ root, installation, users, logs, started }) {
  mkdirSync(installation.spool, { recursive: true });
  chmodSync(installation.spool, 0o755);
  await Promise.all(
    processGroups.map(async (group) => {
      const user = users[group];
      /** @type {Record<string, string>} */
      const env = { ...plainEnvironment(process.env), ...environmentFor(group, installation), PRIVATE_PORT: String(await freePort()) };
      if (user) env.HOME = '/nonexistent';
      makeSpool(env.SPOOL_DIR, user);
      const child = startChild({
        name: group,
        program: path.join(root, 'node_modules/.bin/node'),
        args: commandFor(group),
        env,
        user,
        cwd: root,
        logs,
        readyLine: /"msg":"ready"/,
      });
      started(child);
      await step(group, () => child.ready);
    }),
  );
}

/** @param {string | undefined} folder @param {string | null} user */
function makeSpool(folder, user) {
  if (!folder) return;
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  if (user) giveTo(user, folder);
}
