import { setTimeout as wait } from 'node:timers/promises';

/**
 * Starts a stage that another start may hold. A job comes a second time either because it was delivered twice (then the holder's beats go on, and there is
 * nothing to do) or because its worker died (then they have stopped, and `begin` takes over once the silence is long enough). So: look until one of the two is plain.
 */
export async function takeUp<B extends { outcome: string; beat?: string }>(begin: () => Promise<B>, lockMs: number): Promise<B> {
  let first: string | undefined;
  for (;;) {
    const begun = await begin();
    if (begun.outcome !== 'busy') return begun;
    first ??= begun.beat;
    if (begun.beat !== first) return begun;
    await wait(lockMs / 20);
  }
}

/** Seconds of silence after which a delivered job may take a running stage over: two and a half beats. Shorter than the reconciler's, since the queue has already seen a lock expire. */
export function takeOverSilence(lockMs: number): number {
  return lockMs / 2000;
}
