/** The phone's connection as a page can know it: signs that it may be back, and requests that hang although it is. */

/** A request that shows no sign of life for so long is taken for dead when the phone says that it has a connection again. Milliseconds. */
const suspicious = 3_000;

export type Line = {
  /** Ends after `ms`, or at the first sign that trying is worth it. */
  pause(ms: number): Promise<void>;
  /** Ends all pauses now. */
  hurry(): void;
  /** `kill` is called when the connection changed under a request of which nothing was heard since. Returns what ends the watch and what tells of life. */
  watch(kill: () => void): { alive(): void; end(): void };
  close(): void;
};

/** Listens until `close`. Wake-ups: `online`, another network (`navigator.connection`, where there is one), the page shown again, and `hurry`. */
export function openLine(): Line {
  const waiting = new Set<() => void>();
  const flying = new Map<object, { heard: number; kill: () => void }>();
  const hurry = (): void => {
    for (const wake of waiting) wake();
  };
  const back = (): void => {
    hurry();
    // Those that live show it within moments; the others were sent into a connection that is gone.
    setTimeout(() => {
      for (const { heard, kill } of flying.values()) if (performance.now() - heard > suspicious) kill();
    }, suspicious);
  };
  const shown = (): void => {
    if (document.visibilityState === 'visible') back();
  };
  const network = (navigator as Navigator & { connection?: EventTarget }).connection;
  addEventListener('online', back);
  document.addEventListener('visibilitychange', shown);
  network?.addEventListener('change', back);
  return {
    hurry,
    pause: (ms) =>
      new Promise((resolve) => {
        const wake = (): void => {
          clearTimeout(timer);
          waiting.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, ms);
        waiting.add(wake);
      }),
    watch(kill) {
      const flight = {};
      const alive = (): void => void flying.set(flight, { heard: performance.now(), kill });
      alive();
      return { alive, end: () => void flying.delete(flight) };
    },
    close() {
      hurry();
      removeEventListener('online', back);
      document.removeEventListener('visibilitychange', shown);
      network?.removeEventListener('change', back);
    },
  };
}
