/**
 * Live updates for open consoles, as server-sent events. Changes are gathered for a moment and filtered by what each account may see; events carry an id at most,
 * the page then asks for itself. A stream ends after some minutes, so that whoever comes back proves the session again.
 */
import { filterVisible, listenLive } from '#db/review/live.ts';
import type { Change } from '#db/review/live.ts';
import type { Sql } from '#db/connect.ts';
import type { Log } from '#infra/log/log.ts';

const gatherMs = 250;
const heartbeatMs = 25_000;
const lifetimeMs = 5 * 60_000;

export type LiveReader = {
  accountId: string;
  /** Hears that the queue changed, without saying what. */
  queue: boolean;
  /** A submission or case whose page is open: its reader hears of every change, also of one that takes it out of sight. */
  watch: string | null;
};
export type LiveHub = { stream(reader: LiveReader, signal: AbortSignal): ReadableStream<Uint8Array>; close(): Promise<void> };

type Open = LiveReader & { send(text: string): void; end(): void };

export async function openLiveHub(sql: Sql, log: Log): Promise<LiveHub> {
  const readers = new Set<Open>();
  let gathered: Change[] = [];
  let timer: NodeJS.Timeout | undefined;

  const live = await listenLive(sql, () => {
    // Changes may have been missed while the connection was gone: everyone looks again.
    for (const reader of readers) reader.send(event(reader.watch ? 'watched' : 'queue', ''));
  });
  const unsubscribe = live.subscribe((change) => {
    gathered.push(change);
    timer ??= setTimeout(() => void flush(), gatherMs);
  });

  async function flush(): Promise<void> {
    timer = undefined;
    const changes = gathered;
    gathered = [];
    const visible = new Map<string, Promise<Change[]>>(); // once an account, however many windows it has open
    await Promise.all(
      [...readers].map(async (reader) => {
        try {
          let seen = visible.get(reader.accountId);
          if (!seen) visible.set(reader.accountId, (seen = filterVisible(sql, reader.accountId, changes)));
          tell(reader, changes, await seen);
        } catch (error) {
          log.warn({ err: error }, 'live update not sent');
        }
      }),
    );
  }

  let closing: Promise<void> | undefined;
  async function close(): Promise<void> {
    unsubscribe();
    clearTimeout(timer);
    for (const reader of readers) reader.end();
    await live.close();
  }

  return {
    stream(reader, signal) {
      let open: Open | undefined;
      return new ReadableStream<Uint8Array>({
        start(controller) {
          const encoder = new TextEncoder();
          const beat = setInterval(() => open?.send(': beat\n\n'), heartbeatMs);
          const last = setTimeout(() => open?.end(), lifetimeMs);
          const end = () => {
            if (!open || !readers.delete(open)) return;
            clearInterval(beat);
            clearTimeout(last);
            try {
              controller.close();
            } catch {
              // the browser had already gone
            }
          };
          const send = (text: string) => {
            try {
              // A reader that does not read is let go instead of filling our memory.
              if ((controller.desiredSize ?? 0) < -64) end();
              else controller.enqueue(encoder.encode(text));
            } catch {
              end();
            }
          };
          open = { ...reader, send, end };
          readers.add(open);
          signal.addEventListener('abort', end, { once: true });
          send('retry: 2000\n\n');
        },
        cancel() {
          open?.end();
        },
      });
    },
    // Asked for by the signal and again by the surface's end, which goes on to close the record: both wait for the same leave-taking.
    close: () => (closing ??= close()),
  };
}

function tell(reader: Open, changes: readonly Change[], visible: readonly Change[]): void {
  if (reader.queue && changes.some((change) => change.kind === 'triage')) reader.send(event('queue', ''));
  const watched =
    reader.watch !== null && changes.some((change) => (change.kind === 'triage' ? change.submission : change.case) === reader.watch);
  if (watched) reader.send(event('watched', ''));
  for (const id of new Set(visible.map((change) => (change.kind === 'triage' ? change.submission : change.case))))
    reader.send(event('changed', id));
}

function event(name: string, data: string): string {
  return `event: ${name}\ndata: ${data}\n\n`;
}
