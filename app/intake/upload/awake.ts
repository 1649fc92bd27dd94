/** Keeps the screen on while something is under way, where the browser can: a phone that sleeps stops sending. Asks nobody, and fails in silence. */
export type Awake = {
  want(wanted: boolean): void;
};

/** `onChange` hears whether the screen stays on by itself. */
export function openAwake(onChange: (held: boolean) => void): Awake {
  let wanted = false;
  let asking = false;
  let lock: WakeLockSentinel | undefined;

  async function hold(): Promise<void> {
    if (!wanted || asking || lock !== undefined || document.hidden) return;
    asking = true;
    const got = await navigator.wakeLock?.request('screen').catch(() => undefined);
    asking = false;
    if (!wanted) return void got?.release(); // it has ended meanwhile
    lock = got;
    got?.addEventListener('release', () => {
      lock = undefined;
    });
    onChange(got !== undefined);
  }
  // A page that is put behind another loses it.
  document.addEventListener('visibilitychange', () => void hold());
  return {
    want(now) {
      wanted = now;
      if (wanted) void hold();
      else void lock?.release();
    },
  };
}
