/** A real SMTP server on this machine that keeps what it is given, and can behave as badly as servers do. */
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** `greeting`: what the client called itself. `raw`: the whole message as it came, header first. */
export type ReceivedMail = { greeting: string; from: string; to: string[]; raw: string };
export type MailServer = { url: string; mails: ReceivedMail[]; close(): Promise<void> };

/** Takes every mail; `options` of the package change that. `host`: another loopback address than the one whose name says so. */
export async function openMailServer(options: SMTPServerOptions = {}, host = '127.0.0.1'): Promise<MailServer> {
  const mails: ReceivedMail[] = [];
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { envelope, hostNameAppearsAs } = session;
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
        const raw = Buffer.concat(chunks).toString('utf8');
        mails.push({ greeting: hostNameAppearsAs, from, to: envelope.rcptTo.map(({ address }) => address), raw });
        callback(null);
      });
    },
    ...options,
  });
  server.on('error', () => {}); // clients that hang up are what tests do
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(0, host, resolve);
  });
  return {
    url: `smtp://${host}:${portOf(server.server)}`,
    mails,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

/**
 * A server of which only the conversation's steps are given: each line that comes gets the next answer; `null` is silence for ever, and `''` hangs up.
 * The first answer is the greeting.
 */
export async function openRudeServer(answers: readonly (string | null)[], drip = 0): Promise<MailServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    const left = [...answers];
    const answer = (): void => {
      const text = left.shift();
      if (text === undefined || text === null) return;
      if (text === '') return void socket.destroy();
      if (drip === 0) return void socket.write(`${text}\r\n`);
      [...`${text}\r\n`].forEach((character, at) => setTimeout(() => socket.writable && socket.write(character), at * drip));
    };
    answer();
    socket.on('data', answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `smtp://127.0.0.1:${portOf(server)}`,
    mails: [],
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port; // it listens on TCP
}
