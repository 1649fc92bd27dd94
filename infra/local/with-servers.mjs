/**
 * Runs a command beside servers of its own, memory-backed, or with `--disk` on the disk as in trials (for what is larger than memory): `node infra/local/with-servers.mjs node tests/bench/run.ts recovery`, or `… npx vitest …` while writing a test.
 * The command finds them by EXHIBIT_SERVERS; where that is set already, nothing is raised. Its standard output stays its own: what this says goes to standard error.
 */
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { installAll, packagesToTest } from './install.mjs';
import { watchParents } from './place.mjs';
import { endRuns } from './run.mjs';
import { speakTo, warn } from './say.mjs';
import { asProcessEnv, killGroup, underUser } from './spawn.mjs';
import { raiseStack } from './stack.mjs';
import { plainTestEnvironment } from './stages.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const given = process.argv.slice(2);
const memory = given[0] !== '--disk';
const [program, ...args] = memory ? given : given.slice(1);
speakTo(process.stderr);

/** @type {import('./stack.mjs').Stack | null} */
let stack = null;
/** @type {import('node:child_process').ChildProcess | null} */
let child = null;
/** @type {string | null} */
let scratch = null;
let stopping = false;

/** @param {number} code */
async function stop(code) {
  if (stopping) return;
  stopping = true;
  endRuns();
  if (child) killGroup(child, 'SIGKILL');
  await stack?.stop();
  if (scratch) rmSync(scratch, { recursive: true, force: true });
  process.exit(code);
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void stop(130));
watchParents(() => void stop(129));

try {
  if (!program) throw new Error('usage: node infra/local/with-servers.mjs COMMAND …');
  const env = plainTestEnvironment(root);
  env.EXHIBIT_SERVERS = process.env.EXHIBIT_SERVERS ?? (await raise());
  const [file, argv] = underUser(null, program, args);
  child = spawn(file, argv, { cwd: root, env: asProcessEnv(env), stdio: 'inherit', detached: true });
  child.once('error', (error) => {
    warn(error.message);
    void stop(127);
  });
  child.once('exit', (code) => void stop(code ?? 1));
} catch (error) {
  warn(error instanceof Error ? error.message : String(error));
  await stop(1);
}

/** @returns {Promise<string>} the file that names the servers */
async function raise() {
  await installAll(root, packagesToTest());
  scratch = mkdtempSync(path.join(tmpdir(), 'exhibit-servers-'));
  chmodSync(scratch, 0o755); // the servers' own users pass through it
  stack = await raiseStack({ data: scratch, memory });
  return path.join(scratch, 'servers.json');
}
