/** One file's way from its first question to its last, as its row shows it and as a screen reader tells it: much is shown, little is spoken. */
import { showName } from '#app/ui/visible-text.ts';
import { openPace } from './pace.ts';
import { idOf, type Row } from './row.ts';
import { sendFile, type Unfinished } from './send-file.ts';
import { announce, fill, named, type RowWords } from './words.ts';

export type Travelling = {
  file: File;
  row: Row;
  sent: number;
  stored: number;
  /** Ends it, or brings it out of its pause. */
  cancel(): void;
  hurry(): void;
};
/** `isOurs`: the upload was begun here and now, and not by an earlier visit. */
type Failure = { error: Error; isOurs: boolean };
type Way = {
  role: 'evidence' | 'statement';
  /** What may be this very file, begun before. */
  candidates: readonly Unfinished[];
  words: RowWords;
  /** Lets the row that was there be the file's. Returns what undoes it. */
  adopt(there: HTMLElement): () => void;
  /** Once a second, with the bytes a second where they are known. */
  moved(speed: number | null): void;
};

/** Milliseconds between two looks at how far it is; and how many of them a line may be gone before that is worth saying. */
const tick = 1_000;
const worthSaying = 3;

/** Null once the file is stored. */
export async function travel(entry: Travelling, { role, candidates, words, adopt, moved }: Way): Promise<Failure | null> {
  const { file } = entry;
  const mine = idOf(entry.row.item);
  const pace = openPace();
  let phase: 'checking' | 'sending' | 'offline' | 'finishing' = 'checking';
  let asked = mine;
  let resumed = false;
  let giveBack: (() => void) | undefined; // the row that was taken for this file's
  let isSaid = false; // that the line is gone
  let ticksGone = 0;
  let quarter = 0;
  const move = (): void => entry.row.move({ sent: entry.sent, stored: entry.stored, speed: pace.read() });
  const look = (): void => {
    ticksGone = phase === 'offline' ? ticksGone + 1 : 0;
    if (ticksGone === worthSaying) {
      isSaid = true;
      announce(`${showName(file.name)}: ${words.offline}`);
    }
    if (phase === 'sending') pace.note(entry.sent, performance.now());
    if (phase !== 'finishing' && entry.sent > 0) move();
    const quarters = Math.floor((entry.stored / file.size) * 4);
    if (quarters > quarter && quarters < 4) announce(fill(words.partNamed, { name: showName(file.name), percent: String(quarters * 25) }));
    quarter = Math.max(quarter, quarters);
    moved(pace.read());
  };
  /** Bytes move, so it is certain which upload this is: its row is the one that goes on. */
  const identify = (): void => {
    resumed ||= asked === mine;
    if (asked === idOf(entry.row.item)) return;
    const there = document.querySelector<HTMLElement>(`#list [data-upload="${asked}"]`);
    resumed = there !== null;
    if (there !== null) giveBack = adopt(there);
    else entry.row.name(asked);
    entry.row.show(phase, { resumed });
  };
  announce(named(words.startedNamed, file.name));
  entry.row.show(phase);
  const ticking = setInterval(look, tick);
  const sending = sendFile(file, role, candidates, {
    onPhase(now) {
      phase = now === 'waiting' ? 'offline' : now;
      if (phase !== 'sending') pace.forget();
      if (phase !== 'offline' && isSaid) {
        isSaid = false;
        announce(words.online);
      }
      if (phase === 'sending') identify();
      entry.row.show(phase, { resumed });
      if (phase === 'offline' && entry.sent > 0) move();
    },
    onBytes({ sent, stored }) {
      entry.sent = sent;
      entry.stored = stored;
      identify();
    },
    onAsked(upload) {
      asked = upload;
      giveBack?.();
      giveBack = undefined;
    },
  });
  Object.assign(entry, { cancel: sending.cancel, hurry: sending.hurry });
  try {
    asked = await sending.done;
    identify();
    return null;
  } catch (error) {
    const isOurs = !candidates.some(({ upload }) => upload === asked);
    if (isOurs) identify();
    return { error: error as Error, isOurs }; // nothing else is thrown there
  } finally {
    clearInterval(ticking);
  }
}
