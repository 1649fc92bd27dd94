/** How every program is started: as whom, with which environment, and so that it dies with the launcher. */
import { existsSync } from 'node:fs';

export const isRoot = process.getuid?.() === 0;

/**
 * Program and arguments that become another user and then die with the launcher. The signal is set by the same setpriv *after* the user has changed, since changing
 * it clears the setting. It fires when the parent's thread ends, so children are spawned by the main thread only.
 * @param {string | null | undefined} user
 * @param {string} program
 * @param {string[]} args
 * @returns {[string, string[]]}
 */
export function underUser(user, program, args) {
  if (!existsSync('/usr/bin/setpriv')) return [program, args];
  const change = isRoot && user ? [`--reuid=${user}`, `--regid=${user}`, '--init-groups', '--inh-caps=-all'] : [];
  return ['/usr/bin/setpriv', [...change, '--pdeathsig', 'KILL', '--', program, ...args]];
}

/** The least that a program of the distribution needs. @returns {Record<string, string>} */
export function bareEnvironment() {
  return { PATH: process.env.PATH ?? '/usr/sbin:/usr/bin:/sbin:/bin', HOME: process.env.HOME ?? '/', LC_ALL: 'C.UTF-8' };
}

/** Some dependencies' types demand NODE_ENV in every environment; Node does not. @param {Record<string, string>} env */
export function asProcessEnv(env) {
  return /** @type {NodeJS.ProcessEnv} */ (env);
}

/**
 * Ends a program and whatever it started in its process group.
 * @param {import('node:child_process').ChildProcess} child @param {NodeJS.Signals} signal
 */
export function killGroup(child, signal) {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // it ended in this very moment
  }
}
