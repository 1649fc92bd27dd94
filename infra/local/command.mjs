/**
 * Runs one of `workers/commands`: `node infra/local/command.mjs NAME …`. With DATABASE_URL set (a real deployment) the command gets this environment as it is;
 * otherwise that of the installation which `npm start` runs here (EXHIBIT_DATA names its folder when it is not `.data`).
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { environmentForCommand, plainEnvironment } from './environments.mjs';
import { localInstallation } from './installation.mjs';
import { readOptions } from './options.mjs';
import { chooseData } from './place.mjs';
import { asProcessEnv } from './spawn.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const [name = '', ...rest] = process.argv.slice(2);
if (!/^[a-z-]+$/.test(name) || !existsSync(path.join(root, `workers/commands/${name}.ts`))) {
  process.stderr.write('usage: node infra/local/command.mjs NAME …, a file of workers/commands\n');
  process.exit(2);
}
const child = spawn(path.join(root, 'node_modules/.bin/node'), [path.join(root, `workers/commands/${name}.ts`), ...rest], {
  stdio: 'inherit',
  env: asProcessEnv(environment()),
});
child.once('exit', (code) => process.exit(code ?? 1));

/** @returns {Record<string, string>} */
function environment() {
  if (process.env.DATABASE_URL) return /** @type {Record<string, string>} */ (process.env);
  const data = chooseData(root, process.env.EXHIBIT_DATA ?? null);
  const file = path.join(data, 'servers.json');
  if (!existsSync(file)) {
    process.stderr.write(`DATABASE_URL is not set, and no portal was started on ${data}\n`);
    process.exit(2);
  }
  const installation = localInstallation(data, JSON.parse(readFileSync(file, 'utf8')), readOptions([]).ports);
  return { ...plainEnvironment(process.env), ...environmentForCommand(/** @type {'custody-verify'} */ (name), installation) };
}
