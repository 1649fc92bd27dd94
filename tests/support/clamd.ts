import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { rm } from 'node:fs/promises';

/** What a fake clamd answers to VERSION and to a whole INSTREAM; null: nothing, the line stays open. */
export type Manner = { version: string | null; answer: string | null };

/** What can be wrong with a scanner that listens. Each reply ends in NUL, as clamd's z-commands have it. */
export const manners = {
  hanging: { version: null, answer: null },
  garbage: { version: 'ClamAV 1.4.3/27500/Tue Nov  4 09:26:12 2025\0', answer: 'stream: OKAY, nothing to worry about\0' },
  'garbage that contains the word': { version: 'ClamAV 1.4.3/27500/Tue Nov  4 09:26:12 2025\0', answer: 'FOO stream: OK\n\n\0OK' },
  'nothing but the end of the line': { version: 'ClamAV 1.4.3/27500/Tue Nov  4 09:26:12 2025\0', answer: '' },
} as const satisfies Record<string, Manner>;

/** A scanner of a test's own on a unix socket, which takes streams as clamd does and answers in the given manner. */
export async function startFakeClamd(socket: string, manner: Manner): Promise<{ close(): Promise<void> }> {
  await rm(socket, { force: true });
  const open = new Set<Socket>();
  const server = createServer((line) => {
    open.add(line);
    line.on('close', () => open.delete(line));
    line.on('error', () => undefined);
    let said = Buffer.alloc(0);
    const reply = (text: string | null) => {
      if (text !== null) line.end(text);
    };
    line.on('data', (chunk: Buffer) => {
      said = Buffer.concat([said.subarray(-64), chunk]); // only the beginning of a command and the end of a stream matter
      if (/^[zn]VERSION[\0\n]/.test(said.toString('latin1'))) return reply(manner.version);
      if (said.subarray(-4).equals(Buffer.alloc(4))) reply(manner.answer); // the empty chunk that ends a stream
    });
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(socket, resolve));
  return {
    close: async () => {
      for (const line of open) line.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
