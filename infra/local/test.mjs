/**
 * `npm test`: everything, from a bare machine, in the order in which it is cheapest to fail. Ends with one line, `N passed, N failed`, and exit code 1 where anything
 * failed. `npm test -- --only units,critical` narrows; `--keep-going` is the default: one stage's failure does not hide another's.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildSurfaces } from './build.mjs';
import { installAll, NotPossible, packagesToTest } from './install.mjs';
import { watchParents } from './place.mjs';
import { endRuns } from './run.mjs';
import { bold, red, say, seconds, warn } from './say.mjs';
import { raiseStack } from './stack.mjs';
import { check, endStage, plainTestEnvironment, playwright, vitest } from './stages.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const began = performance.now();
const scratch = mkdtempSync(path.join(tmpdir(), 'exhibit-test-'));
chmodSync(scratch, 0o755); // the servers' own users pass through it

/** @type {import('./stack.mjs').Stack | null} */
let stack = null;
let stopping = false;

/** @param {number} code */
async function stop(code) {
  if (stopping) return;
  stopping = true;
  endRuns();
  endStage();
  await stack?.stop();
  rmSync(scratch, { recursive: true, force: true });
  process.exit(code);
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void stop(130));
watchParents(() => void stop(129));

/** @typedef {import('./stages.mjs').Tally} Tally */
/** @typedef {{ name: string, run: () => Promise<Tally>, needs?: 'servers' }} Stage */

/** Our own bin, never one that happens to be on the PATH. @param {string} name */
const bin = (name) => path.join(root, 'node_modules/.bin', name);
const results = path.join(scratch, 'results.json');

/** @type {Stage[]} */
const stages = [
  { name: 'format', run: () => check(root, bin('oxfmt'), ['--check', '-c', 'tests/config/oxfmt.json', '.']) },
  { name: 'lint', run: () => check(root, bin('oxlint'), ['-c', 'tests/config/oxlint.json', '--deny-warnings', '.']) },
  { name: 'types', run: () => check(root, bin('tsc'), ['--noEmit', '-p', '.']) },
  {
    name: 'imports',
    run: () => check(root, bin('depcruise'), ['--config', 'tests/config/dependency-cruiser.cjs', 'app', 'workers', 'db', 'infra', 'tests']),
  },
  { name: 'unused', run: () => check(root, bin('knip'), ['--config', 'tests/config/knip.json', '--no-progress']) },
  { name: 'builds', run: build },
  ...['units', 'critical', 'faults'].map(
    (project) => /** @type {Stage} */ ({ name: project, needs: 'servers', run: () => vitest(root, environment(), project, results) }),
  ),
  ...['journeys', 'accessibility'].map(
    (folder) => /** @type {Stage} */ ({ name: folder, needs: 'servers', run: () => playwright(root, environment(), folder, results) }),
  ),
];

try {
  await test();
} catch (error) {
  if (!stopping) {
    warn(error instanceof NotPossible ? error.message : String(error instanceof Error ? (error.stack ?? error.message) : error));
    say('0 passed, 1 failed');
    await stop(1);
  }
}

async function test() {
  const chosen = choose();
  await installAll(root, chosen.some(({ needs }) => needs === 'servers') ? packagesToTest() : {});
  /** @type {Tally} */
  const total = { passed: 0, failed: 0 };
  /** @type {string[]} */
  const summary = [];
  for (const stage of chosen) {
    if (stopping) return;
    const start = performance.now();
    say(`\n${bold(`── ${stage.name}`)}`);
    const { passed, failed } = await runStage(stage);
    total.passed += passed;
    total.failed += failed;
    const line = `${stage.name.padEnd(14)} ${String(passed).padStart(5)} passed ${String(failed).padStart(4)} failed  ${seconds(start)}`;
    summary.push(failed > 0 ? red(line) : line);
  }
  say(`\n${summary.join('\n')}\nall of it in ${seconds(began)}`);
  say(`${total.passed} passed, ${total.failed} failed`);
  await stop(total.failed > 0 || total.passed === 0 ? 1 : 0);
}

/** @param {Stage} stage @returns {Promise<Tally>} */
async function runStage(stage) {
  try {
    if (stage.needs === 'servers') stack ??= await raiseStack({ data: path.join(scratch, 'stack'), memory: true });
    const tally = await stage.run();
    return tally.passed + tally.failed > 0 ? tally : { passed: 0, failed: 1 }; // a stage that tried nothing has shown nothing
  } catch (error) {
    say(red(String(error instanceof Error ? error.message : error)));
    return { passed: 0, failed: 1 };
  }
}

function environment() {
  return { ...plainTestEnvironment(root), EXHIBIT_SERVERS: path.join(scratch, 'stack/servers.json') };
}

/** Both builds, always: a test must never run against yesterday's. @returns {Promise<Tally>} */
async function build() {
  await buildSurfaces(root, plainTestEnvironment(root));
  return { passed: 1, failed: 0 };
}

function choose() {
  const { values } = parseArgs({ args: process.argv.slice(2), options: { only: { type: 'string', multiple: true } } });
  if (!values.only) return stages;
  const wanted = values.only.flatMap((names) => names.split(','));
  const unknown = wanted.filter((name) => !stages.some((stage) => stage.name === name));
  if (unknown.length > 0)
    throw new NotPossible(`There is no stage called ${unknown.join(', ')}; there are ${stages.map(({ name }) => name).join(', ')}.`);
  return stages.filter(({ name }) => wanted.includes(name));
}
