/**
 * A page's list of files with a script. One file after another is sent: its parts already travel in parallel, and a witness sees one thing finish before the next
 * starts. What broke off before, in this page or an earlier one, is offered to the uploader as perhaps the same file: then only what is missing travels, and the row
 * that was there, with what was said about the file, is the one that goes on.
 */
import { showName } from '#app/ui/visible-text.ts';
import { endingOf } from './ending.ts';
import { openAwake } from './awake.ts';
import { openLeaving } from './leaving.ts';
import { idOf, isUpload, openRow, type Row } from './row.ts';
import { ask } from './requests.ts';
import { Refused, takeBack, type Unfinished } from './send-file.ts';
import { openSummary } from './summary.ts';
import { travel, type Travelling } from './travel.ts';
import { announce, fill, find, named, type RowWords } from './words.ts';

/** Adds a file to the list and sends it; resolves with whether it is stored once that is settled: a file that failed is not before its row is removed. */
export type Queue = (file: File, isFolder?: boolean) => Promise<boolean>;

type Entry = Travelling & {
  phase: 'waiting' | 'under way' | 'stored' | 'not stored';
  /** Among those that are under way together. */
  isCounted: boolean;
  settle(isStored: boolean): void;
};

/** `unsaved`: whether something else would be lost by leaving the page. */
export function openList(words: RowWords, role: 'evidence' | 'statement', unsaved: () => boolean = () => false): Queue {
  const form = find<HTMLFormElement>('#files');
  const input = find<HTMLInputElement>('#file');
  const list = find('#list');
  const template = find<HTMLTemplateElement>('#item');
  const summary = openSummary(words);
  const awake = openAwake(summary.awake);
  let entries: Entry[] = [];
  let active: Entry | undefined;
  let rows = 0;

  for (const element of document.querySelectorAll<HTMLElement>('[data-with-script]')) element.hidden = false;
  for (const element of document.querySelectorAll('[data-without-script]')) element.remove();
  form.classList.add('scripted');
  for (const element of list.querySelectorAll<HTMLElement>('h3')) element.tabIndex = -1;
  const leaving = openLeaving(form, words, {
    underWay: () => entries.filter(({ phase }) => phase === 'waiting' || phase === 'under way').length,
    failed: () => list.querySelectorAll('[data-phase="failed"], [data-phase="stopped"]').length,
    unsaved,
  });
  // Of rows that the server wrote, and of those that have become like them. Without leaving the page: others may be on their way.
  list.addEventListener('click', (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>('button[name="remove"]'); // only elements are clicked
    const item = button?.closest('li');
    if (!button || !item) return;
    event.preventDefault();
    void remove(item);
  });

  function queue(file: File, isFolder = false): Promise<boolean> {
    const reason = isFolder ? words.folder : refusalOf(file);
    const entry = addEntry(file, reason === null ? 'waiting' : 'not stored');
    const settled = new Promise<boolean>((resolve) => (entry.settle = resolve));
    list.append(entry.row.item);
    find('#none').hidden = true;
    entries.push(entry);
    if (reason === null) {
      entry.row.show('waiting');
      next();
    } else fail(entry, reason, false);
    return settled;
  }

  /** Known without asking the server, which decides all the same. */
  function refusalOf({ name, size }: File): string | null {
    if (size === 0) return words.empty;
    if (size > words.maxFileBytes) return words.tooLarge;
    const ending = endingOf(name);
    if (words.refusedTypes.includes(ending)) return fill(words.kindRefused, { ending });
    const isOver = list.querySelectorAll('li:not([data-phase="failed"])').length >= words.room;
    return isOver && unfinished(size).length === 0 ? words.tooMany : null;
  }

  function newItem(): HTMLElement {
    rows += 1;
    const item = template.content.firstElementChild?.cloneNode(true) as HTMLElement; // the template is this page's own
    const id = `new-${rows}`;
    for (const element of [item, ...item.querySelectorAll('*')])
      for (const { name, value } of element.attributes)
        if (value.includes('{id}')) element.setAttribute(name, value.replaceAll('{id}', id));
    return item;
  }

  function addEntry(file: File, phase: Entry['phase']): Entry {
    const blank = { file, phase, isCounted: phase === 'waiting', sent: 0, stored: 0, cancel() {}, hurry() {}, settle() {} };
    const entry: Entry = Object.assign(blank, { row: undefined as unknown as Row }); // there in the next line
    entry.row = takeOver(entry, newItem());
    return entry;
  }

  function takeOver(entry: Entry, item: HTMLElement): Row {
    return openRow(item, entry.file, words, {
      stop: () => stop(entry),
      now: () => entry.hurry(),
      again: () => again(entry),
      remove: () => void remove(entry.row.item),
    });
  }

  function stop(entry: Entry): void {
    if (entry === active) return entry.cancel();
    entry.phase = 'not stored';
    entry.row.show('stopped');
    summary.show(entries, null);
  }

  function again(entry: Entry): void {
    entry.phase = 'waiting';
    entry.isCounted = true;
    entry.row.show('waiting');
    entries = [...entries.filter((other) => other !== entry), entry];
    next();
  }

  function next(): void {
    if (active !== undefined) return summary.show(entries, null);
    active = entries.find(({ phase }) => phase === 'waiting');
    if (active !== undefined) return void transfer(active).finally(next);
    summary.end(entries);
    awake.want(false);
    entries = entries.filter(({ phase }) => phase !== 'stored');
    for (const entry of entries) entry.isCounted = false;
    leaving.ended();
  }

  /** Uploads that broke off and may be this very file: they have its size. */
  function unfinished(size: number): Unfinished[] {
    const ended = ':is([data-phase="unfinished"], [data-phase="stopped"], [data-phase="failed"])';
    const same = list.querySelectorAll<HTMLElement>(`[data-size="${size}"]${ended}`);
    const found = [...same].map((item) => ({ upload: idOf(item), size, name: item.dataset.file ?? '' }));
    return found.filter(({ upload }) => isUpload(upload));
  }

  async function transfer(entry: Entry): Promise<void> {
    const mine = idOf(entry.row.item);
    const { file } = entry;
    const candidates = isUpload(mine) ? [{ upload: mine, size: file.size, name: file.name }] : unfinished(file.size);
    entry.phase = 'under way';
    entry.sent = entry.stored = 0;
    awake.want(true);
    summary.show(entries, null);
    try {
      const failure = await travel(entry, {
        role,
        candidates,
        words,
        adopt: (there) => adopt(entry, there),
        moved: (speed) => summary.show(entries, speed),
      });
      if (failure !== null) return await fallShort(entry, failure.error, failure.isOurs);
      entry.phase = 'stored';
      entry.row.show('stored');
      announce(named(words.storedNamed, file.name));
      entry.settle(true);
    } finally {
      active = undefined;
    }
  }

  /** `isOurs`: the upload was begun here and now. What cannot be gone on with is then taken back, so that no row of it comes with the next visit. */
  async function fallShort(entry: Entry, error: Error, isOurs: boolean): Promise<void> {
    const { name, message } = error;
    if (name === 'Cancelled') {
      entry.phase = 'not stored';
      entry.row.show('stopped');
      return announce(`${showName(entry.file.name)}: ${words.stopped}`);
    }
    const isSaid = name === 'Refused' && message !== '';
    const isFull = error instanceof Refused && error.key === 'storeFull'; // what arrived can be finished when there is room again
    const isOver = (isSaid && !isFull) || name === 'FileChanged';
    const reasons: Record<string, string> = { FileChanged: words.changed, StoreRefuses: words.storeRefuses };
    fail(entry, isSaid ? message : (reasons[name] ?? words.failedUnknown), !isOver);
    if (isOver && isOurs && isUpload(idOf(entry.row.item))) await takeBack(idOf(entry.row.item));
  }

  function fail(entry: Entry, reason: string, canTry: boolean): void {
    entry.phase = 'not stored';
    entry.row.show('failed', { reason, again: canTry });
    announce(`${showName(entry.file.name)}: ${fill(words.failed, { reason })}`);
  }

  /** The row that was there, with what was said about the file, goes on; the one made for the file just chosen goes. Returns what undoes it. */
  function adopt(entry: Entry, there: HTMLElement): () => void {
    const { item } = entry.row;
    const before = there.cloneNode(true) as HTMLElement; // what an element is cloned to
    const hadFocus = item.contains(document.activeElement);
    entries = entries.filter(({ row }) => row.item !== there);
    entry.row = takeOver(entry, there);
    item.remove();
    if (hadFocus) entry.row.focus();
    return () => {
      there.replaceWith(before);
      entry.row = takeOver(entry, newItem());
      list.append(entry.row.item);
    };
  }

  async function remove(item: HTMLElement): Promise<void> {
    const upload = idOf(item);
    const entry = entries.find(({ row }) => row.item === item);
    const name = item.querySelector('[data-name]')?.textContent ?? '';
    // What a witness takes back must not be handed in: the server is believed, and nothing else.
    const isTaken =
      !isUpload(upload) ||
      (await ask('remove', { upload }).then(
        () => true,
        () => false,
      ));
    if (!isTaken) {
      announce(words.notRemoved);
      const state = item.querySelector('[data-state]');
      if (state) state.textContent = words.notRemoved;
      return;
    }
    const beside = item.nextElementSibling ?? item.previousElementSibling;
    const hadFocus = item.contains(document.activeElement) || document.activeElement === document.body;
    item.remove();
    entries = entries.filter((other) => other !== entry);
    entry?.settle(false);
    find('#none').hidden = list.childElementCount > 0;
    announce(named(words.removedNamed, name));
    if (hadFocus) (beside?.querySelector<HTMLElement>('h3') ?? input).focus();
  }

  return queue;
}
