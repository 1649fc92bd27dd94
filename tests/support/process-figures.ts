/** What the kernel counts of a process: time on the processor, memory. */
import { readdir, readFile, writeFile } from 'node:fs/promises';

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

/** Bytes that the process has read so far, from files and sockets alike. */
export async function bytesRead(pid: number): Promise<number> {
  const io = await readFile(`/proc/${pid}/io`, 'utf8');
  return Number(/^rchar: (\d+)/m.exec(io)?.[1] ?? Number.NaN);
}

/** Descendants of a process whose command line holds the text. */
export async function findDescendants(pid: number, text: string): Promise<number[]> {
  const parents = new Map<number, number>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
  }
  const isBelow = (child: number): boolean => {
    for (let at: number | undefined = child; at !== undefined && at > 1; at = parents.get(at)) if (at === pid) return true;
    return false;
  };
  const found: number[] = [];
  for (const child of parents.keys())
    if (isBelow(child) && (await readFile(`/proc/${child}/cmdline`, 'utf8').catch(() => '')).includes(text)) found.push(child);
  return found;
}
