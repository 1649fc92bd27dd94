/** One file from the browser to the store: create or go on, parts, complete. Nothing of it is kept on the device. */
import { openLine } from './line.ts';
import { Cancelled, persist, Refused, StoreRefuses, type Patience } from './persist.ts';
import { readFile } from './read-file.ts';
import { ask, putPart, type Address } from './requests.ts';
import { AnotherFile, lanesFor, partAt, transferParts, type HashedPart, type Part } from './transfer.ts';

export { FileChanged } from './read-file.ts';
export { Cancelled, Refused, StoreRefuses } from './persist.ts';

/** `waiting`: for the connection. `finishing`: the store puts the parts together. */
export type Phase = 'checking' | 'sending' | 'waiting' | 'finishing';
export type Watch = {
  onPhase(phase: Phase): void;
  /** Bytes of the file that went out, and those of them that the store holds. */
  onBytes(now: { sent: number; stored: number }): void;
  /** The upload's id, of a new one before the server knows of it: it can be taken back even where no answer ever came. Called again where it turns out to be another one. */
  onAsked(upload: string): void;
};
/** A row of the page that did not arrive whole. */
export type Unfinished = { upload: string; size: number; name: string };
export type Sending = {
  /** The upload's id, once the server has recorded the file. Rejects with `Refused`, `FileChanged`, `StoreRefuses`, `Cancelled`. */
  done: Promise<string>;
  /** What the store holds stays there, to go on with. */
  cancel(): void;
  /** Ends a pause. */
  hurry(): void;
};

type Created = { upload: string; partSize: number; parts: { n: number; sha256: string }[]; twin: boolean };
type Completed = { stored: true } | { stored: false; missing: number[] };

/** A store that takes parts and does not have them is given up after so many rounds. */
const mostRounds = 5;
const longestSilence = 120_000;
const shortestSilence = 20_000;

