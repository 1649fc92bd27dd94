/**
 * Runs one tool over one hostile file, on one rung of the ladder. Whatever the tool does (hang, fork, fill memory, stdout or disk, crash) costs this run
 * and nothing else: the answer is a value, and when it is there no process of the run is left.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess, StdioOptions } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { chown, lstat, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Duplex, Readable, Writable } from 'node:stream';
import { filterDescriptor, levelOf, startDescriptor, wrap } from './rungs.ts';
import type { Limits, Places, Rung, SandboxLevel } from './rungs.ts';
import { filterProgram } from './seccomp.ts';
import { measureFolder, measureTree } from './watch.ts';

export type { Limits, Places } from './rungs.ts';

export type SandboxRequest = {
  /** Absolute, the same inside and outside. What is not under /usr must be in `code`. */
  program: string;
  /** From the places inside; on the lowest rung they are others. */
  arguments: (places: Places) => readonly string[];
  /** A file of the host, seen read-only as `places.input`. When we are root it is given to the run's own uid. */
  input?: string;
  /** An empty folder of the host that the tool may fill, seen as `places.output`. Without it nothing can be written at all. */
  output?: string;
  /** Files and folders of ours that the tool needs, read-only, at their own paths. */
  code?: readonly string[];
  limits: Limits;
  /** Ends the run early. */
  signal?: AbortSignal;
};

export type SandboxResult = {
  /** `failed`: ended by itself with another code than 0, or by a signal of its own. `killed`: by us, over a bound or given up. */
  status: 'ok' | 'failed' | 'timeout' | 'killed';
  /** Which bound, when `killed`. */
  over: 'memory' | 'processes' | 'output' | 'given up' | null;
  code: number | null;
  stdout: Buffer;
  /** At most 64 KiB; hostile text, never logged. */
  stderr: string;
  level: SandboxLevel;
};

/** The rung that a real trial found working on this machine, from `openSandbox`. */
export type Sandbox = { level: SandboxLevel; rung: Rung | null; reason: string };

/** There is no rung on this machine: nothing hostile may be parsed here. The stage parks with this as its reason. */
export class SandboxMissing extends Error {
  override name = 'SandboxMissing';
}

const stderrBytes = 64 * 1024;
const watchEvery = 100;
/** After SIGKILL the kernel needs moments; what still holds a pipe after this is not waited for. */
const graceMs = 5_000;

/** @throws SandboxMissing on the rung "none"; everything the tool does is in the result. */
export async function runSandboxed(sandbox: Sandbox, request: SandboxRequest): Promise<SandboxResult> {
  if (sandbox.rung === null) throw new SandboxMissing(sandbox.reason);
  return runOn(sandbox.rung, request);
}

