/**
 * The bundle's archive stream against `zip -0` over the same files, both into /dev/null, files in the page cache. Plain: what the structure costs.
 * Re-hashing: what an export really does, SHA-256 and CRC-32 over every byte.
 */
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { measureSource, writeStructure, writeZip, type ZipEntry } from '#workers/bundle/zip.ts';
import { atLeast, compare, say, seconds, type Figure } from './protocol.ts';

const FILES = 4;
const FILE_BYTES = 128 * 2 ** 20;
const MIB = (FILES * FILE_BYTES) / 2 ** 20;

export async function* bench(): AsyncGenerator<Figure> {
  const folder = await mkdtemp(path.join(tmpdir(), 'exhibit-bench-'));
  try {
    const entries = await makeFiles(folder);
    const other = findOther();
    const b = {
      what: `${other.name}, MiB/s`,
      measure: async () => MIB / (await seconds(() => runQuietly(other.command, other.argv(entries.map(({ name }) => name)), folder))),
    };
    const stream = (source: AsyncIterable<Uint8Array>) => pipeline(source, createWriteStream('/dev/null'));
    const note = `${FILES} incompressible files of ${FILE_BYTES / 2 ** 20} MiB in the page cache; b: ${other.name}`;
    yield await compare({
      bench: 'bundle-plain',
      a: { what: 'stream, MiB/s', measure: async () => MIB / (await seconds(() => stream(writeStructure(entries)))) },
      b,
      target: atLeast(4),
      note,
    });
    yield await compare({
      bench: 'bundle-rehash',
      a: { what: 'stream with hashes, MiB/s', measure: async () => MIB / (await seconds(() => stream(writeZip(entries)))) },
      b,
      target: atLeast(2.5),
      note,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function makeFiles(folder: string): Promise<ZipEntry[]> {
  const entries: ZipEntry[] = [];
  for (let index = 0; index < FILES; index++) {
    const name = `file-${index}.bin`;
    const file = await open(path.join(folder, name), 'w');
    for (let done = 0; done < FILE_BYTES; done += 2 ** 23) await file.write(randomBytes(2 ** 23));
    await file.close();
    const read = () => readAhead(path.join(folder, name));
    entries.push({ name, ...(await measureSource(read())), open: read });
    say(`made ${name}`);
  }
  return entries;
}

/** A file in pieces of 1 MiB, the next one read while the last is used; three buffers in turn, so that memory is not what is measured. */
async function* readAhead(file: string): AsyncGenerator<Uint8Array> {
  const handle = await open(file, 'r');
  try {
    const buffers = [0, 1, 2].map(() => Buffer.alloc(2 ** 20));
    const read = (turn: number) => handle.read(buffers[turn % 3] ?? Buffer.alloc(0), 0, 2 ** 20, turn * 2 ** 20);
    for (let turn = 0, coming = read(0); ; turn++) {
      const { bytesRead, buffer } = await coming;
      if (bytesRead === 0) return;
      coming = read(turn + 1);
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

/** The first of these that is installed, and the figure says which. */
function findOther(): { name: string; command: string; argv: (names: string[]) => string[] } {
  const python = "import sys,zipfile\nz=zipfile.ZipFile(sys.stdout.buffer,'w')\nfor n in sys.argv[1:]: z.write(n)\nz.close()";
  const candidates = [
    { name: 'zip -0', command: 'zip', probe: '-v', argv: (names: string[]) => ['-0', '-q', '-', ...names] },
    { name: '7z -mx0', command: '7z', probe: 'i', argv: (names: string[]) => ['a', '-mx0', '-tzip', '-so', 'x.zip', ...names] },
    { name: 'Python zipfile', command: 'python3', probe: '--version', argv: (names: string[]) => ['-c', python, ...names] },
  ];
  const found = candidates.find(({ command, probe }) => spawnSync(command, [probe], { stdio: 'ignore' }).status === 0);
  if (!found) throw new Error('there is nothing to compare with: install zip');
  return found;
}

function runQuietly(command: string, argv: readonly string[], cwd: string): Promise<void> {
  return new Promise((resolve, reject) => {
    spawn(command, argv, { cwd, stdio: 'ignore' })
      .once('error', reject)
      .once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${command} ended with ${code}`))));
  });
}
