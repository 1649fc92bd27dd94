/**
 * The command lines of the sandbox's ladder. Each rung wraps one hostile-input tool so that it has: no network, no environment, no capability, no way to
 * gain one, no file it may write but its own output folder, and kernel limits on processes, memory, CPU and file size.
 *
 *   unused-user   bubblewrap started by root: own mounts, then the tool runs as a uid that nobody else has. Only a uid that is not root's makes the
 *                 kernel count processes at all: as root 150 of 150 forks started under `--nproc`.
 *   mapped-user   bubblewrap started by an ordinary user: a user namespace gives it the same mounts; inside it processes are counted on their own.
 *   setpriv       only root, where neither works (a chroot): unused uid, own network and process namespaces. It sees the machine's world-readable
 *                 files, but without a network and with nothing writable it can tell nobody.
 */
import { dirname } from 'node:path';

export const rungs = ['unused-user', 'mapped-user', 'setpriv'] as const;
export type Rung = (typeof rungs)[number];
export type SandboxLevel = 'bubblewrap' | 'setpriv' | 'none';

export const levelOf = { 'unused-user': 'bubblewrap', 'mapped-user': 'bubblewrap', setpriv: 'setpriv' } as const satisfies Record<
  Rung,
  SandboxLevel
>;

/** Where the tool finds its input and may leave its output; the names are ours, so a witness's file name never reaches a command line. */
export type Places = { input: string; output: string };

export type Limits = {
  /** Wall clock. */
  seconds: number;
  /** Per process; the same as `seconds` when absent. */
  cpuSeconds?: number;
  /** Resident memory of all processes together. */
  memoryBytes: number;
  /** Of stdout, and of the output folder. */
  outputBytes: number;
  /** Processes and threads together. */
  processes: number;
};

export type Wrapped = { command: string; arguments: string[]; places: Places; usesFilter: boolean };

/** File descriptor numbers that the tool's process starts with, beside stdin, stdout and stderr. */
export const inputDescriptor = 3;
export const filterDescriptor = 4;
export const startDescriptor = 5;

/**
 * A wrapper whose owner dies while it still sets up is not bound to its owner's life yet (seen with bubblewrap: the tool then ran on alone). So the tool
 * starts only when its owner, alive, says so after the set-up: no answer, no start.
 */
const awaitStart = [
  '/usr/bin/sh',
  '-c',
  `echo >&${startDescriptor} && read -r go <&${startDescriptor} || exit 125; exec ${startDescriptor}<&- "$@"`,
  'sh',
];

const gibibyte = 1024 ** 3;
const places = { input: '/in/file', output: '/out' } as const;

/** What a tool may read besides the operating system's own `/usr`, and where it runs. All are paths of the host. */
export type Wrapping = {
  rung: Rung;
  uid: number;
  input: string | null;
  output: string | null;
  code: readonly string[];
  limits: Limits;
  filter: boolean;
};

/** Builds the command line. `tool` gets the places and answers with program and arguments; the program's path is the same inside and outside. */
export function wrap(wrapping: Wrapping, tool: (places: Places) => readonly string[]): Wrapped {
  const { rung, uid } = wrapping;
  const nobody = [
    '/usr/bin/setpriv',
    `--reuid=${uid}`,
    `--regid=${uid}`,
    '--clear-groups',
    '--inh-caps=-all',
    '--bounding-set=-all',
    '--no-new-privs',
  ];
  // Nobody's environment, not even of the wrapper, which the tool can look at; then, before anything else, the line is bound to our own life; then it becomes the first that the kernel may kill when the machine runs out of memory.
  const first = ['-i', 'PATH=/usr/bin', 'LC_ALL=C.UTF-8', '/usr/bin/setpriv', '--pdeathsig=KILL', '/usr/bin/choom', '-n', '1000', '--'];
  if (rung === 'setpriv') {
    const seen: Places = { input: `/proc/self/fd/${inputDescriptor}`, output: wrapping.output ?? '/nonexistent' };
    const isolate = ['/usr/bin/unshare', '--net', '--ipc', '--uts', '--pid', '--fork', '--kill-child=KILL'];
    const line = [...isolate, ...nobody, '--pdeathsig=KILL', ...limitLine(wrapping), ...awaitStart, ...tool(seen)];
    return { command: '/usr/bin/env', arguments: [...first, ...line], places: seen, usesFilter: false };
  }
  const line = [
    ...bubblewrap(wrapping),
    '--',
    ...(rung === 'unused-user' ? nobody : []),
    ...limitLine(wrapping),
    ...awaitStart,
    ...tool(places),
  ];
  return { command: '/usr/bin/env', arguments: [...first, ...line], places, usesFilter: wrapping.filter };
}

