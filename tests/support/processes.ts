/** Starts one of our real processes in a world, with exactly the environment it would have; whatever still runs when the world closes is killed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { mkdir } from 'node:fs/promises';
import { commandFor, plainEnvironment, type ProcessGroup } from '#infra/local/environments.mjs';
import { asProcessEnv } from '#infra/local/spawn.mjs';
import { freePort, type World } from '#tests/support/world.ts';

export type RunningProcess = {
  group: ProcessGroup;
  pid: number;
  /** Of web processes only. */
  origin?: string;
  /** `http://127.0.0.1:port` of `/metrics`, `/healthz`, `/details`. */
  privateOrigin: string;
  /** Everything it wrote so far, both streams, line by line. */
  logs(): string;
  /** SIGTERM, and an error when it does not end cleanly within ten seconds. */
  stop(): Promise<void>;
  /** SIGKILL, as the out-of-memory killer would. */
  kill9(): Promise<void>;
  /** How it ended; resolves when it has. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
};

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Starts a process and waits until it says that it is ready.
 * @throws Error with its last lines when it ends before that, or says nothing for a minute.
 */
export async function startProcess(world: World, group: ProcessGroup, extra: Record<string, string> = {}): Promise<RunningProcess> {
  const privatePort = await freePort();
  const env: Record<string, string> = {
    ...plainEnvironment(process.env),
    ...world.environment(group),
    PRIVATE_PORT: String(privatePort),
    ...extra,
  };
  if (env.SPOOL_DIR) await mkdir(env.SPOOL_DIR, { recursive: true });
  const child = spawn(process.execPath, commandFor(group), { cwd: root, env: asProcessEnv(env), stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  const ready = new Promise<'ready'>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        if (line.includes('"msg":"ready"')) resolve('ready');
      });
    }
  });
  const alive = () => child.exitCode === null && child.signalCode === null;
  async function kill9(): Promise<void> {
    if (alive()) child.kill('SIGKILL');
    await ended;
  }
  world.onClose(kill9);
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<'late'>((resolve) => (timer = setTimeout(resolve, 60_000, 'late')));
  await once(child, 'spawn');
  const outcome = await Promise.race([ready, ended, tooLate]);
  clearTimeout(timer);
  if (outcome !== 'ready') {
    await kill9();
    throw new Error(
      `${group} did not become ready (${outcome === 'late' ? 'a minute passed' : `ended with ${outcome.code ?? outcome.signal}`}):\n${lines.slice(-30).join('\n')}`,
    );
  }
  return {
    group,
    pid: child.pid as number, // set since it has spawned
    ...(env.ORIGIN ? { origin: env.ORIGIN } : {}),
    privateOrigin: `http://127.0.0.1:${privatePort}`,
    logs: () => lines.join('\n'),
    async stop() {
      if (!alive()) return;
      child.kill('SIGTERM');
      const patience = setTimeout(() => child.kill('SIGKILL'), 10_000);
      const { code, signal } = await ended;
      clearTimeout(patience);
      if (code !== 0) throw new Error(`${group} did not stop cleanly (${code ?? signal}):\n${lines.slice(-30).join('\n')}`);
    },
    kill9,
    ended,
  };
}

/** Starts several groups at once. */
export async function startProcesses<G extends ProcessGroup>(world: World, groups: readonly G[]): Promise<Record<G, RunningProcess>> {
  const started = await Promise.all(groups.map(async (group) => [group, await startProcess(world, group)] as const));
  return Object.fromEntries(started) as Record<G, RunningProcess>;
}
