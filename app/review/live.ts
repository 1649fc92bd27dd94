import { useEffect } from 'react';
import { useRevalidator } from '@remix-run/react';

const pauseMs = 1500;
/** A page that nobody touches stops asking, or an unattended screen would never sign out. */
const attentionMs = 10 * 60_000;

/**
 * Asks for the page's data again when something it shows has changed.
 * @param watch the submission or case whose page this is; none: the queue
 */
export function useLive(watch?: string): void {
  const { revalidate } = useRevalidator();
  useEffect(() => {
    let touched = Date.now();
    let waiting: ReturnType<typeof setTimeout> | undefined;
    const touch = () => {
      touched = Date.now();
    };
    const ask = () => {
      if (waiting !== undefined || document.hidden || Date.now() - touched > attentionMs) return;
      waiting = setTimeout(() => {
        waiting = undefined;
        revalidate();
      }, pauseMs);
    };
    const source = new EventSource(watch ? `/live?watch=${watch}` : '/live');
    source.addEventListener(watch ? 'watched' : 'queue', ask);
    const seen = () => {
      touch();
      ask();
    };
    for (const name of ['pointerdown', 'keydown', 'scroll'] as const) addEventListener(name, touch, { passive: true });
    document.addEventListener('visibilitychange', seen);
    return () => {
      source.close();
      clearTimeout(waiting);
      for (const name of ['pointerdown', 'keydown', 'scroll'] as const) removeEventListener(name, touch);
      document.removeEventListener('visibilitychange', seen);
    };
  }, [watch, revalidate]);
}