function bubblewrap({ rung, input, output, code, filter }: Wrapping): string[] {
  const user =
    rung === 'mapped-user'
      ? ['--unshare-user', '--disable-userns', '--uid', '65534', '--gid', '65534', '--cap-drop', 'ALL']
      : ['--cap-drop', 'ALL', '--cap-add', 'CAP_SETUID', '--cap-add', 'CAP_SETGID', '--cap-add', 'CAP_SETPCAP']; // given up by the setpriv that follows
  return [
    '/usr/bin/bwrap',
    ...['--unshare-ipc', '--unshare-pid', '--unshare-net', '--unshare-uts', '--unshare-cgroup-try', ...user],
    ...[
      '--die-with-parent',
      '--new-session',
      '--hostname',
      'sandbox',
      '--clearenv',
      '--setenv',
      'PATH',
      '/usr/bin',
      '--setenv',
      'LC_ALL',
      'C.UTF-8',
    ],
    ...['--ro-bind', '/usr', '/usr', '--symlink', 'usr/bin', '/bin', '--symlink', 'usr/sbin', '/sbin'],
    ...['lib', 'lib32', 'lib64'].flatMap((name) => ['--symlink', `usr/${name}`, `/${name}`]),
    // The loader's cache and the links of /usr/lib that lead through /etc; nothing else of /etc exists inside.
    ...folders(['/etc/x']),
    ...['--ro-bind-try', '/etc/ld.so.cache', '/etc/ld.so.cache', '--ro-bind-try', '/etc/alternatives', '/etc/alternatives'],
    ...['--proc', '/proc', '--dev', '/dev'],
    ...folders(code),
    ...code.flatMap((path) => ['--ro-bind', path, path]),
    ...(input === null ? [] : [...folders([places.input]), '--ro-bind', input, places.input]),
    ...(output === null ? [] : ['--bind', output, places.output]),
    // bubblewrap's own root and /dev are memory the sandbox's user could fill.
    ...['--remount-ro', '/dev', '--remount-ro', '/', '--chdir', '/'],
    ...(filter ? ['--seccomp', String(filterDescriptor)] : []),
  ];
}

/** Started by root, bubblewrap makes missing parents for root alone: they are made first, for everyone. */
function folders(paths: readonly string[]): string[] {
  const parents = new Set<string>();
  for (const path of paths) {
    if (path.startsWith('/usr/')) continue;
    for (let parent = dirname(path); parent !== '/'; parent = dirname(parent)) parents.add(parent);
  }
  return [...parents].toSorted().flatMap((parent) => ['--perms', '0755', '--dir', parent]);
}

/**
 * The kernel's own limits, per process. They stand above the aggregate that is watched from outside (watch.ts): a JavaScript engine reserves far more
 * address space than it uses. Without an output folder no byte may be written to any file; stdout is a pipe, which this limit does not touch.
 */
function limitLine({ limits, output }: Wrapping): string[] {
  const cpu = Math.ceil(limits.cpuSeconds ?? limits.seconds);
  return [
    '/usr/bin/prlimit',
    `--cpu=${cpu}:${cpu + 1}`,
    `--nproc=${limits.processes}`,
    `--data=${limits.memoryBytes + gibibyte}`,
    `--as=${limits.memoryBytes + 4 * gibibyte}`,
    `--fsize=${output === null ? 0 : limits.outputBytes}`,
    '--nofile=256',
    '--core=0',
    '--msgqueue=0',
    '--memlock=0',
    '--',
    // Our own clock ends the run (run.ts). This one stands in should we be gone.
    ...['/usr/bin/timeout', '--signal=KILL', String(Math.ceil(limits.seconds) + 5)],
  ];
}
