/** What is said of all files that are under way together, above the list: how many are stored, how long it takes, and what to do meanwhile. */
import { sayLeft, announce, fill, find, type RowWords } from './words.ts';

type Entry = { file: File; phase: string; isCounted: boolean; sent: number };
export type Summary = {
  show(entries: readonly Entry[], speed: number | null): void;
  end(entries: readonly Entry[]): void;
  awake(isHeld: boolean): void;
};

export function openSummary(words: RowWords): Summary {
  const panel = find('#under-way');
  const line = find('#summary');
  const screenOn = find('#screen-on');
  const meanwhile = panel.querySelectorAll<HTMLElement>('[data-while]');
  let isHeld = false;
  let said = '';

  function show(all: readonly Entry[], speed: number | null): void {
    const entries = all.filter(({ isCounted }) => isCounted);
    const going = entries.filter(({ phase }) => phase === 'waiting' || phase === 'under way');
    const left = going.reduce((sum, { file, sent }) => sum + file.size - sent, 0);
    const done = entries.filter(({ phase }) => phase === 'stored').length;
    const text = fill(words.summary, { done: String(done), total: String(entries.length) });
    panel.hidden = false;
    for (const element of meanwhile) element.hidden = going.length === 0;
    screenOn.hidden ||= isHeld;
    line.hidden = entries.length < 2;
    line.textContent = speed === null ? text : `${text} · ${sayLeft(left / speed, words)}`;
    if (text === said || entries.length < 2) return;
    if (done > 0) announce(text);
    said = text;
  }
  return {
    show,
    end(entries) {
      show(entries, null);
      said = '';
      // What was counted stays to be read: a panel that goes away moves everything below it under somebody's finger.
      panel.hidden = line.hidden;
    },
    awake(now) {
      isHeld = now;
      screenOn.hidden = isHeld;
    },
  };
}
