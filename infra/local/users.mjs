/** System users: each server and each of our process groups has its own. */
import { spawnSync } from 'node:child_process';
import { chownSync, readFileSync } from 'node:fs';
import { isRoot } from './spawn.mjs';

/** Makes a file or folder a system user's own; without root everything is ours anyway. @param {string} user @param {string} file */
export function giveTo(user, file) {
  if (!isRoot) return;
  const { uid, gid } = idsOf(user);
  chownSync(file, uid, gid);
}

/** @param {string} user */
function idsOf(user) {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${user}:`));
  if (!line) throw new Error(`this machine has no user called ${user}`);
  const [, , uid, gid] = line.split(':');
  return { uid: Number(uid), gid: Number(gid) };
}

/**
 * A system user for processes of ours, made when it is missing; null where we are not root and so cannot become anyone.
 * @param {string} user
 */
export function systemUser(user) {
  if (!isRoot) return null;
  if (!readFileSync('/etc/passwd', 'utf8').includes(`\n${user}:`)) {
    const made = spawnSync('useradd', ['--system', '--no-create-home', '--home-dir', '/nonexistent', '--shell', '/usr/sbin/nologin', user]);
    if (made.status !== 0) throw new Error(`the system user ${user} could not be made: ${made.stderr}`);
  }
  return user;
}
