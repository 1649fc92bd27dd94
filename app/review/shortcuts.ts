/** Single-key shortcuts. They can be switched off (WCAG 2.1.4): people who speak to their computer type words by accident. */
import { useEffect } from 'react';

const place = 'console.shortcuts';

export function shortcutsOn(): boolean {
  return localStorage.getItem(place) !== 'off';
}

export function switchShortcuts(on: boolean): void {
  if (on) localStorage.removeItem(place);
  else localStorage.setItem(place, 'off');
}

/** Calls the key's function, unless someone is typing or holds a modifier. */
export function useShortcuts(keys: Readonly<Record<string, (event: KeyboardEvent) => void>>): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || !shortcutsOn()) return;
      const target = event.target as HTMLElement | null; // key events are sent to elements only
      if (target?.closest('input:not([type=radio]), textarea, select, video, audio, [contenteditable]')) return;
      keys[event.key]?.(event);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  });
}
