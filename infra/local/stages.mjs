/** How one stage of `npm test` runs, and what it counts: a static check counts as one, a test runner as many tests as it reports. */
import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { plainEnvironment } from './environments.mjs';
import { say } from './say.mjs';
import { asProcessEnv, killGroup, underUser } from './spawn.mjs';

/** @typedef {{ passed: number, failed: number }} Tally */

/** A stage that says nothing for this long has hung, and a hung run must end with an answer. */
const longest = 15 * 60_000;

/** The current environment without what would let a test's outcome depend on where it ran. @param {string} root @returns {Record<string, string>} */
export function plainTestEnvironment(root) {
  const plain = plainEnvironment(process.env);
  return { ...plain, PATH: `${path.join(root, 'node_modules/.bin')}:${plain.PATH ?? '/usr/bin:/bin'}`, NODE_NO_WARNINGS: '1' };
}

/** A program whose exit code is the answer. @param {string} root @param {string} program @param {string[]} args @returns {Promise<Tally>} */
export async function check(root, program, args) {
  const code = await show(root, program, args, plainTestEnvironment(root));
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** One project of the Vitest configuration. @param {string} root @param {Record<string, string>} env @param {string} project @param {string} results @returns {Promise<Tally>} */
export async function vitest(root, env, project, results) {
  rmSync(results, { force: true });
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'tests/config/vitest.config.ts', '--project', project];
  const code = await show(root, node(root), [...args, '--reporter=default', '--reporter=json', `--outputFile.json=${results}`], env);
  const report = read(results);
  const passed = Number(report?.numPassedTests ?? 0);
  // A file that cannot even be loaded fails no test by name, yet fails.
  const failed = Number(report?.numFailedTests ?? 0) || (code === 0 ? 0 : Math.max(1, Number(report?.numFailedTestSuites ?? 0)));
  return { passed, failed };
}

/** One folder of Playwright tests. @param {string} root @param {Record<string, string>} env @param {string} folder @param {string} results @returns {Promise<Tally>} */
export async function playwright(root, env, folder, results) {
  rmSync(results, { force: true });
  const args = [
    'node_modules/playwright/cli.js',
    'test',
    '--config',
    'tests/config/playwright.config.ts',
    '--reporter=list,json',
    `/${folder}/`,
  ];
  const code = await show(root, node(root), args, { ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: results });
  const stats = read(results)?.stats;
  const passed = Number(stats?.expected ?? 0) + Number(stats?.flaky ?? 0);
  const failed = Number(stats?.unexpected ?? 0) || (code === 0 ? 0 : 1);
  return { passed, failed };
}

/** @param {string} root */
const node = (root) => path.join(root, 'node_modules/.bin/node');

/** @param {string} file */
function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

/** @type {import('node:child_process').ChildProcess | null} */
let current = null;

/** Ends the stage under way. */
export function endStage() {
  if (current) killGroup(current, 'SIGKILL');
}

/**
 * Runs a program with its output shown as it comes; no terminal input, so that nothing can ask.
 * @param {string} root @param {string} program @param {string[]} args @param {Record<string, string>} env
 * @returns {Promise<number>}
 */
function show(root, program, args, env) {
  const [file, argv] = underUser(null, program, args);
  return new Promise((resolve, reject) => {
    const child = spawn(file, argv, { cwd: root, env: asProcessEnv(env), stdio: ['ignore', 'inherit', 'inherit'], detached: true });
    current = child;
    const patience = setTimeout(() => {
      say(`stopped after ${longest / 60_000} minutes`);
      killGroup(child, 'SIGKILL');
    }, longest);
    child.once('error', reject);
    child.once('exit', (code) => {
      clearTimeout(patience);
      current = null;
      resolve(code ?? 1);
    });
  });
}
