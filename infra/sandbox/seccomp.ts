/**
 * A system call filter for bubblewrap's `--seccomp`: what no parser needs, and what would go around the other limits (memory that belongs to no process,
 * other sockets' code, the kernel's rarer doors) answers EPERM. Source: seccomp(2), linux/filter.h, the kernel's tables of system calls.
 */

const denied = {
  x64: {
    audit: 0xc000003e,
    calls: [
      ...[319, 447, 29, 30, 64, 68, 240], // memfd_create memfd_secret shmget shmat semget msgget mq_open: memory outside of any process' count
      ...[41], // socket: there is no network inside, so its code need not be reachable either
      ...[425, 426, 427, 321, 101, 250, 248, 249, 298, 323], // io_uring, bpf, ptrace, keyctl add_key request_key, perf_event_open, userfaultfd
      ...[272, 308, 165, 166, 155, 161, 304, 310, 311], // unshare setns mount umount2 pivot_root chroot open_by_handle_at process_vm_readv/writev
      ...[246, 320, 175, 313, 176], // kexec and kernel modules
    ],
  },
  arm64: {
    audit: 0xc00000b7,
    calls: [
      ...[279, 447, 194, 196, 190, 186, 180],
      ...[198],
      ...[425, 426, 427, 280, 117, 219, 217, 218, 241, 282],
      ...[97, 268, 40, 39, 41, 51, 265, 270, 271],
      ...[104, 294, 105, 273, 106],
    ],
  },
} as const;

/** The filter's program for this machine, or null where its table of system calls is not known here. */
export function filterProgram(architecture: string = process.arch): Buffer | null {
  if (architecture !== 'x64' && architecture !== 'arm64') return null;
  const { audit, calls } = denied[architecture];
  const load = (offset: number) => instruction(0x20, 0, 0, offset);
  const jumpEqual = (value: number, yes: number, no: number) => instruction(0x15, yes, no, value);
  const refuse = instruction(0x06, 0, 0, 0x00050001); // SECCOMP_RET_ERRNO | EPERM
  const allow = instruction(0x06, 0, 0, 0x7fff0000);
  const checks = calls.map((call, index) => jumpEqual(call, calls.length - index, 0)); // forward to `refuse`, past `allow`
  return Buffer.concat([
    load(4),
    jumpEqual(audit, 1, 0),
    refuse, // another architecture's numbers
    load(0),
    instruction(0x35, 0, 1, 0x40000000), // x32: the same calls under other numbers
    refuse,
    ...checks,
    allow,
    refuse,
  ]);
}

function instruction(code: number, yes: number, no: number, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt16LE(code, 0);
  bytes.writeUInt8(yes, 2);
  bytes.writeUInt8(no, 3);
  bytes.writeUInt32LE(value, 4);
  return bytes;
}
