/** Builds the two Remix apps, and only when something that goes into them has changed since. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from './run.mjs';
import { step } from './say.mjs';

/** @typedef {'intake' | 'review'} Surface */
/** @type {readonly Surface[]} */
export const surfaces = ['intake', 'review'];

/**
 * Builds what is out of date, one after the other: two builds at once would need more memory than a small machine has.
 * @param {string} root of the checkout
 * @param {Record<string, string>} env
 */
export async function buildSurfaces(root, env) {
  const sources = hashOfSources(root);
  for (const surface of surfaces) {
    const stamp = path.join(root, 'build', surface, '.sources');
    if (existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) continue;
    await step(`build of ${surface}`, (progress) => buildSurface(root, env, surface, progress));
    writeFileSync(stamp, sources);
  }
}

/** @param {string} root @param {Record<string, string>} env @param {Surface} surface @param {(line: string) => void} onLine */
export async function buildSurface(root, env, surface, onLine) {
  const program = path.join(root, 'node_modules/.bin/node');
  const args = ['node_modules/@remix-run/dev/dist/cli.js', 'vite:build', '--config', 'remix.config.js'];
  await run(program, args, { cwd: root, env: { ...env, SURFACE: surface, NODE_ENV: 'production' }, seconds: 300, onLine });
}

/** Everything that can change a build: our code, its configuration, the installed packages. @param {string} root */
function hashOfSources(root) {
  const hash = createHash('sha256');
  const files = [
    'remix.config.js',
    'package-lock.json',
    'tsconfig.json',
    ...['app', 'db', 'infra'].flatMap((folder) => filesUnder(root, folder)),
  ];
  for (const file of files.filter((name) => !/\.(test\.tsx?|sql|md)$/.test(name))) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(path.join(root, file)))
      .update('\0');
  }
  return hash.digest('hex');
}

/** @param {string} root @param {string} folder @returns {string[]} */
function filesUnder(root, folder) {
  return readdirSync(path.join(root, folder), { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? filesUnder(root, path.join(folder, entry.name)) : [path.join(folder, entry.name)]))
    .sort();
}
