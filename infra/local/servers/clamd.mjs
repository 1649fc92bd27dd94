/**
 * The virus scanner's daemon. With the official signatures when the machine has them; otherwise it knows one file, EICAR's harmless test string, which is enough to
 * see the whole path of an infected file and is said wherever it matters. Production refuses to start on it.
 */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startChild } from '../children.mjs';
import { answers, untilAnswers } from '../ports.mjs';
import { bareEnvironment } from '../spawn.mjs';
import { giveTo } from '../users.mjs';

const user = 'clamav';
const official = '/var/lib/clamav';
/** The EICAR test string in hex: an `.ndb` line is name, target type (0: any file), offset (*: anywhere), bytes. */
const eicar =
  '58354f2150254041505b345c505a58353428505e2937434329377d2445494341522d5354414e444152442d414e544956495255532d544553542d46494c452124482b482a';

/** @param {import('../state.mjs').Raise} raise */
export async function raiseClamd({ folder, logs }) {
  const home = folder('clamd', user);
  const own = path.join(home, 'signatures');
  const temporary = path.join(home, 'temporary');
  for (const made of [own, temporary]) {
    mkdirSync(made, { recursive: true });
    giveTo(user, made);
  }
  writeFileSync(path.join(own, 'eicar.ndb'), `Exhibit.Eicar-Test-File:0:*:${eicar}\n`);
  const isOfficial = ['main.cvd', 'main.cld'].some((name) => existsSync(path.join(official, name)));
  const socket = path.join(home, 'clamd.sock');
  rmSync(socket, { force: true });
  const settings = {
    DatabaseDirectory: isOfficial ? official : own,
    LocalSocket: socket,
    LocalSocketMode: 666, // our processes run as other users than the scanner
    TemporaryDirectory: temporary,
    Foreground: 'yes',
    StreamMaxLength: '2000M',
    MaxScanSize: '4000M',
    MaxFileSize: '2000M',
    MaxScanTime: 600_000,
    MaxThreads: 4,
    // What could not be looked into must not come back as clean.
    AlertExceedsMax: 'yes',
    AlertEncrypted: 'yes',
  };
  const file = path.join(home, 'clamd.conf');
  writeFileSync(
    file,
    Object.entries(settings)
      .map(([key, value]) => `${key} ${value}\n`)
      .join(''),
  );
  const child = startChild({ name: 'clamd', program: '/usr/sbin/clamd', args: ['-c', file], env: bareEnvironment(), user, logs });
  await untilAnswers(child, () => answers({ path: socket }, 'zPING\0', /PONG/), 180); // the official signatures take a minute to load
  return {
    socket,
    signatures: isOfficial ? 'official' : 'eicar-only',
    pids: () => ({ clamd: child.pid() }),
    stop: () => child.stop('SIGKILL', 1000),
  };
}
