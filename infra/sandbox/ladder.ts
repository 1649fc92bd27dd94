/** Which rung this machine has: found out by a real trial, once a process, because every promise about it (a kernel's version, a container's flags) has been wrong somewhere. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runOn } from './run.ts';
import type { Sandbox, SandboxResult } from './run.ts';
import { levelOf, rungs } from './rungs.ts';
import type { Rung, SandboxLevel } from './rungs.ts';

/** What must come back from a rung: the input was readable, JavaScript runs, and the kernel refused to start more processes than allowed. */
const trial = `cat "$1"; "$2" -e 'process.stdout.write("node\\n")' || exit 3
i=0; while [ $i -lt 80 ]; do sleep 2 & i=$((i+1)); done`;

let opened: Promise<Sandbox> | null = null;

/** The best rung that works here. The first call tries (a second at most), later ones answer from memory. */
export function openSandbox(): Promise<Sandbox> {
  opened ??= findRung(process.getuid?.() === 0 ? rungs : ['mapped-user']);
  return opened;
}

/** For health pages: which level is active. */
export async function sandboxLevel(): Promise<SandboxLevel> {
  return (await openSandbox()).level;
}

/** Tries rungs from the best down. `reason` says why the better ones were not taken. */
export async function findRung(candidates: readonly Rung[]): Promise<Sandbox> {
  const refusals: string[] = [];
  for (const rung of candidates) {
    const refusal = await tryRung(rung);
    if (refusal === null) return { level: levelOf[rung], rung, reason: refusals.join('; ') };
    refusals.push(`${rung}: ${refusal}`);
  }
  return { level: 'none', rung: null, reason: `no sandbox works on this machine (${refusals.join('; ')})` };
}

/** Why a rung does not serve here, or null when it does. */
export async function tryRung(rung: Rung): Promise<string | null> {
  const folder = await mkdtemp(join(tmpdir(), 'exhibit-sandbox-'));
  const input = join(folder, 'file');
  try {
    await writeFile(input, 'input\n', { mode: 0o600 });
    const result = await runOn(rung, {
      program: '/usr/bin/sh',
      arguments: (places) => ['-c', trial, 'sh', places.input, process.execPath],
      input,
      code: process.execPath.startsWith('/usr/') ? [] : [process.execPath],
      limits: { seconds: 10, memoryBytes: 512 * 1024 ** 2, outputBytes: 4096, processes: 40 },
    });
    return judge(result);
  } catch (error) {
    return error instanceof Error ? error.name : 'unknown';
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function judge(result: SandboxResult): string | null {
  const said = result.stdout.toString('utf8');
  if (!said.startsWith('input\nnode\n')) return `did not run (${result.stderr.trim().split('\n')[0]?.slice(0, 200) ?? ''})`;
  // The shell ends itself with 2 when the kernel refuses a fork; that our own watch stopped it in time is not a bound.
  if (result.status !== 'failed' || result.code !== 2) return 'does not bound the number of processes';
  return null;
}
