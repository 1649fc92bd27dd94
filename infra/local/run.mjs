/** Short-lived programs: run to their end, bounded in time, their output kept for when they fail. */
import { spawn, spawnSync } from 'node:child_process';
import path from 'node:path';
import { asProcessEnv, bareEnvironment, killGroup, underUser } from './spawn.mjs';

/**
 * @typedef {object} RunOptions
 * @property {Record<string, string>} [env] the whole environment; by default PATH, HOME and a UTF-8 locale
 * @property {string | null} [user] system user to become; only root can
 * @property {string} [cwd]
 * @property {number} [seconds] killed afterwards; 120 by default
 * @property {(line: string) => void} [onLine] each line of output as it comes
 */

/**
 * Runs a program to its end.
 * @param {string} program
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<string>} what it wrote, both streams
 */
export async function run(program, args, options = {}) {
  const { code, output } = await attempt(program, args, options);
  if (code !== 0) throw new Error(`${path.basename(program)} ${args[0] ?? ''} failed (${code})\n${excerpt(output)}`);
  return output;
}

/** The beginning and the end: some programs say what is wrong first, some last. @param {string} output */
function excerpt(output) {
  return output.length < 5000 ? output : `${output.slice(0, 2500)}\n…\n${output.slice(-2500)}`;
}

/**
 * The same, where failing is an answer.
 * @param {string} program
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<{ code: number | string, output: string }>}
 */
export function attempt(program, args, { env = bareEnvironment(), user = null, cwd, seconds = 120, onLine } = {}) {
  const [file, argv] = underUser(user, program, args);
  return new Promise((resolve, reject) => {
    const child = spawn(file, argv, { stdio: ['ignore', 'pipe', 'pipe'], env: asProcessEnv(env), detached: true, ...(cwd ? { cwd } : {}) });
    running.add(child);
    let output = '';
    const patience = setTimeout(() => {
      output += `\n(stopped after ${seconds} s)`;
      killGroup(child, 'SIGKILL');
    }, seconds * 1000);
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
        output = (output + text).slice(-1_000_000);
        if (onLine) for (const line of text.split('\n')) if (line.trim()) onLine(line);
      });
    }
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(patience);
      running.delete(child);
      resolve({ code: code ?? signal ?? 'unknown', output });
    });
  });
}

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/** Ends what is under way: Ctrl-C in the middle of an installation must not leave a build behind. */
export function endRuns() {
  for (const child of running) killGroup(child, 'SIGKILL');
}

/**
 * Whether a command succeeds; for quick questions only.
 * @param {string} program
 * @param {string[]} args
 */
export function succeeds(program, args) {
  return spawnSync(program, args, { stdio: 'ignore', timeout: 10_000 }).status === 0;
}
