/**
 * Typesets in a process of its own. The compiler is a native library that cannot be interrupted, takes memory that V8 does not count, and could crash: here it
 * blocks nobody, is killed when it takes too long or too much, holds no secret (its environment is empty), and leaves nothing behind for the next document.
 */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { constants, setPriority } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Typeset } from './compile.ts';
import { DocumentNotMade, FontsMissing } from './errors.ts';

export type TypesetBounds = { milliseconds: number; memoryBytes: number };

const child = fileURLToPath(new URL('typeset-child.ts', import.meta.url));
/** Between two looks at the memory: at most some tens of megabytes can come in it. */
const lookEvery = 100;
/** No inventory comes near it; what does is not a document. */
const maxOutputBytes = 256 * 1024 ** 2;

type Child = ChildProcessByStdio<Writable, Readable, null>;

/** The document's bytes. Throws `DocumentNotMade`, `FontsMissing`. */
export async function typeset(document: Typeset, { milliseconds, memoryBytes }: TypesetBounds): Promise<Uint8Array<ArrayBuffer>> {
  const running = spawn(process.execPath, ['--max-old-space-size=512', child], {
    env: { LC_ALL: 'C.UTF-8', NODE_ENV: 'production' },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  let broken: DocumentNotMade | undefined;
  const end = (reason: string): void => {
    broken ??= new DocumentNotMade(reason);
    running.kill('SIGKILL');
  };
  const timer = setTimeout(end, milliseconds, 'typesetting took too long');
  const watch = setInterval(() => {
    void memoryOf(running.pid).then((bytes) => (bytes > memoryBytes ? end('typesetting took too much memory') : undefined));
  }, lookEvery);
  try {
    const finished = ended(running);
    standBack(running.pid);
    running.stdin.on('error', () => {}); // it may have been killed before it read everything
    running.stdin.end(JSON.stringify(document));
    const [output, code] = await Promise.all([collect(running.stdout, end), finished]);
    if (broken) throw broken;
    if (code === 0) return output;
    throw failureOf(output);
  } finally {
    clearTimeout(timer);
    clearInterval(watch);
  }
}

async function collect(stream: Readable, end: (reason: string) => void): Promise<Buffer<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > maxOutputBytes) end('the document grew too large');
    else chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** How it ended; rejects when it could not even be started. */
function ended(running: Child): Promise<number | null> {
  return new Promise((resolve, reject) => {
    running.once('error', (cause) => reject(new DocumentNotMade('typesetting could not be started', { cause })));
    running.once('close', (code) => resolve(code));
  });
}

/** Whoever is served at this moment goes first. */
function standBack(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // it has ended already
  }
}

/** Resident bytes; 0 where that cannot be read. */
async function memoryOf(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'latin1').catch(() => '');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
}

/** What the child said of itself; nothing when something ended it. */
function failureOf(output: Buffer): Error {
  try {
    const { name, message } = JSON.parse(output.toString('utf8')) as { name: string; message: string }; // our own child wrote it
    return name === 'FontsMissing' ? new FontsMissing(message) : new DocumentNotMade(message);
  } catch (cause) {
    return new DocumentNotMade('typesetting ended without a result', { cause });
  }
}
