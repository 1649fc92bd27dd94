/**
 * What the kernel does not add up: memory and processes of a whole tree, and the bytes in an output folder. Read from outside, a few times a second;
 * the per-process limits of rungs.ts bound what can happen between two looks.
 */
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

export type Usage = { memoryBytes: number; processes: number };

/** Resident memory and number of threads of a process and all its descendants. A process that ends meanwhile counts as nothing. */
export function measureTree(pid: number): Usage {
  const usage = { memoryBytes: 0, processes: 0 };
  const waiting = [pid];
  const seen = new Set<number>();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    try {
      const status = readFileSync(`/proc/${next}/status`, 'latin1');
      usage.memoryBytes += Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
      usage.processes += Number(/^Threads:\s+(\d+)/m.exec(status)?.[1] ?? 1);
      for (const thread of readdirSync(`/proc/${next}/task`)) {
        const children = readFileSync(`/proc/${next}/task/${thread}/children`, 'latin1');
        waiting.push(...children.split(' ').filter(Boolean).map(Number));
      }
    } catch {
      // it ended between two reads
    }
  }
  return usage;
}

/** Bytes of the plain files directly and indirectly in a folder; links are not followed. Counts at most 10,000 entries: more of them is itself over any bound. */
export function measureFolder(folder: string): number {
  let bytes = 0;
  let entries = 0;
  const waiting = [folder];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const entry of readdirSync(next, { withFileTypes: true })) {
      entries += 1;
      if (entries > 10_000) return Number.POSITIVE_INFINITY;
      const path = join(next, entry.name);
      if (entry.isDirectory()) waiting.push(path);
      else if (entry.isFile()) bytes += statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    }
  }
  return bytes;
}
