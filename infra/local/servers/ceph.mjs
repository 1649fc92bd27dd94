/**
 * A Ceph object gateway on one machine: one monitor, one disk daemon, one gateway, all on loopback. The only store from the distribution's packages that enforces
 * what evidence relies upon (Object Lock, bucket policies, versioning, signed content hashes).
 *
 * Order matters: the gateway loops for ever when it starts before the disk daemon is active, and the disk daemon takes 15 s to stop when the gateway still talks to it.
 */
import { existsSync, mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startChild } from '../children.mjs';
import { freePort, isFree, lastingPort, untilAnswers } from '../ports.mjs';
import { run } from '../run.mjs';
import { bareEnvironment } from '../spawn.mjs';
import { giveTo } from '../users.mjs';
import { cephConfiguration } from './ceph-configuration.mjs';

const user = 'ceph';

/** @typedef {import('../environments.mjs').StoreUser} StoreUser */

/** @param {import('../state.mjs').Raise} raise */
export async function raiseCeph({ memory, state, folder, logs, listen }) {
  const home = folder('ceph', user);
  for (const name of ['mon', 'osd', 'run', 'rgw', 'crash']) {
    mkdirSync(path.join(home, name), { recursive: true });
    giveTo(user, path.join(home, name));
  }
  const done = path.join(home, 'made'); // written last: an interrupted first start begins again
  const isFresh = !existsSync(done);
  if (isFresh) for (const name of ['mon', 'osd']) await run('find', [path.join(home, name), '-mindepth', '1', '-delete'], { user });
  const moved = await chooseMonitorPort(state.ports);
  const { host, port } = listen ?? { host: '127.0.0.1', port: await lastingPort(state.ports, 'store') };
  state.ceph.blockBytes ??= blockBytes(home);
  const file = path.join(home, 'ceph.conf');
  const monitor = `[v2:127.0.0.1:${state.ports.monitor}/0]`;
  writeFileSync(
    file,
    cephConfiguration({ home, monitor, endpoint: `${host}:${port}`, memory, ...state.ceph, blockBytes: state.ceph.blockBytes }),
    { mode: 0o640 },
  );
  giveTo(user, file);

  /** @param {string} program @param {string[]} args */
  const tool = (program, ...args) => run(program, args, { user, env: bareEnvironment() });
  /** @param {string} name @param {string[]} args @param {RegExp} [readyLine] */
  const daemon = (name, args, readyLine) =>
    startChild({
      name,
      program: `/usr/bin/${name}`,
      args: ['-f', '-c', file, ...args],
      env: bareEnvironment(),
      user,
      logs,
      ...(readyLine ? { readyLine } : {}),
    });

  if (isFresh || moved) {
    const map = path.join(home, 'monmap');
    rmSync(map, { force: true });
    await tool('monmaptool', '--create', '--fsid', state.ceph.fsid, '--addv', 'a', monitor, map);
    await tool('ceph-mon', isFresh ? '--mkfs' : '--inject-monmap', ...(isFresh ? ['--monmap', map] : [map]), '-i', 'a', '-c', file);
  }
  /** @type {import('../children.mjs').Child[]} */
  const children = [];
  const pids = () => Object.fromEntries(children.map((child) => [child.name, child.pid()]));
  const stop = async () => {
    for (const child of children.toReversed()) {
      await child.stop(memory ? 'SIGKILL' : 'SIGTERM', child.name === 'radosgw' ? 3000 : 10_000);
    }
  };
  try {
    children.push(daemon('ceph-mon', ['-i', 'a']));
    if (isFresh) {
      await tool('ceph', '-c', file, 'osd', 'new', state.ceph.osd);
      await tool('ceph-osd', '-i', '0', '-c', file, '--mkfs', '--osd-uuid', state.ceph.osd);
    }
    const disk = daemon('ceph-osd', ['-i', '0'], /state: booting -> active/);
    children.push(disk);
    await disk.ready;
    const gateway = daemon('radosgw', ['-n', 'client.rgw.a']);
    children.push(gateway);
    await untilAnswers(gateway, async () => (await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(2000) })).ok, 120);
    if (isFresh) {
      const accounts = [
        { id: 'exhibit-owner', ...state.root },
        ...Object.entries(state.users).map(([name, keys]) => ({ id: `exhibit-${name}`, ...keys })),
      ];
      await Promise.all(accounts.map((account) => makeUser(tool, file, account)));
      writeFileSync(done, '');
    }
  } catch (error) {
    await stop();
    throw error;
  }
  const users = /** @type {Record<StoreUser, import('../environments.mjs').StoreCredentials>} */ (
    Object.fromEntries(
      Object.entries(state.users).map(([name, keys]) => [name, { principal: `arn:aws:iam:::user/exhibit-${name}`, ...keys }]),
    )
  );
  return { s3: { endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1', forcePathStyle: true, root: state.root, users }, pids, stop };
}

/**
 * Makes a user of the store with keys that we chose.
 * @param {(program: string, ...args: string[]) => Promise<string>} tool
 * @param {string} file
 * @param {{ id: string, accessKeyId: string, secretAccessKey: string }} account
 */
async function makeUser(tool, file, { id, accessKeyId, secretAccessKey }) {
  await tool(
    'radosgw-admin',
    '-c',
    file,
    'user',
    'create',
    '--uid',
    id,
    '--display-name',
    id,
    '--access-key',
    accessKeyId,
    '--secret-key',
    secretAccessKey,
  );
}

/** The monitor's address is part of its data, so a port that somebody took means a new map. @param {Record<string, number>} ports @returns {Promise<boolean>} whether it moved */
async function chooseMonitorPort(ports) {
  const before = ports.monitor;
  if (before !== undefined && (await isFree(before))) return false;
  ports.monitor = await freePort();
  return before !== undefined;
}

/** The disk is a sparse file of fixed size: at most 100 GiB, and always less than what is free. @param {string} home */
function blockBytes(home) {
  const { bavail, bsize } = statfsSync(home);
  const bytes = Math.min(100 * 2 ** 30, Math.floor(bavail * bsize * 0.8));
  return bytes - (bytes % 2 ** 20);
}
