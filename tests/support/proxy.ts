import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** What the proxy does to one direction's bytes: pass them (late by `latencyMs`), swallow them for ever, or cut both sides at the next byte. */
export type Behaviour = { kind: 'pass'; latencyMs?: number } | { kind: 'black-hole' } | { kind: 'cut' };
type Direction = 'toServer' | 'toClient';

/** Called with each chunk before it is passed on: whatever it returns replaces the direction's behaviour from this chunk on. */
export type Watch = (direction: Direction, chunk: Buffer, connection: number) => Partial<Record<Direction, Behaviour>> | undefined;

/** A reset, as a crashed host or a firewall makes it; a unix socket knows none and is closed. */
function reset(socket: Socket): void {
  if (socket.destroyed) return;
  if (socket.remoteFamily === undefined) socket.destroy();
  else socket.resetAndDestroy();
}

export type Proxy = {
  port: number;
  /** Connections accepted so far. */
  accepted(): number;
  /** Changes what happens to bytes from now on, in connections already open too. */
  set(behaviour: Partial<Record<Direction, Behaviour>>): void;
  /** Sees every chunk of every connection, e.g. to cut the reply to a COMMIT; `undefined` removes it. */
  watch(watch: Watch | undefined): void;
  /** Resets every open connection; new ones are accepted again. */
  cutAll(): void;
  /** While true, new connections are reset at once: the server is down. */
  refuse(refusing: boolean): void;
  close(): Promise<void>;
};

/**
 * A TCP proxy on loopback before a real server, for the faults that only the wire knows: latency, resets, replies that never arrive.
 * `target` is a host and port, or the path of a unix socket.
 */
export async function openProxy(target: { host: string; port: number } | { path: string }): Promise<Proxy> {
  const behaviour: Record<Direction, Behaviour> = { toServer: { kind: 'pass' }, toClient: { kind: 'pass' } };
  const open = new Set<Socket>();
  let watcher: Watch | undefined;
  let refusing = false;
  let count = 0;

  const server = createServer((client) => {
    if (refusing) return reset(client);
    const connection = ++count;
    const upstream = connect(target);
    // Each connection has its own behaviour on top of the common one, so that a watch cuts the connection it saw and no other.
    const own: Partial<Record<Direction, Behaviour>> = {};
    const leave = (how: (socket: Socket) => void) => {
      for (const socket of [client, upstream]) {
        open.delete(socket);
        how(socket);
      }
    };
    const end = () => leave((socket) => void socket.destroy());
    const pump = (from: Socket, to: Socket, direction: Direction) => {
      open.add(from);
      let turn: Promise<void> = Promise.resolve(); // keeps order when latency changes between chunks
      from.on('data', (chunk: Buffer) => {
        Object.assign(own, watcher?.(direction, chunk, connection));
        const now = own[direction] ?? behaviour[direction];
        if (now.kind === 'black-hole') return;
        if (now.kind === 'cut') return leave(reset);
        const late = now.latencyMs ?? 0;
        if (late === 0) {
          turn = turn.then(() => void (to.destroyed || to.write(chunk)));
          return;
        }
        const due = Date.now() + late;
        turn = turn.then(async () => {
          await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - Date.now())));
          if (!to.destroyed) to.write(chunk);
        });
      });
      from.on('end', () => void turn.then(() => to.end()));
      from.on('error', end);
      from.on('close', () => void turn.then(end));
    };
    pump(client, upstream, 'toServer');
    pump(upstream, client, 'toClient');
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));

  const cutAll = () => {
    for (const socket of open) reset(socket);
    open.clear();
  };
  return {
    port: (server.address() as AddressInfo).port, // listening on TCP: never null or a path
    accepted: () => count,
    set: (next) => void Object.assign(behaviour, next),
    watch: (next) => void (watcher = next),
    cutAll,
    refuse: (next) => void (refusing = next),
    close: () => {
      cutAll();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
