/** A "parser" that tries everything a hostile file could make one try, on every rung that this machine has. */
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '#tests/support/world.ts';
import { findRung, openSandbox, tryRung } from './ladder.ts';
import { runOn, runSandboxed, SandboxMissing } from './run.ts';
import type { Limits, SandboxRequest } from './run.ts';
import { rungs } from './rungs.ts';
import type { Rung } from './rungs.ts';

const isRoot = process.getuid?.() === 0;
const limits: Limits = { seconds: 10, memoryBytes: 256 * 1024 ** 2, outputBytes: 1024 ** 2, processes: 40 };
const project = fileURLToPath(new URL('../../', import.meta.url));
let folder: string;
let server: Server;
let port: number;
let visits = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'exhibit-attack-'));
  await chmod(folder, 0o755);
  await writeFile(join(folder, 'input'), 'the witness’s bytes', { mode: 0o600 });
  await writeFile(join(folder, 'signing.key'), 'key material', { mode: 0o600 });
  server = createServer((socket) => {
    visits += 1;
    socket.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  port = typeof address === 'object' && address ? address.port : 0;
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true, force: true });
});

function shell(rung: Rung, script: string, more: Partial<SandboxRequest> = {}) {
  return runOn(rung, {
    program: '/usr/bin/sh',
    arguments: (places) => ['-c', script, 'parser', places.input, places.output],
    input: join(folder, 'input'),
    limits,
    ...more,
  });
}

/** Processes on this machine that carry `token` in their command line. */
function processesWith(token: string): string[] {
  return readdirSync('/proc').filter((entry) => {
    if (!/^\d+$/.test(entry)) return false;
    try {
      return readFileSync(`/proc/${entry}/cmdline`, 'latin1').includes(token);
    } catch {
      return false;
    }
  });
}