/** `runSandboxed` on a named rung: for the ladder's own trial, and for tests of each rung. */
export async function runOn(rung: Rung, request: SandboxRequest): Promise<SandboxResult> {
  const { limits, output, signal } = request;
  const level = levelOf[rung];
  const uid = unusedUid();
  if (rung !== 'mapped-user') await handOver(uid, request);
  const program = rung === 'setpriv' ? null : filterProgram();
  const code = [
    ...(request.code ?? []),
    ...(request.program.startsWith('/usr/') || request.program.startsWith('/bin/') ? [] : [request.program]),
  ];
  const wrapped = wrap(
    { rung, uid, input: request.input ?? null, output: output ?? null, code, limits, filter: program !== null },
    (places) => [request.program, ...request.arguments(places)],
  );

  const input = openSync(rung === 'setpriv' && request.input !== undefined ? request.input : '/dev/null', 'r');
  const stdio: StdioOptions = ['ignore', 'pipe', 'pipe', input, program ? 'pipe' : 'ignore', 'pipe'];
  const child: ChildProcess = spawn(wrapped.command, wrapped.arguments, {
    stdio,
    env: { NODE_ENV: 'production' }, // which the first link of the chain empties
    cwd: '/',
  });
  closeSync(input);
  if (program) {
    const pipe = child.stdio[filterDescriptor] as Writable;
    pipe.on('error', () => undefined); // it died before it read its filter: then it has not started the tool
    pipe.end(program);
  }
  const start = (child.stdio as unknown as Duplex[])[startDescriptor] as Duplex; // Node opens a socket pair; its types end at descriptor 4
  start.on('error', () => undefined);
  start.once('data', () => start.end('go\n'));

  return new Promise<SandboxResult>((resolve) => {
    let ended: Pick<SandboxResult, 'status' | 'over'> | null = null;
    const end = (status: 'timeout' | 'killed', over: SandboxResult['over']) => {
      if (ended) return;
      ended = { status, over };
      child.kill('SIGKILL'); // takes the whole process namespace with it
      setTimeout(() => settle(null), graceMs).unref();
    };
    const stdout = collect(child.stdout as Readable, limits.outputBytes, () => end('killed', 'output'));
    const stderr = collect(child.stderr as Readable, stderrBytes, () => undefined);
    const timer = setTimeout(() => end('timeout', null), limits.seconds * 1000);
    const watch = setInterval(() => {
      if (child.pid === undefined) return;
      const usage = measureTree(child.pid);
      if (usage.memoryBytes > limits.memoryBytes) end('killed', 'memory');
      else if (usage.processes > limits.processes + 8) end('killed', 'processes'); // the wrapper's own come on top
      else if (output !== undefined && measureFolder(output) > limits.outputBytes) end('killed', 'output');
    }, watchEvery);
    const give = () => end('killed', 'given up');
    signal?.addEventListener('abort', give, { once: true });
    if (signal?.aborted) give();

    let settled = false;
    function settle(exit: number | null): void {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      clearInterval(watch);
      signal?.removeEventListener('abort', give);
      const tooMuch = !ended && output !== undefined && measureFolder(output) > limits.outputBytes;
      const how: Pick<SandboxResult, 'status' | 'over'> =
        ended ?? (tooMuch ? { status: 'killed', over: 'output' } : { status: exit === 0 ? 'ok' : 'failed', over: null });
      resolve({ ...how, code: exit, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString('utf8'), level });
    }
    child.once('error', () => settle(null));
    child.once('close', settle);
  }).finally(() => (rung === 'setpriv' ? sweepTemporary(uid) : undefined));
}

/** Keeps up to `bytes`; the rest is read and dropped, and `over` called once. */
function collect(stream: Readable, bytes: number, over: () => void): Buffer[] {
  const kept: Buffer[] = [];
  let left = bytes;
  stream.on('error', () => undefined);
  stream.on('data', (chunk: Buffer) => {
    if (left > 0) kept.push(chunk.subarray(0, left));
    if (chunk.length > left) over();
    left = Math.max(0, left - chunk.length);
  });
  return kept;
}

/** A uid of which this run is the only user, so that the kernel counts its processes alone. Above what Debian or a container gives to anyone. */
function unusedUid(): number {
  return randomInt(1_900_000_000, 2_000_000_000);
}

/**
 * The lowest rung has the machine's own world-writable folders. No byte can be written there without an output folder, but names can: whatever belongs
 * to the run's uid goes.
 */
async function sweepTemporary(uid: number): Promise<void> {
  for (const folder of ['/tmp', '/var/tmp', '/dev/shm']) {
    for (const name of await readdir(folder).catch(() => [])) {
      const path = join(folder, name);
      const found = await lstat(path).catch(() => null);
      if (found?.uid === uid) await rm(path, { recursive: true, force: true });
    }
  }
}

/** Root only: the run's uid must be able to read its input and to write its output. */
async function handOver(uid: number, { input, output }: SandboxRequest): Promise<void> {
  if (output !== undefined) await chown(output, uid, uid);
  if (input === undefined) return;
  const file = await open(input, 'r');
  try {
    const { mode, uid: owner } = await file.stat();
    if ((mode & 0o004) !== 0) return;
    // Through the group, not as the owner: an owner could open it for writing again where there is no read-only mount.
    await file.chown(owner, uid);
    await file.chmod((mode & 0o700) | 0o040);
  } finally {
    await file.close();
  }
}
