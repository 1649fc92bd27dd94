/** A line of limited width that all connections share. */
import { setTimeout as sleep } from 'node:timers/promises';

export type Line = {
  /** Waits until so many bytes have had their turn. Bytes a second; undefined is no limit. */
  take(bytes: number): Promise<void>;
  set(bytesPerSecond: number | undefined): void;
};

export function openLine(bytesPerSecond?: number): Line {
  let width = bytesPerSecond;
  let free = 0;
  return {
    async take(bytes) {
      if (width === undefined) return;
      const now = Date.now();
      free = Math.max(now, free) + (bytes / width) * 1000;
      await sleep(free - now);
    },
    set: (next) => {
      width = next;
      free = 0;
    },
  };
}
