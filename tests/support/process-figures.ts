/** What the kernel counts of a process: time on the processor, memory. */
import { readFile, writeFile } from 'node:fs/promises';

const ticksPerSecond = 100; // of every Linux that counts in USER_HZ

/** Seconds on the processor so far, in user and kernel mode. */
export async function processorSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' '); // the name before may hold spaces
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** Most memory that the process held since `forgetPeak`, in MiB. */
export async function peakMemory(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? Number.NaN) / 1024;
}

export async function forgetPeak(pid: number): Promise<void> {
  await writeFile(`/proc/${pid}/clear_refs`, '5');
}