/** Never gives up by itself while the page is open, unless it is refused in words. `unfinished`: what may be this very file, begun before. */
export function sendFile(file: File, role: 'evidence' | 'statement', unfinished: readonly Unfinished[], watch: Watch): Sending {
  const stop = new AbortController();
  const line = openLine();
  const reading = readFile(file);
  const done = run().finally(() => {
    reading.close();
    line.close();
  });
  return {
    done,
    cancel() {
      stop.abort();
      line.hurry();
    },
    hurry: () => line.hurry(),
  };

  /** Asks until there is an answer; `phase` is what is shown once there was one. */
  function keepAsking<T>(phase: Phase, verb: 'create' | 'complete', body: object): Promise<T> {
    const patience: Patience = { signal: stop.signal, pause: line.pause, onFailed: () => watch.onPhase('waiting') };
    return persist(async (tried) => {
      const answer = await ask<T>(verb, body, stop.signal);
      if (tried > 0) watch.onPhase(phase);
      return answer;
    }, patience);
  }

  async function run(): Promise<string> {
    watch.onPhase('checking');
    const candidates = unfinished.filter(({ size }) => size === file.size);
    for (;;) {
      const begun = (await findBegun(candidates)) ?? (await begin());
      try {
        return await transfer(begun);
      } catch (error) {
        // Same length, same beginning, and yet another file: it goes as one of its own.
        const isOther = error instanceof AnotherFile || (error instanceof Refused && error.key === 'uploadDiffers');
        const place = candidates.findIndex(({ upload }) => upload === begun.upload);
        if (!isOther || place < 0) throw error;
        candidates.splice(place, 1);
      }
    }
  }

  function begin(): Promise<Created> {
    const upload = newId(); // ours, so that asking again after a lost answer makes no second upload
    watch.onAsked(upload);
    return create(upload);
  }

  /** Where the report holds a file of this length, it is read for its hash first: the very same is refused before a byte travels. */
  async function create(upload: string): Promise<Created> {
    const about = { upload, name: file.name, size: file.size, role };
    const created = await keepAsking<Created>('checking', 'create', about);
    if (!created.twin) return created;
    return keepAsking<Created>('checking', 'create', { ...about, sha256: await reading.hash(created.partSize) });
  }

  /** The upload that was begun with this very file, by the first part that the store holds of it; where it holds none, by the name. */
  async function findBegun(candidates: Unfinished[]): Promise<Created | null> {
    for (let next = candidates[0]; next; next = candidates[0]) {
      const created = await create(next.upload).catch((error: unknown) => {
        if (error instanceof Refused && ['uploadGone', 'uploadDiffers'].includes(error.key)) return null;
        throw error;
      });
      const first = created?.parts[0];
      const isThis = first
        ? (await reading.again(partAt(first.n, file.size, created.partSize))).sha256 === first.sha256
        : next.name === file.name;
      if (created && isThis) {
        watch.onAsked(next.upload);
        return created;
      }
      candidates.shift();
    }
    return null;
  }

  async function transfer({ upload, partSize, parts }: Created): Promise<string> {
    const held = new Map(parts.map(({ n, sha256 }) => [n, sha256]));
    const sent = new Map<number, number>();
    const stored = new Set<number>();
    const tell = (): void => {
      let bytes = 0;
      for (const n of stored) bytes += sent.get(n) ?? 0;
      watch.onBytes({ sent: [...sent.values()].reduce((sum, count) => sum + count, 0), stored: bytes });
    };
    const note = ({ n }: Part, bytes: number, isStored = false): void => {
      sent.set(n, bytes);
      if (isStored) stored.add(n);
      tell();
    };
    for (const n of held.keys()) {
      const part = partAt(n, file.size, partSize);
      note(part, part.end - part.start, true);
    }
    let last: number | null = null; // seconds that the last part took
    let alone: number | null = null; // and would have taken with the line to itself
    let flying = 0;
    let away = 0;
    const show = (): void => watch.onPhase(flying > 0 && away === flying ? 'waiting' : 'sending');
    const send = async (part: Part, { bytes, sha256 }: HashedPart): Promise<void> => {
      let isAway = false;
      const become = (now: boolean): void => {
        if (isAway === now) return;
        isAway = now;
        away += now ? 1 : -1;
        show();
      };
      flying += 1;
      const patience: Patience = { signal: stop.signal, pause: line.pause, onFailed: () => become(true) };
      try {
        await persist(async (tried) => {
          note(part, 0);
          const since = performance.now();
          const wanted = { upload, part: part.n, size: bytes.byteLength, sha256, ...(tried > 0 ? { again: true } : {}) };
          // A fresh address each time: the one before may have expired while the phone slept.
          const address = await ask<Address | { stored: true }>('sign', wanted, stop.signal);
          if ('url' in address) {
            const silence = last === null ? longestSilence : Math.min(longestSilence, Math.max(shortestSilence, last * 2_000));
            const onBytes = (count: number): void => {
              become(false);
              note(part, Math.min(count, bytes.byteLength));
            };
            await putPart(address, { bytes, silence, signal: stop.signal, line, onBytes });
            last = (performance.now() - since) / 1_000;
            alone = last / flying;
          }
          note(part, bytes.byteLength, true);
        }, patience);
      } finally {
        become(false);
        flying -= 1;
      }
    };
    watch.onPhase(held.size > 0 ? 'checking' : 'sending');
    let isSending = held.size === 0;
    const hashes = await transferParts(file.size, partSize, {
      held,
      lanes: () => lanesFor(alone),
      read(part) {
        if (stop.signal.aborted) throw new Cancelled('stopped');
        return reading.next(part);
      },
      send(part, hashed) {
        if (!isSending) watch.onPhase('sending');
        isSending = true;
        return send(part, hashed);
      },
    });
    for (let round = 1; ; round += 1) {
      watch.onPhase('finishing');
      const completed = await keepAsking<Completed>('finishing', 'complete', { upload, sha256: reading.whole(), parts: hashes });
      if (completed.stored) return upload;
      if (round === mostRounds) throw new StoreRefuses('the store does not hold what it took');
      for (const n of completed.missing) {
        stored.delete(n);
        sent.delete(n);
      }
      watch.onPhase('sending');
      for (const n of completed.missing) {
        const part = partAt(n, file.size, partSize);
        await send(part, await reading.again(part));
      }
    }
  }
}

/** Takes a file back; what cannot be told to the server now ends with the draft. */
export async function takeBack(upload: string): Promise<void> {
  await ask('remove', { upload }).catch(() => {});
}

/** A random UUID. `crypto.randomUUID` is absent over plain http, as at an onion address. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
