/**
 * Sends a short text to one address, once. What the message tells of us is decided here, header by header: no program, no host of ours, no identifier that leads anywhere.
 * Bounded as a whole, since a server can be slow in every single step and still be in time for each.
 */
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import MailComposer from 'nodemailer/lib/mail-composer';
import SMTPConnection from 'nodemailer/lib/smtp-connection';

export type Note = { from: { name: string; address: string }; to: string; subject: string; text: string };

/** `refused`: the server will not take this address. `failed`: nothing was sent. `unknown`: the connection broke when the text was on its way. */
export type Sent = 'sent' | 'refused' | 'failed' | 'unknown';

/** One try. Never throws for what a server does; nothing of the note is kept, and nothing is logged here. */
export type Mailer = (note: Note) => Promise<Sent>;

export type MailerBounds = { milliseconds: number; atOnce: number };

/** A receipt's note has some hundred characters; more is a mistake of ours. */
const longest = 4_000;
const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/** `url` as in SMTP_URL: `smtps://user:password@host:465`, or `smtp://…`, which must offer STARTTLS unless it is this machine. Opens no connection yet. */
export function openMailer(url: string, { milliseconds, atOnce }: MailerBounds): Mailer {
  const server = readServer(url);
  let underWay = 0;
  return async (note) => {
    if (note.text.length > longest || note.subject.length > 200) throw new RangeError('a note is short');
    if (underWay >= atOnce) return 'failed';
    underWay += 1;
    try {
      return await sendOnce(server, note, milliseconds);
    } finally {
      underWay -= 1;
    }
  };
}

type Server = { host: string; port: number; secure: boolean; requireTLS: boolean; auth: { user: string; pass: string } | null };

function readServer(url: string): Server {
  const { protocol, hostname, port, username, password } = new URL(url);
  const secure = protocol === 'smtps:';
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (secure ? 465 : 587) : Number(port),
    secure,
    requireTLS: !secure && !loopback.has(hostname),
    auth: username === '' ? null : { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
  };
}

async function sendOnce(server: Server, note: Note, milliseconds: number): Promise<Sent> {
  const { auth, ...where } = server;
  const domain = note.from.address.split('@').at(-1) ?? '';
  const message = await compose(note, domain);
  const connection = new SMTPConnection({
    ...where,
    name: domain, // said in greeting; otherwise the name of this machine would be
    connectionTimeout: milliseconds,
    greetingTimeout: milliseconds,
    socketTimeout: milliseconds,
    dnsTimeout: milliseconds,
    socketCloseTimeout: 0,
    maxResponseSize: 16_384,
    logger: false,
    tls: { minVersion: 'TLSv1.2' },
  });
  let onItsWay = false;
  const body = Readable.from(
    (function* () {
      onItsWay = true; // asked for only after the server has said "go on"
      yield message;
    })(),
  );
  const envelope = { from: note.from.address, to: [note.to] };
  return new Promise<Sent>((resolve) => {
    const end = (outcome: Sent): void => {
      clearTimeout(timer);
      resolve(outcome); // first: closing says "end" at once
      if (outcome === 'sent') connection.quit();
      else connection.close();
    };
    const fail = (error?: unknown): void => end(outcomeOf(error, onItsWay));
    const timer = setTimeout(fail, milliseconds);
    const send = (): void => connection.send(envelope, body, (error) => (error ? fail(error) : end('sent')));
    connection.on('error', fail);
    connection.on('end', fail); // the server hung up; nothing once it is settled
    connection.connect((error) => {
      if (error) return fail(error);
      if (auth === null) return send();
      connection.login({ user: auth.user, pass: auth.pass }, (refused) => (refused ? fail(refused) : send()));
    });
  });
}

/** An answer of the server is definite; silence after the text went off is not. */
function outcomeOf(error: unknown, onItsWay: boolean): Sent {
  const { command, responseCode } = (error ?? {}) as { command?: unknown; responseCode?: unknown }; // anything may come; each is read as absent then
  const answer = typeof responseCode === 'number' ? responseCode : null;
  if (!onItsWay) return command === 'RCPT TO' && (answer ?? 0) >= 500 ? 'refused' : 'failed';
  return answer === null ? 'unknown' : 'failed';
}

function compose({ from, to, subject, text }: Note, domain: string): Promise<Buffer> {
  return new MailComposer({
    from,
    to: { name: '', address: to },
    subject,
    text,
    messageId: `<${randomBytes(16).toString('hex')}@${domain}>`,
    headers: { 'Auto-Submitted': 'auto-generated' }, // nobody's "I am on holiday" comes back
    newline: '\r\n',
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build();
}
