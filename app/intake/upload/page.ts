/** The files page with a script: chosen files start at once, one row each, with progress that is also spoken. Without it the same page's form does the work. */
import { Refused } from './transfer.ts';
import { FileChanged, sendFile, takeBack } from './send-file.ts';

type Words = Record<
  | 'waiting'
  | 'sending'
  | 'retrying'
  | 'failed'
  | 'failedUnknown'
  | 'stored'
  | 'storedNamed'
  | 'startedNamed'
  | 'changed'
  | 'remove'
  | 'removeNamed'
  | 'stay'
  | 'tooLarge'
  | 'empty'
  | 'locale',
  string
> & { maxFileBytes: number };

const words = JSON.parse(document.getElementById('words')?.textContent ?? '{}') as Words; // written by the page's own route
const input = find<HTMLInputElement>('#file');
const list = find<HTMLUListElement>('#list');
const none = find<HTMLElement>('#none');
const announcements = find<HTMLElement>('#announcements');
const template = find<HTMLTemplateElement>('#item');
const unsent = new Set<File>();
let queue: Promise<void> = Promise.resolve();

for (const element of document.querySelectorAll<HTMLElement>('[data-with-script]')) element.hidden = false;
for (const element of document.querySelectorAll<HTMLElement>('[data-without-script]')) element.hidden = true;
// The form's own way would send everything a second time.
find<HTMLFormElement>('#send').addEventListener('submit', (event) => event.preventDefault());
input.addEventListener('change', () => {
  for (const file of input.files ?? []) queueFile(file);
  input.value = ''; // the same file can be chosen again
});
addEventListener('beforeunload', (event) => {
  if (unsent.size > 0) event.preventDefault();
});
find<HTMLFormElement>('#files').addEventListener('submit', (event) => {
  // `remove` of one file must not throw away others that are on their way.
  if (unsent.size > 0 && !confirm(words.stay)) event.preventDefault();
});

/** One file after another: parts already travel in parallel, and a witness sees one thing finish before the next starts. */
function queueFile(file: File): void {
  const row = addRow(file);
  if (file.size === 0) return row.fail(words.empty);
  if (file.size > words.maxFileBytes) return row.fail(words.tooLarge);
  unsent.add(file);
  queue = queue.then(() => transfer(file, row)).finally(() => unsent.delete(file));
}

async function transfer(file: File, row: Row): Promise<void> {
  let created: string | null = null;
  announce(words.startedNamed, file.name);
  row.progress(0);
  try {
    const upload = await sendFile(
      file,
      { onBytes: (sent) => row.progress(sent / file.size), onRetry: () => row.say(words.retrying) },
      (id) => (created = id),
    );
    row.store(upload);
    announce(words.storedNamed, file.name);
  } catch (error) {
    const reason =
      error instanceof Refused && error.message !== '' ? error.message : error instanceof FileChanged ? words.changed : words.failedUnknown;
    row.fail(reason);
    announce(words.failed.replace('{reason}', reason), file.name);
    if (created !== null) await takeBack(created);
  }
}

type Row = { progress(share: number): void; say(text: string): void; fail(reason: string): void; store(upload: string): void };

function addRow(file: File): Row {
  const item = (template.content.firstElementChild as HTMLElement).cloneNode(true) as HTMLElement;
  const part = <E extends Element>(selector: string): E => item.querySelector(selector) as E; // the template is this page's own
  const state = part<HTMLElement>('[data-state]');
  const caption = part<HTMLElement>('.field');
  const remove = part<HTMLButtonElement>('button');
  const bar = document.createElement('progress');
  part<HTMLElement>('[data-name]').textContent = visible(file.name);
  part<HTMLElement>('[data-size]').textContent = ` · ${formatSize(file.size)}`;
  state.textContent = words.waiting;
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute('aria-label', visible(file.name));
  state.parentElement?.after(bar);
  caption.hidden = true;
  remove.hidden = true;
  list.append(item);
  none.hidden = true;
  return {
    progress(share) {
      bar.value = share;
      state.textContent = words.sending.replace('{percent}', String(Math.floor(share * 100)));
    },
    say(text) {
      state.textContent = text;
    },
    fail(reason) {
      bar.remove();
      state.textContent = words.failed.replace('{reason}', reason);
      state.className = 'error';
    },
    store(upload) {
      bar.remove();
      state.textContent = words.stored;
      item.dataset.upload = upload;
      caption.hidden = false;
      const field = part<HTMLInputElement>('.field input');
      field.name = field.id = `caption.${upload}`;
      part<HTMLLabelElement>('.field label').htmlFor = field.id;
      remove.hidden = false;
      remove.value = upload;
      remove.setAttribute('aria-label', words.removeNamed.replace('{name}', visible(file.name)));
    },
  };
}

function announce(text: string, name: string): void {
  announcements.textContent = text.includes('{name}') ? text.replace('{name}', visible(name)) : `${visible(name)}: ${text}`;
}

/** As the server shows names: what turns the reading direction or cannot be seen is written out. */
function visible(name: string): string {
  return name.replaceAll(
    /[\p{Cc}\p{Bidi_Control}]/gu,
    (character) => `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`,
  );
}

function formatSize(bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
  const step = Math.min(units.length - 1, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3));
  return new Intl.NumberFormat(`${words.locale}-u-nu-latn`, {
    style: 'unit',
    unit: units[step] ?? 'byte',
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: 1,
  }).format(bytes / 1000 ** step);
}

function find<E extends Element>(selector: string): E {
  const found = document.querySelector<E>(selector);
  if (found === null) throw new Error(`the page has no ${selector}`);
  return found;
}
