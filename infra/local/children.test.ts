import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventually } from '#tests/support/world.ts';
import { startChild } from './children.mjs';
import { bareEnvironment, isRoot } from './spawn.mjs';

let folder: string;
const launchers: ChildProcess[] = [];
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'exhibit-children-'));
});
afterEach(async () => {
  for (const launcher of launchers.splice(0)) launcher.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

const plan = (name: string, program: string, args: string[]) => ({ name, program, args, env: bareEnvironment(), logs: folder });
const isAlive = (pid: number) => existsSync(`/proc/${pid}`) && !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));

/** A launcher of its own, that starts one child and says its pid. */
async function launch(user: string | null): Promise<{ launcher: ChildProcess; child: number }> {
  const script = path.join(folder, 'launcher.mjs');
  await writeFile(
    script,
    `import { startChild } from ${JSON.stringify(new URL('children.mjs', import.meta.url).href)};
     const child = startChild({ name: 'sleeper', program: '/bin/sleep', args: ['600'], env: process.env, user: ${JSON.stringify(user)}, logs: ${JSON.stringify(folder)} });
     setInterval(() => process.stdout.write(child.pid() + '\\n'), 50);`,
  );
  const launcher = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  launchers.push(launcher);
  let said = '';
  launcher.stdout.on('data', (data) => (said += data));
  const child = await eventually('the launcher says its child', () => Number(/^(\d+)$/m.exec(said)?.[1] ?? 0) || null);
  await eventually('the child has become sleep', () => readFileSync(`/proc/${child}/comm`, 'utf8').trim() === 'sleep');
  return { launcher, child };
}

test('a child does not outlive a launcher that was killed', async () => {
  const { launcher, child } = await launch(null);
  launcher.kill('SIGKILL');
  await eventually('the child is gone', () => !isAlive(child));
});

test.runIf(isRoot)('nor does a child that became another user', async () => {
  const { launcher, child } = await launch('daemon');
  expect(readFileSync(`/proc/${child}/status`, 'utf8')).toMatch(/^Uid:\s+1\s/m);
  launcher.kill('SIGKILL');
  await eventually('the child is gone', () => !isAlive(child));
});

test('a child that is killed is started again', async () => {
  const child = startChild(plan('sleeper', '/bin/sleep', ['600']));
  const first = child.pid() ?? 0;
  process.kill(first, 'SIGKILL');
  const second = await eventually('another child runs', () => (child.pid() !== first ? child.pid() : undefined));
  await child.stop('SIGTERM', 5000);
  expect(isAlive(second)).toBe(false);
});

test('a child that is stopped stays stopped, also one that ignores the polite signal', async () => {
  const child = startChild({
    ...plan('stubborn', '/bin/sh', ['-c', 'trap "" TERM; echo up; while :; do sleep 0.1; done']),
    readyLine: /up/,
  });
  await child.ready;
  const pid = child.pid() ?? 0;
  await child.stop('SIGTERM', 200);
  expect(isAlive(pid)).toBe(false);
  expect(child.pid()).toBe(pid);
});

test('a child that ends before it is ready says so with its last words', async () => {
  const child = startChild({ ...plan('failing', '/bin/sh', ['-c', 'echo no such database >&2; exit 3']), readyLine: /ready/ });
  await expect(child.ready).rejects.toThrow(/failing ended \(3\)[\s\S]*no such database/);
  await child.stop('SIGKILL', 100);
});