const available: readonly Rung[] = isRoot ? rungs : ['mapped-user'];
describe.each(available)('on the rung %s a parser', (rung) => {
  beforeAll(() =>
    writeFile(join(folder, 'input'), 'the witness’s bytes').then(() =>
      chown(join(folder, 'input'), process.getuid?.() ?? 0, process.getgid?.() ?? 0),
    ),
  );
  const seesOwnFiles = rung !== 'setpriv'; // the lowest rung has no file system of its own

  test('reads its input and answers', async () => {
    const result = await shell(rung, 'cat "$1"; echo aside >&2; exit 0');
    expect(result).toMatchObject({ status: 'ok', code: 0, stderr: 'aside\n' });
    expect(result.stdout.toString()).toBe('the witness’s bytes');
  });

  test('fails as a value, with its code', async () => {
    expect(await shell(rung, 'exit 7')).toMatchObject({ status: 'failed', code: 7 });
  });

  test('reaches no network, not even this machine', async () => {
    const before = visits;
    const perl = `use IO::Socket::INET; print IO::Socket::INET->new(PeerAddr => "127.0.0.1:${port}", Timeout => 3) ? "connected" : "no";`;
    const result = await shell(rung, 'exec perl -e "$2"', { arguments: () => ['-c', 'exec perl -e "$1"', 'parser', perl] });
    expect(result.stdout.toString()).toBe('no');
    expect(visits).toBe(before);
  });

  test('finds no environment', async () => {
    process.env.EXHIBIT_TEST_SECRET = 'canary';
    const result = await shell(rung, 'env; cat /proc/1/environ /proc/$PPID/environ 2>/dev/null | tr "\\0" "\\n"');
    delete process.env.EXHIBIT_TEST_SECRET;
    const names = result.stdout
      .toString()
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split('=')[0]);
    expect(names.filter((name) => !['PATH', 'LC_ALL', 'PWD', 'OLDPWD', '_', 'SHLVL'].includes(name ?? ''))).toEqual([]);
  });

  test('cannot read key files', async () => {
    const result = await shell(rung, `cat ${join(folder, 'signing.key')}; cat /etc/shadow`);
    expect(result.stdout.toString()).toBe('');
  });

  test.runIf(seesOwnFiles)('sees neither the accounts of this machine nor the project nor the folder of its input', async () => {
    const result = await shell(rung, `cat /etc/passwd ${project}package.json; ls ${folder} ${project} /home /root /var /tmp; exit 0`);
    expect(result.stdout.toString().replaceAll(/\s/g, '')).toBe('');
  });

  test('can change nothing: not its input, not the tools, not a temporary folder', async () => {
    const places = [
      '"$1"',
      '/x',
      '/usr/x',
      '/dev/x',
      '/dev/shm/x',
      '/tmp/exhibit-attack-x',
      '/var/tmp/exhibit-attack-x',
      join(folder, 'x'),
      join(project, 'x'),
    ];
    const result = await shell(rung, `for place in ${places.join(' ')}; do (echo changed > "$place") 2>/dev/null; done; exit 0`);
    expect(result.status).toBe('ok');
    expect(readFileSync(join(folder, 'input'), 'utf8')).toBe('the witness’s bytes');
    expect(await readdir(folder)).not.toContain('x');
    expect((await readdir('/tmp')).concat(await readdir('/var/tmp'))).not.toContain('exhibit-attack-x');
  });

  test('holds no capability and cannot gain one', async () => {
    const result = await shell(
      rung,
      'grep -E "^(CapEff|CapBnd|NoNewPrivs)" /proc/self/status; unshare --user --map-root-user id 2>/dev/null',
    );
    const said = result.stdout.toString();
    expect(said).toMatch(/CapEff:\t0+\n/);
    expect(said).toMatch(/NoNewPrivs:\t1/);
    if (seesOwnFiles) expect(said).not.toContain('uid=0');
  });

  // Started by root with user namespaces alone, the kernel counts no processes: the ladder refuses that rung (below), and a bomb would take the whole machine along.
  const isCounted = !(isRoot && rung === 'mapped-user');
  test.runIf(isCounted)('that forks without end is bounded and leaves nothing behind (where the kernel counts processes)', async () => {
    const token = `fork-${rung}-${process.pid}`;
    const result = await shell(rung, '', {
      program: '/usr/bin/perl',
      arguments: () => ['-e', 'while (1) { fork; select(undef, undef, undef, 0.01) }', token],
      limits: { ...limits, seconds: 2 },
    });
    expect(['timeout', 'killed']).toContain(result.status);
    await eventually('no process of the bomb is left', () => processesWith(token).length === 0);
  });

  test('that fills memory, alone or by many children, is stopped', async () => {
    const alone = await shell(rung, '', { program: '/usr/bin/perl', arguments: () => ['-e', '$all .= "x" x 16777216 while 1'] });
    expect(alone.status).not.toBe('ok');
    const many = await shell(rung, '', {
      program: '/usr/bin/perl',
      arguments: () => ['-e', 'for (1..10) { if (!fork) { my $mine = "x" x 62914560; sleep 20; exit } } sleep 20'],
      limits: { ...limits, seconds: 20 },
    });
    expect(many).toMatchObject({ status: 'killed', over: 'memory' });
  });

  test('that floods its answer is cut at the bound', async () => {
    const result = await shell(rung, 'exec yes flood');
    expect(result).toMatchObject({ status: 'killed', over: 'output' });
    expect(result.stdout).toHaveLength(limits.outputBytes);
  });

  test('may write to its output folder, up to the bound', async () => {
    const output = join(folder, `output-${rung}`);
    await mkdir(output);
    expect(await shell(rung, 'echo made > "$2/a"', { output })).toMatchObject({ status: 'ok' });
    expect(readFileSync(join(output, 'a'), 'utf8')).toBe('made\n');
    const big = await shell(rung, 'exec head -c 4000000 /dev/zero > "$2/b"', { output });
    expect(big.status).not.toBe('ok');
    const many = await shell(rung, 'i=0; while [ $i -lt 400 ]; do head -c 10000 /dev/zero > "$2/many-$i"; i=$((i+1)); done', { output });
    expect(many).toMatchObject({ status: 'killed', over: 'output' });
  });

  test('that hangs, and its detached children, end at the time limit', async () => {
    const token = `86401.${process.pid}${rungs.indexOf(rung)}`;
    const script = `trap "" TERM INT HUP; (setsid sleep ${token} >/dev/null 2>&1 &) ; sleep ${token}`;
    const result = await shell(rung, script, { limits: { ...limits, seconds: 1 } });
    expect(result.status).toBe('timeout');
    await eventually('no process is left', () => processesWith(token).length === 0);
  });

  test('is ended when its caller gives up', async () => {
    const giving = new AbortController();
    const running = shell(rung, 'sleep 60', { signal: giving.signal });
    giving.abort();
    expect(await running).toMatchObject({ status: 'killed', over: 'given up' });
  });

  test('dies with the process that started it', async () => {
    const token = `86402.${process.pid}${rungs.indexOf(rung)}`;
    const script = join(folder, 'parent.ts');
    writeFileSync(
      script,
      `import { runOn } from ${JSON.stringify(join(import.meta.dirname, 'run.ts'))};
       await runOn(${JSON.stringify(rung)}, { program: '/usr/bin/sleep', arguments: () => ['${token}'], limits: ${JSON.stringify({ ...limits, seconds: 60 })} });`,
    );
    const parent = spawn(process.execPath, [script], { stdio: 'ignore' });
    await eventually('the parser runs', () => processesWith(token).length > 0);
    parent.kill('SIGKILL');
    await eventually('the parser is gone', () => processesWith(token).length === 0);
  });
});

test.runIf(isRoot)('as an ordinary user the rung with user namespaces passes its trial, processes bounded', () => {
  const script = `import { tryRung } from ${JSON.stringify(join(import.meta.dirname, 'ladder.ts'))}; console.log(await tryRung('mapped-user'));`;
  const said = execFileSync(
    'setpriv',
    ['--reuid=65533', '--regid=65533', '--clear-groups', process.execPath, '--input-type=module', '-e', script],
    {
      cwd: '/',
      env: { NODE_ENV: 'test', PATH: '/usr/bin' },
    },
  );
  expect(said.toString().trim()).toBe('null');
});

test.runIf(isRoot)('as root the rung that cannot bound processes is refused by its trial', async () => {
  expect(await tryRung('mapped-user')).toBe('does not bound the number of processes');
});

test('where no rung works nothing is ever parsed bare', async () => {
  const none = await findRung([]);
  expect(none).toMatchObject({ level: 'none', rung: null });
  await expect(runSandboxed(none, { program: '/usr/bin/true', arguments: () => [], limits })).rejects.toThrow(SandboxMissing);
});

test('the level is found once and is a real one here', async () => {
  expect(await openSandbox()).toBe(await openSandbox());
  expect((await openSandbox()).level).not.toBe('none');
});
