/** What a bare machine lacks: packages of the distribution, and node_modules. Only what is missing is installed, and nothing without saying so. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { attempt, run, succeeds } from './run.mjs';
import { say, step } from './say.mjs';
import { bareEnvironment, isRoot } from './spawn.mjs';

/** Debian package → a file that only it brings. @typedef {Record<string, string>} Packages */

/** @type {Packages} */
const serverPackages = {
  postgresql: '/usr/lib/postgresql/*/bin/postgres',
  'redis-server': '/usr/bin/redis-server',
  'clamav-daemon': '/usr/sbin/clamd',
  radosgw: '/usr/bin/radosgw',
  'ceph-mon': '/usr/bin/ceph-mon',
  'ceph-osd': '/usr/bin/ceph-osd',
  'ceph-common': '/usr/bin/ceph',
};

/** @type {Packages} */
const mediaPackages = {
  bubblewrap: '/usr/bin/bwrap',
  ffmpeg: '/usr/bin/ffmpeg',
  'poppler-utils': '/usr/bin/pdftoppm',
  'libchromaprint-tools': '/usr/bin/fpcalc',
  'perl-base': '/usr/bin/perl',
  'fonts-noto-core': '/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf',
  'fonts-noto-cjk': '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc',
};

/** @type {Packages} */
const testPackages = {
  chromium: '/usr/bin/chromium',
  unzip: '/usr/bin/unzip',
  python3: '/usr/bin/python3',
  openssl: '/usr/bin/openssl',
};

/** What runs the portal. A server that the environment already names needs no package. */
export function packagesToStart() {
  const { DATABASE_URL, REDIS_URL, S3_ENDPOINT, CLAMD_SOCKET } = process.env;
  const named = /** @type {const} */ ([
    [DATABASE_URL, /^postgresql$/],
    [REDIS_URL, /^redis/],
    [S3_ENDPOINT, /^(ceph|radosgw)/],
    [CLAMD_SOCKET, /^clamav/],
  ]);
  const wanted = Object.entries(serverPackages).filter(([name]) => !named.some(([value, pattern]) => value && pattern.test(name)));
  return { ...Object.fromEntries(wanted), ...mediaPackages };
}

/** What `npm test` needs beyond that. */
export function packagesToTest() {
  return { ...serverPackages, ...mediaPackages, ...testPackages };
}

/**
 * Brings a bare machine to where the portal can run: packages of the distribution and node_modules, side by side.
 * @param {string} root of the checkout
 * @param {Packages} packages
 */
export async function installAll(root, packages) {
  const outcomes = await Promise.allSettled([installPackages(packages), installModules(root)]);
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}

/**
 * Installs the packages whose file is absent; as root, or by sudo. Where neither is possible it prints the one command to run, and stops.
 * @param {Packages} packages
 */
