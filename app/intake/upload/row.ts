/** How one file's row looks at each moment. The row itself is the page's own, from its template or as the server wrote it; what moves is made here. */
import { showName } from '#app/ui/visible-text.ts';
import { fill, sayBytes, sayLeft, type RowWords } from './words.ts';

/** `waiting` for its turn, `offline` for the connection. Of these the page's rows have `stored`, and `unfinished` for what broke off. */
export type RowPhase = 'waiting' | 'checking' | 'sending' | 'offline' | 'finishing' | 'stored' | 'stopped' | 'failed';
export type RowActs = Record<Act, () => void>;
type Act = 'stop' | 'now' | 'again' | 'remove';
export type Moved = { sent: number; stored: number; speed: number | null };

/** `again`: trying again may help. `resumed`: a part of it was there before. */
type Shown = { reason?: string; again?: boolean; resumed?: boolean };

export type Row = {
  readonly item: HTMLElement;
  show(phase: RowPhase, shown?: Shown): void;
  /** At most once a second. */
  move(moved: Moved): void;
  /** The upload's id takes the place of whatever stood for it; from now on the questions about the file can be answered. */
  name(upload: string): void;
  /** Says something without changing what the row is. */
  say(text: string): void;
  /** The heading: where the focus goes when what had it is gone. */
  focus(): void;
};

const moving: readonly RowPhase[] = ['checking', 'sending', 'offline', 'finishing'];
/** Where the size stands beside the state; else the line below says it, or the state is a whole sentence. */
const sized: readonly RowPhase[] = ['waiting', 'checking', 'stored'];
/** The buttons of each phase. Nothing is to be stopped in the last step: it takes a moment, and the file may be stored by then. */
const offered: Record<RowPhase, readonly Act[]> = {
  waiting: ['stop'],
  checking: ['stop'],
  sending: ['stop'],
  offline: ['now', 'stop'],
  finishing: [],
  stored: [],
  stopped: ['again', 'remove'],
  failed: ['remove'],
};

/** Takes a row over. What another taking-over has put into it goes. */
export function openRow(item: HTMLElement, file: File, words: RowWords, acts: RowActs): Row {
  for (const old of item.querySelectorAll('[data-live], [data-hint]')) old.remove();
  const part = (selector: string): HTMLElement => item.querySelector(selector) as HTMLElement; // the row is this page's own
  const state = part('[data-state]');
  const amount = part('[data-amount]');
  const heading = part('h3');
  const asks = item.querySelector<HTMLElement>('[data-asks]');
  const removal = part('[name="remove"]');
  const whole = sayBytes(file.size, words);
  const bar = make('progress');
  const pace = make('p', 'pace quiet');
  const actions = make('p', 'actions');
  const buttons = (['now', 'stop', 'again', 'remove'] as const).map((act) => {
    const button = make('button', act === 'stop' || act === 'remove' ? 'plain' : 'second');
    button.type = 'button';
    button.textContent = words[act];
    button.id = `${act}.${idOf(item)}`;
    button.setAttribute('aria-labelledby', `${button.id} ${heading.id}`);
    button.addEventListener('click', acts[act]);
    return { act, button };
  });
  part('[data-name]').textContent = showName(file.name);
  amount.textContent = ` · ${whole}`;
  item.dataset.size = String(file.size);
  item.dataset.file = file.name;
  heading.tabIndex = -1;
  bar.max = file.size;
  bar.setAttribute('aria-labelledby', heading.id);
  actions.append(...buttons.map(({ button }) => button));
  state.parentElement?.after(bar, pace, actions);
  const isNamed = (): boolean => isUpload(idOf(item));

  const row: Row = {
    item,
    show(phase, { reason = '', again = false, resumed = false } = {}) {
      const focused = document.activeElement;
      item.dataset.phase = phase;
      state.textContent = fill(phase === 'sending' && resumed ? words.resuming : words[phase], { reason });
      state.className = phase === 'failed' ? 'error' : '';
      bar.hidden = pace.hidden = !moving.includes(phase);
      amount.hidden = !sized.includes(phase);
      if (phase === 'checking') bar.removeAttribute('value'); // how long that takes is not known
      if (phase === 'sending' && !bar.hasAttribute('value')) bar.value = 0;
      if (phase === 'finishing') bar.value = file.size;
      if (phase !== 'sending' && phase !== 'offline') pace.textContent = '';
      for (const { act, button } of buttons) button.hidden = !(offered[phase].includes(act) || (act === 'again' && again));
      actions.hidden = buttons.every(({ button }) => button.hidden);
      removal.hidden = phase !== 'stored';
      if (asks) asks.hidden = !isNamed() || (phase === 'failed' && !again);
      const lost = focused instanceof HTMLElement && item.contains(focused) && focused.closest('[hidden]') !== null;
      if (lost) (buttons.find(({ button }) => !button.hidden)?.button ?? heading).focus();
    },
    move({ sent, stored, speed }) {
      bar.value = sent;
      const bytes = fill(words.bytes, { part: sayBytes(stored, words, true), whole });
      bar.setAttribute('aria-valuetext', bytes);
      const more = speed === null || item.dataset.phase !== 'sending' ? [] : sayPace(file.size - sent, speed, words);
      // Each a piece of its own, so that a line breaks between and not within them.
      pace.replaceChildren(...[bytes, ...more].map((text) => Object.assign(make('span'), { textContent: text })));
    },
    name(upload) {
      const before = idOf(item);
      if (before === upload) return;
      for (const element of [item, ...item.querySelectorAll('*')])
        for (const { name, value } of element.attributes)
          if (name !== 'data-file' && value.includes(before)) element.setAttribute(name, value.replaceAll(before, upload));
      if (asks) asks.hidden = false;
    },
    say(text) {
      state.textContent = text;
    },
    focus: () => heading.focus(),
  };
  return row;
}

export function sayPace(left: number, speed: number, words: RowWords): string[] {
  return [fill(words.speed, { size: sayBytes(speed, words) }), sayLeft(left / speed, words)];
}

/** The upload's id; before there is one, something that stands for it. */
export function idOf(item: HTMLElement): string {
  return item.dataset.upload ?? '';
}

export function isUpload(id: string): boolean {
  return /^[\da-f]{8}-/.test(id);
}

function make<K extends keyof HTMLElementTagNameMap>(tag: K, className = ''): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  element.className = className;
  element.dataset.live = '';
  return element;
}
