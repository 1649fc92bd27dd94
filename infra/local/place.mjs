/** Where an installation's data lies, and that only one launcher uses it at a time. */
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { NotPossible } from './install.mjs';
import { isRoot } from './spawn.mjs';
import { say } from './say.mjs';

/**
 * The folder asked for, or `.data` in the checkout. As root the servers run as users of their own, who must be able to reach it: where the checkout lies in a closed
 * home, the data goes under /var/lib instead and `.data` points there.
 * @param {string} root of the checkout
 * @param {string | null} asked
 */
export function chooseData(root, asked) {
  const wanted = path.resolve(asked ?? path.join(root, '.data'));
  if (!isRoot || isReachable(wanted)) return wanted;
  if (asked)
    throw new NotPossible(
      `${wanted} lies in a folder that the servers' own users cannot enter. Please choose another with --data, for example /var/lib/exhibit.`,
    );
  const elsewhere = path.join('/var/lib', `exhibit-${createHash('sha256').update(root).digest('hex').slice(0, 8)}`);
  if (!lstatSync(wanted, { throwIfNoEntry: false })) symlinkSync(elsewhere, wanted);
  say(`The servers' own users cannot enter ${root}, so the data lies in ${elsewhere} (.data points there).`);
  return elsewhere;
}

/** Whether every existing folder on the way lets others pass. @param {string} folder */
export function isReachable(folder) {
  for (let at = path.dirname(folder); ; at = path.dirname(at)) {
    const stat = statSync(at, { throwIfNoEntry: false });
    if (stat && (stat.mode & 0o001) === 0) return false;
    if (at === path.dirname(at)) return true;
  }
}

/**
 * Claims the folder for this process; says who has it otherwise. A claim whose process is gone is nobody's.
 * @param {string} data
 * @returns {() => void} gives it back
 */
export function claim(data) {
  mkdirSync(data, { recursive: true });
  const file = path.join(data, 'launcher');
  const holder = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  const [pid = ''] = holder.split(' ');
  if (holder && holder === identityOf(pid))
    throw new NotPossible(`The portal already runs on ${data} (process ${pid}). Stop it first, or choose another folder with --data.`);
  writeFileSync(file, identityOf(String(process.pid)));
  return () => rmSync(file, { force: true });
}

/** A process number is used again; together with its start time it is not. @param {string} pid */
function identityOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return `${pid} ${stat.slice(stat.lastIndexOf(')')).split(' ')[20]}`;
  } catch {
    return `${pid} 0`;
  }
}

/**
 * Calls back once this process has lost its parent, so that nothing outlives an `npm start` that was killed. Under npm the shell in between may stay alive, so npm
 * itself is watched too.
 * @param {() => void} lost
 */
export function watchParents(lost) {
  const watched = [process.ppid];
  if (process.env.npm_lifecycle_event) {
    const above = parentOf(process.ppid);
    if (above > 1 && !isNpm(process.ppid)) watched.push(above);
  }
  const identities = watched.map((pid) => identityOf(String(pid)));
  const timer = setInterval(() => {
    const isSame = process.ppid === watched[0] && watched.every((pid, i) => identityOf(String(pid)) === identities[i]);
    if (isSame) return;
    clearInterval(timer);
    lost();
  }, 500);
  timer.unref();
}

/** @param {number} pid */
function parentOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')')).split(' ')[2]);
  } catch {
    return 0;
  }
}

/** @param {number} pid */
function isNpm(pid) {
  try {
    return /npm/.test(readFileSync(`/proc/${pid}/comm`, 'utf8'));
  } catch {
    return false;
  }
}