async function installPackages(packages) {
  const missing = Object.entries(packages).flatMap(([name, file]) => (isPresent(file) ? [] : [name]));
  if (missing.length === 0) return;
  const command = `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  if (!existsSync('/usr/bin/apt-get')) {
    throw new NotPossible(
      `This machine lacks ${missing.join(', ')} and has no apt-get. infra/compose.yaml brings the same servers in containers.`,
    );
  }
  const prefix = isRoot ? [] : sudo();
  if (prefix === null)
    throw new NotPossible(
      `Some packages are missing. Please run this once, then start again:\n\n  sudo apt-get update && sudo ${command}\n`,
    );
  say(`This machine lacks ${missing.join(', ')}: installing with apt-get.`);
  const [first = 'apt-get', ...rest] = [...prefix, 'apt-get'];
  const env = { ...bareEnvironment(), ...proxies(), DEBIAN_FRONTEND: 'noninteractive' };
  const lock = ['-q', '-o', 'DPkg::Lock::Timeout=300', '-o', 'Acquire::Retries=3'];
  if (process.env.CI) lock.push('-o', 'Dpkg::Options::=--force-unsafe-io'); // a machine that is thrown away needs no sync for each file
  await step('package lists', (progress) => run(first, [...rest, ...lock, 'update'], { env, seconds: 600, onLine: progress }));
  await withoutServiceStarts(prefix, () =>
    step(`${missing.length} packages`, (progress) =>
      run(first, [...rest, ...lock, 'install', '-y', '--no-install-recommends', ...missing], { env, seconds: 1800, onLine: progress }),
    ),
  );
}

/** The one message a person must act upon; printed without a stack. */
export class NotPossible extends Error {
  /** @override */
  name = 'NotPossible';
}

/** @param {string} file with at most one `*` folder */
function isPresent(file) {
  if (!file.includes('*')) return existsSync(file);
  return postgresFolder() !== null;
}

/** The newest PostgreSQL's programs, version 15 or later. */
export function postgresFolder() {
  return (
    ['18', '17', '16', '15'].map((version) => `/usr/lib/postgresql/${version}/bin`).find((folder) => existsSync(`${folder}/postgres`)) ??
    null
  );
}

/** @returns {string[] | null} */
function sudo() {
  if (!existsSync('/usr/bin/sudo')) return null;
  return succeeds('/usr/bin/sudo', ['-n', 'true']) ? ['/usr/bin/sudo', '-n'] : null;
}

/** @returns {Record<string, string>} */
function proxies() {
  return Object.fromEntries(
    ['http_proxy', 'https_proxy', 'no_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'].flatMap((name) => {
      const value = process.env[name];
      return value ? [[name, value]] : [];
    }),
  );
}

/**
 * Debian starts a server as soon as it is installed; ours are private ones, so for the time of the installation its own switch says no.
 * @param {string[]} prefix
 * @param {() => Promise<unknown>} work
 */
async function withoutServiceStarts(prefix, work) {
  const policy = '/usr/sbin/policy-rc.d';
  if (!isRoot || prefix.length > 0 || existsSync(policy)) {
    await work();
    return;
  }
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    await work();
  } finally {
    rmSync(policy, { force: true });
  }
}

/**
 * `npm ci`, unless node_modules already holds what package-lock.json says.
 * @param {string} root of the checkout
 */
async function installModules(root) {
  if (modulesAreCurrent(root)) return;
  /** @type {Record<string, string>} */
  const env = {};
  for (const [name, value] of Object.entries(process.env)) if (value !== undefined && !/^npm_(?!config_)/.test(name)) env[name] = value;
  // Not the Node that lies in node_modules, which is about to be removed.
  env.PATH = (env.PATH ?? '')
    .split(':')
    .filter((folder) => !folder.includes('node_modules'))
    .join(':');
  await step('npm packages (npm ci)', async (progress) => {
    for (let again = 2; ; again -= 1) {
      const { code, output } = await attempt('npm', ['ci', '--no-audit', '--no-fund'], {
        env,
        cwd: root,
        seconds: 900,
        onLine: (line) => line.startsWith('npm warn') || progress(line),
      });
      if (code === 0) return;
      if (again === 0) throw new Error(`npm ci failed (${code})\n${output.slice(-4000)}`);
    }
  });
}

/** @param {string} root */
function modulesAreCurrent(root) {
  try {
    const wanted = packagesOf(path.join(root, 'package-lock.json'));
    const present = packagesOf(path.join(root, 'node_modules/.package-lock.json'));
    for (const [name, { version, optional }] of wanted) if (!optional && present.get(name)?.version !== version) return false;
    for (const [name, { version }] of present) if (wanted.get(name)?.version !== version) return false;
    return succeeds(path.join(root, 'node_modules/.bin/node'), ['--version']);
  } catch {
    return false;
  }
}

/** @param {string} file @returns {Map<string, { version: string, optional: boolean }>} */
function packagesOf(file) {
  const { packages } = JSON.parse(readFileSync(file, 'utf8'));
  /** @type {Map<string, { version: string, optional: boolean }>} */
  const found = new Map();
  for (const [name, { version, optional = false, peer = false }] of Object.entries(packages)) {
    if (name !== '') found.set(name, { version, optional: optional || peer });
  }
  return found;
}
