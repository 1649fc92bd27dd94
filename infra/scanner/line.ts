/** A line to clamd whose every failure is simply the end of the reply, so that nobody can mistake an accident for an answer, or wait for ever. */
import { createConnection, type NetConnectOpts, type Socket } from 'node:net';
import { Duplex } from 'node:stream';

export type ScannerAddress = { socket: string } | { host: string; port: number };

/** The longest reply we listen to. Bytes. */
const longestReply = 64 * 1024;

export type Line = Duplex & {
  /** What was said so far. */
  reply(): string;
  /** Why the line ended, other than by clamd's own end. */
  failure(): Error | null;
  /** Ends the line from our side; its reader sees the end. */
  hangUp(): void;
  /** Everything was said: ends the line unless clamd has answered and closed in `ms`. */
  awaitReply(ms: number): void;
};

/** Connects within `connectMs`, or throws. Afterwards the line ends when clamd does not take a chunk in `silenceMs`. */
export async function openLine(address: ScannerAddress, bounds: { connectMs: number; silenceMs: number }): Promise<Line> {
  const options: NetConnectOpts = 'socket' in address ? { path: address.socket } : { host: address.host, port: address.port };
  const socket = await connect(options, bounds.connectMs);
  const said: Buffer[] = [];
  let length = 0;
  let failed: Error | null = null;
  const fail = (error: Error) => {
    failed ??= error;
    socket.destroy();
  };
  let taking: NodeJS.Timeout | undefined;
  let answering: NodeJS.Timeout | undefined;
  const line = new Duplex({
    read: () => socket.resume(),
    write(chunk: Buffer, _encoding, done) {
      taking = setTimeout(() => fail(new Error('clamd takes nothing')), bounds.silenceMs);
      socket.write(chunk, () => {
        clearTimeout(taking);
        done(); // an error ends the line by `close` below
      });
    },
    final(done) {
      done(); // clamd answers and closes; closing our half first would make it give up
    },
    destroy(error, done) {
      clearTimeout(taking);
      clearTimeout(answering);
      socket.destroy();
      done(error);
    },
  });
  socket.on('data', (chunk: Buffer) => {
    length += chunk.byteLength;
    if (length > longestReply) return fail(new Error('clamd says too much'));
    said.push(chunk);
    if (!line.destroyed) line.push(chunk);
  });
  socket.on('error', fail);
  socket.on('close', () => {
    clearTimeout(taking);
    clearTimeout(answering);
    if (!line.destroyed) line.push(null);
  });
  socket.on('end', () => socket.destroy());
  return Object.assign(line, {
    reply: () => Buffer.concat(said).toString('utf8'),
    failure: () => failed,
    hangUp: () => fail(new Error('given up')),
    awaitReply: (ms: number) => {
      answering = setTimeout(() => fail(new Error('clamd does not answer')), ms);
    },
  });
}

function connect(options: NetConnectOpts, ms: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(options);
    const timer = setTimeout(() => socket.destroy(new Error('clamd does not answer')), ms);
    socket.once('error', reject);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.off('error', reject);
      resolve(socket);
    });
    socket.once('close', () => clearTimeout(timer));
  });
}
