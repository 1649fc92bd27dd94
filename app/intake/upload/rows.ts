/** A page's list of files with a script: one row each, with progress that is also spoken; a file that failed can be tried again or its row dismissed. */
import { showName } from '#app/ui/visible-text.ts';
import { FileChanged, Refused, sendFile, takeBack, type Unfinished } from './send-file.ts';

export type RowWords = Record<
  | 'waiting'
  | 'sending'
  | 'retrying'
  | 'failed'
  | 'failedUnknown'
  | 'stored'
  | 'storedNamed'
  | 'startedNamed'
  | 'changed'
  | 'removeNamed'
  | 'dismiss'
  | 'dismissNamed'
  | 'again'
  | 'againNamed'
  | 'stay'
  | 'tooLarge'
  | 'empty'
  | 'locale',
  string
> & { maxFileBytes: number };

/** What the page's own route has written into it, in its language. */
export function readWords<W extends RowWords>(): W {
  return JSON.parse(find('#words').textContent ?? '') as W;
}

export function find<E extends HTMLElement>(selector: string): E {
  const found = document.querySelector<E>(selector);
  if (found === null) throw new Error(`the page has no ${selector}`);
  return found;
}

/** Spoken by a screen reader, in its turn. */
export function announce(text: string): void {
  find('#announcements').textContent = text;
}

/** Adds a file to the list and sends it; resolves with whether it is stored. */
export type Queue = (file: File) => Promise<boolean>;

/**
 * Takes over the page's form from its way without a script. `unsaved` says whether something else would be lost by leaving the page.
 * Leaving quickly is never held up: the page is hidden before it goes.
 */
export function openList(words: RowWords, role: 'evidence' | 'statement', unsaved: () => boolean = () => false): Queue {
  const input = find<HTMLInputElement>('#file');
  const list = find('#list');
  const template = find<HTMLTemplateElement>('#item');
  const unsent = new Set<File>();
  let turn: Promise<unknown> = Promise.resolve();

  for (const element of document.querySelectorAll<HTMLElement>('[data-with-script]')) element.hidden = false;
  for (const element of document.querySelectorAll('[data-without-script]')) element.remove();
  const losing = (): boolean => unsent.size > 0 || unsaved();
  let agreed = false;
  addEventListener('beforeunload', (event) => {
    if (losing() && !agreed && !document.documentElement.hidden) event.preventDefault();
  });
  find('#files').addEventListener('submit', (event) => {
    // `remove` of one file must not throw away others that are on their way.
    agreed = !losing() || confirm(words.stay);
    if (!agreed) event.preventDefault();
  });

  /** One file after another: parts already travel in parallel, and a witness sees one thing finish before the next starts. */
  async function queue(file: File): Promise<boolean> {
    const row = addRow(file);
    if (file.size === 0) return row.fail(words.empty, false);
    if (file.size > words.maxFileBytes) return row.fail(words.tooLarge, false);
    return send(file, row);
  }

  function send(file: File, row: Row): Promise<boolean> {
    unsent.add(file);
    row.wait();
    const sent = turn.then(() => transfer(file, row)).finally(() => unsent.delete(file));
    turn = sent;
    return sent;
  }

  async function transfer(file: File, row: Row): Promise<boolean> {
    let asked: string | null = null;
    announce(named(words.startedNamed, file));
    row.progress(0);
    try {
      const upload = await sendFile(file, role, unfinishedRows(), {
        onBytes: ({ sent }) => row.progress(sent / file.size),
        onPhase: (phase) => {
          if (phase === 'waiting') row.say(words.retrying);
        },
        onAsked: (id) => (asked = id),
      }).done;
      row.store(upload);
      announce(named(words.storedNamed, file));
      return true;
    } catch (error) {
      const said = error instanceof Refused && error.message !== '' ? error.message : null;
      const reason = said ?? (error instanceof FileChanged ? words.changed : words.failedUnknown);
      row.fail(reason, said === null);
      announce(`${showName(file.name)}: ${words.failed.replace('{reason}', reason)}`);
      if (asked !== null) await takeBack(asked);
      return false;
    }
  }

  type Row = {
    wait(): void;
    progress(share: number): void;
    say(text: string): void;
    fail(reason: string, again: boolean): false;
    store(upload: string): void;
  };

  function addRow(file: File): Row {
    const item = template.content.firstElementChild?.cloneNode(true) as HTMLElement; // the template is this page's own
    const part = <E extends HTMLElement>(selector: string): E | null => item.querySelector<E>(selector);
    const state = part('[data-state]') as HTMLElement; // as above
    const remove = part<HTMLButtonElement>('[name="remove"]') as HTMLButtonElement; // as above
    const asks = part('[data-asks]');
    const bar = document.createElement('progress');
    const choices = document.createElement('p');
    const offer = (label: string, name: string, act: () => void): void => {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'plain';
      button.textContent = label;
      button.setAttribute('aria-label', named(name, file));
      button.addEventListener('click', act);
      choices.append(button);
    };
    part('[data-name]')?.replaceChildren(showName(file.name));
    part('[data-size]')?.replaceChildren(` · ${formatSize(file.size, words.locale)}`);
    bar.max = 1;
    bar.setAttribute('aria-label', showName(file.name));
    choices.className = 'actions';
    if (asks) asks.hidden = true;
    remove.hidden = true;
    remove.before(choices);
    list.append(item);
    find('#none').hidden = true;
    const row: Row = {
      wait() {
        choices.replaceChildren();
        state.className = '';
        state.textContent = words.waiting;
        bar.value = 0;
        state.parentElement?.after(bar);
      },
      progress(share) {
        bar.value = share;
        state.textContent = words.sending.replace('{percent}', String(Math.floor(share * 100)));
      },
      say(text) {
        state.textContent = text;
      },
      fail(reason, again) {
        bar.remove();
        state.textContent = words.failed.replace('{reason}', reason);
        state.className = 'error';
        if (again)
          offer(words.again, words.againNamed, () => {
            input.focus(); // the button that had it goes away
            void send(file, row);
          });
        offer(words.dismiss, words.dismissNamed, () => {
          item.remove();
          find('#none').hidden = list.childElementCount > 0;
          input.focus();
        });
        return false;
      },
      store(upload) {
        item.dataset.phase = 'stored';
        bar.remove();
        choices.remove();
        state.textContent = words.stored;
        for (const element of [item, ...item.querySelectorAll('*')])
          for (const { name, value } of element.attributes)
            if (value.includes('{id}')) element.setAttribute(name, value.replaceAll('{id}', upload));
        if (asks) asks.hidden = false;
        remove.hidden = false;
        remove.setAttribute('aria-label', named(words.removeNamed, file));
      },
    };
    return row;
  }

  return queue;
}

function unfinishedRows(): Unfinished[] {
  return [...document.querySelectorAll<HTMLElement>('[data-unfinished]')].map(({ dataset }) => ({
    upload: dataset.upload ?? '',
    size: Number(dataset.size),
    name: dataset.unfinished ?? '',
  }));
}

function named(text: string, file: File): string {
  return text.replace('{name}', showName(file.name));
}

/** `locale` is what the server asks `Intl` for: a language that no browser knows would be answered in the phone's own. */
function formatSize(bytes: number, locale: string): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
  const step = Math.min(units.length - 1, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3));
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: units[step] ?? 'byte',
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: 1,
  }).format(bytes / 1000 ** step);
}
