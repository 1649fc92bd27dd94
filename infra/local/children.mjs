/**
 * Long-lived children of the launcher: servers and our own processes. Each has its own process group (Ctrl-C in the terminal reaches the launcher alone, which stops
 * them in order), its own log file, dies with the launcher, and is started again with back-off when it ends by itself.
 */
import { spawn } from 'node:child_process';
import { closeSync, openSync, renameSync, writeSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { warn } from './say.mjs';
import { asProcessEnv, killGroup, underUser } from './spawn.mjs';

/**
 * @typedef {object} ChildPlan
 * @property {string} name
 * @property {string} program
 * @property {string[]} args
 * @property {Record<string, string>} env
 * @property {string | null} [user]
 * @property {string} [cwd]
 * @property {string} logs folder of `<name>.log`
 * @property {RegExp} [readyLine] the child is ready when a line matches; otherwise `ready` resolves at once
 * @property {number} [readySeconds] 60 by default
 */

/**
 * @typedef {object} Child
 * @property {string} name
 * @property {Promise<void>} ready of the first start
 * @property {(signal: NodeJS.Signals, milliseconds: number) => Promise<void>} stop SIGKILL follows when it takes longer
 * @property {() => number | undefined} pid
 * @property {() => boolean} isUp false as soon as it has ended by itself, until it was started again
 * @property {() => string} lastWords the end of its output
 */

const longestPause = 30_000;
const logLimit = 16 * 1024 * 1024;

/** @param {ChildPlan} plan @returns {Child} */
export function startChild(plan) {
  const write = openLog(path.join(plan.logs, `${plan.name}.log`));
  let stopping = false;
  let failures = 0;
  /** @type {import('node:child_process').ChildProcess | undefined} */
  let child;
  /** @type {Promise<void>} */
  let ended = Promise.resolve();
  const wake = new AbortController(); // ends a back-off pause
  let tail = '';
  let up = true;

  /** @returns {Promise<void>} resolves when ready */
  function start() {
    const [file, argv] = underUser(plan.user, plan.program, plan.args);
    const started = performance.now();
    const current = spawn(file, argv, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: asProcessEnv(plan.env),
      detached: true,
      ...(plan.cwd ? { cwd: plan.cwd } : {}),
    });
    child = current;
    tail = '';
    up = true;
    /** @type {() => void} */
    let becomeReady = () => {};
    /** @type {(reason: Error) => void} */
    let giveUp = () => {};
    /** @type {Promise<void>} */
    const ready = new Promise((resolve, reject) => {
      becomeReady = resolve;
      giveUp = reject;
    });
    const limit = plan.readySeconds ?? 60;
    const patience = setTimeout(() => giveUp(new Error(`${plan.name} was not ready after ${limit} s\n${tail}`)), limit * 1000);
    if (!plan.readyLine) becomeReady();
    for (const stream of [current.stdout, current.stderr]) {
      stream.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
        write(text);
        tail += text;
        if (plan.readyLine?.test(tail)) becomeReady(); // before cutting: much may follow the line in the same piece
        tail = tail.slice(-3000);
      });
    }
    current.once('error', giveUp);
    ended = new Promise((resolve) => {
      current.once('exit', (code, signal) => {
        up = false;
        resolve();
        giveUp(new Error(`${plan.name} ended (${code ?? signal}) before it was ready\n${tail}`));
        if (!stopping) void startAgain(performance.now() - started, `${code ?? signal}`);
      });
    });
    return ready.finally(() => clearTimeout(patience));
  }

  /** @param {number} lived milliseconds @param {string} how */
  async function startAgain(lived, how) {
    failures = lived > 60_000 ? 1 : failures + 1;
    const pause = Math.min(longestPause, 500 * 2 ** (failures - 1));
    warn(`${plan.name} ended (${how}); it starts again in ${pause / 1000} s. Its log: ${path.join(plan.logs, `${plan.name}.log`)}`);
    await sleep(pause, undefined, { signal: wake.signal }).catch(() => {});
    if (!stopping) await start().catch(() => {}); // a failed start comes back here by its exit
  }

  const ready = start();
  ready.catch(() => {}); // whoever awaits it hears of it; nobody else needs to
  return {
    name: plan.name,
    ready,
    pid: () => child?.pid,
    isUp: () => up,
    lastWords: () => tail,
    async stop(signal, milliseconds) {
      stopping = true;
      wake.abort();
      if (!child) return;
      const current = child;
      killGroup(current, signal);
      const inTime = await Promise.race([ended.then(() => true), sleep(milliseconds, false, { ref: false })]);
      if (!inTime) {
        killGroup(current, 'SIGKILL');
        await ended;
      }
    },
  };
}

/** A log that keeps at most two files of `logLimit`. @param {string} file @returns {(text: string) => void} */
function openLog(file) {
  let descriptor = openSync(file, 'a', 0o600);
  let written = 0;
  return (text) => {
    written += writeSync(descriptor, text);
    if (written < logLimit) return;
    closeSync(descriptor);
    renameSync(file, `${file}.1`);
    descriptor = openSync(file, 'a', 0o600);
    written = 0;
  };
}
