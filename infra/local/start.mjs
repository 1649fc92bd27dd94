/**
 * `npm start`: the whole portal on a bare machine, from one command. Runs on the machine's own Node (20 or later) without a single dependency; everything that needs
 * one is spawned on the Node that npm installs. Ctrl-C stops all of it in order, and nothing outlives this process, however it ends.
 */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSurfaces } from './build.mjs';
import { environmentForCommand, plainEnvironment } from './environments.mjs';
import { installAll, NotPossible, packagesToStart } from './install.mjs';
import { localInstallation } from './installation.mjs';
import { readOptions } from './options.mjs';
import { chooseData, claim, watchParents } from './place.mjs';
import { isFree } from './ports.mjs';
import { giveKeys, startProcesses, usersOf } from './processes.mjs';
import { endRuns, run } from './run.mjs';
import { bold, say, seconds, step, warn } from './say.mjs';
import { createDatabase } from './servers/postgres.mjs';
import { raiseStack } from './stack.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const began = performance.now();

/** What has been started, for stopping it the other way round. @type {(() => Promise<unknown> | void)[]} */
const undo = [];
let stopping = false;

/** @param {number} code @param {string} reason */
async function stop(code, reason) {
  if (stopping) return;
  stopping = true;
  const start = performance.now();
  say(`\n${reason} Stopping…`);
  endRuns();
  for (const end of undo.splice(0).reverse()) {
    try {
      await end();
    } catch (error) {
      warn(String(error)); // the others are stopped all the same
    }
  }
  say(`Everything has stopped (${seconds(start)}).`);
  process.exit(code);
}
process.on('SIGINT', () => void stop(130, 'Asked to stop.'));
process.on('SIGTERM', () => void stop(143, 'Asked to stop.'));
process.on('SIGHUP', () => void stop(129, 'The terminal is gone.'));
process.stdout.on('error', () => {}); // the reader of a pipe may leave before us
watchParents(() => void stop(129, 'The process that started this one is gone.'));

try {
  await start();
} catch (error) {
  if (!stopping) {
    warn(error instanceof NotPossible ? error.message : String(error instanceof Error ? error.message : error));
    await stop(1, 'The portal could not be started.');
  }
}

async function start() {
  const options = readOptions(process.argv.slice(2));
  for (const [name, port] of Object.entries(options.ports)) {
    if (!(await isFree(port)))
      throw new NotPossible(`Port ${port} is in use by another program. Choose another with ${name.toUpperCase()}_PORT.`);
  }
  say(bold('Exhibit'));
  await installAll(root, packagesToStart());

  const data = chooseData(root, options.data);
  undo.push(claim(data));
  const stack = await raiseStack({ data, memory: false });
  undo.push(stack.stop);
  const { servers } = stack;
  const installation = localInstallation(data, servers, options.ports);
  if (!process.env.DATABASE_URL) await createDatabase(servers.databaseUrl, installation.database);

  const environment = plainEnvironment(process.env);
  const users = usersOf(root);
  const node = path.join(root, 'node_modules/.bin/node');
  /** @param {string} name @param {Record<string, string>} env @param {string[]} args */
  const command = (name, env, args = []) =>
    run(node, [`workers/commands/${name}.ts`, ...args], { cwd: root, env: { ...environment, ...env }, seconds: 600 });

  mkdirSync(installation.keys, { recursive: true, mode: 0o755 });
  await step('keys', () => command('keys', {}, [installation.keys]));
  giveKeys(installation.keys, users);
  await step('database: migrations and logins', () => command('migrate', environmentForCommand('migrate', installation)));
  await step('buckets, and what the store enforces', () => command('store', environmentForCommand('store', installation)));
  await buildSurfaces(root, environment);

  const logs = path.join(data, 'logs');
  /** @type {import('./children.mjs').Child[]} */
  const children = [];
  undo.push(() => Promise.all(children.map((child) => child.stop('SIGTERM', 10_000))));
  await startProcesses({ root, installation, users, logs, started: (child) => void children.push(child) });

  const demo = path.join(data, 'demo.json');
  await step('demo accounts', () => command('demo', environmentForCommand('demo', installation), [demo]));
  await fileSamples(options.empty, data, command, installation);
  say(await command('demo', environmentForCommand('demo', installation), [demo, '--show']));
  sayWhere(installation.origins, data, servers.clamd.signatures);
}

/**
 * Sample reports, filed through the real path; once, into data that is new.
 * @param {boolean} empty
 * @param {string} data
 * @param {(name: string, env: Record<string, string>, args?: string[]) => Promise<string>} command
 * @param {import('./environments.mjs').Installation} installation
 */
async function fileSamples(empty, data, command, installation) {
  const done = path.join(data, 'samples.json'); // written by the command when all are filed
  if (empty || existsSync(done)) return;
  try {
    await step('sample reports', () => command('samples', environmentForCommand('samples', installation), [done]));
  } catch (error) {
    warn(`The sample reports could not all be filed; the portal runs without them. ${error instanceof Error ? error.message : error}`);
  }
}

/** @param {{ intake: string, review: string, evidence: string }} origins @param {string} data @param {string} signatures */
function sayWhere(origins, data, signatures) {
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  say(`
${bold(`Exhibit ${version} runs`)} (after ${seconds(began)})
  for witnesses  ${bold(origins.intake)}
  for staff      ${bold(origins.review)}
  evidence       ${origins.evidence} (opened by the console)
  data and logs  ${data}`);
  if (signatures === 'eicar-only') {
    warn(
      'The virus scanner knows only the EICAR test file: infected files will pass as clean. For the official signatures run freshclam, then start again.',
    );
  }
  say('Ctrl-C stops everything.');
}
