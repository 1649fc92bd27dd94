import { hostname } from 'node:os';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { openMailServer, openRudeServer, type MailServer, type ReceivedMail } from '#tests/support/mail.ts';
import { parseAddress } from './address.ts';
import { openMailer, type Note, type Sent } from './mailer.ts';

const open: MailServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});
async function given(server: Promise<MailServer>): Promise<MailServer> {
  const opened = await server;
  open.push(opened);
  return opened;
}

const note: Note = {
  from: { name: 'Report confirmation', address: 'no-reply@office.example' },
  to: 'witness@example.com',
  subject: 'Your reference number',
  text: 'EX-7K3M-9QXT\n\nKeep this number.',
};
const bounds = { milliseconds: 700, atOnce: 2 };
const post = ({ url }: MailServer, changed: Partial<Note> = {}): Promise<Sent> => openMailer(url, bounds)({ ...note, ...changed });

function split({ raw }: ReceivedMail): { headers: Map<string, string>; body: string } {
  const [head = '', ...body] = raw.split('\r\n\r\n');
  const lines = head.replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n');
  return {
    headers: new Map(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)])),
    body: body.join('\r\n\r\n'),
  };
}

test('one text goes to one address, and the message tells nothing of the program, the machine or a link', async () => {
  const server = await given(openMailServer());
  expect(await post(server)).toBe('sent');
  expect(server.mails).toHaveLength(1);
  const [mail] = server.mails;
  if (!mail) throw new Error('one was sent');
  expect(mail).toMatchObject({ greeting: 'office.example', from: 'no-reply@office.example', to: ['witness@example.com'] });
  const { headers, body } = split(mail);
  expect([...headers.keys()].toSorted()).toEqual([
    'Auto-Submitted',
    'Content-Transfer-Encoding',
    'Content-Type',
    'Date',
    'From',
    'MIME-Version',
    'Message-ID',
    'Subject',
    'To',
  ]);
  expect(headers.get('From')).toBe('Report confirmation <no-reply@office.example>');
  expect(headers.get('To')).toBe('witness@example.com');
  expect(headers.get('Subject')).toBe('Your reference number');
  expect(headers.get('Content-Type')).toBe('text/plain; charset=utf-8');
  expect(headers.get('Message-ID')).toMatch(/^<[0-9a-f]{32}@office\.example>$/);
  expect(Math.abs(Date.parse(headers.get('Date') ?? '') - Date.now())).toBeLessThan(60_000);
  expect(headers.get('Date')).toMatch(/\+0000$/); // not where the server stands
  expect(body.trimEnd()).toBe('EX-7K3M-9QXT\r\n\r\nKeep this number.');
  expect(mail.raw).not.toContain(hostname());
  expect(mail.raw).not.toMatch(/https?:|nodemailer|x-mailer|user-agent|127\.0\.0\.1/i);
});

test('words of any script arrive as they are', async () => {
  const server = await given(openMailServer());
  expect(await post(server, { subject: 'رقمك المرجعي', text: '申请编号 EX-7K3M-9QXT', from: { ...note.from, name: 'תּאריך' } })).toBe(
    'sent',
  );
  const { headers, body } = split(server.mails[0] as ReceivedMail);
  expect(headers.get('Subject')).toMatch(/^=\?UTF-8\?/);
  const encoding = headers.get('Content-Transfer-Encoding') ?? '';
  const decoded = encoding === 'base64' ? Buffer.from(body, 'base64').toString('utf8') : unquote(body);
  expect(decoded.trimEnd()).toBe('申请编号 EX-7K3M-9QXT');
});
const unquote = (text: string): string =>
  Buffer.from(
    text.replaceAll('=\r\n', '').replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString('utf8');

test('a server that refuses the address says so; one that refuses everything else has failed', async () => {
  const withReply = (code: number) => Object.assign(new Error('no'), { responseCode: code });
  const noSuchUser = await given(openMailServer({ onRcptTo: (_address, _session, callback) => callback(withReply(550)) }));
  expect(await post(noSuchUser)).toBe('refused');
  const later = await given(openMailServer({ onRcptTo: (_address, _session, callback) => callback(withReply(451)) }));
  expect(await post(later)).toBe('failed');
  const noSender = await given(openMailServer({ onMailFrom: (_address, _session, callback) => callback(withReply(553)) }));
  expect(await post(noSender)).toBe('failed');
  const noText = await given(
    openMailServer({
      onData: (stream, _session, callback) => {
        stream.on('end', () => callback(withReply(554)));
        stream.resume();
      },
    }),
  );
  expect(await post(noText)).toBe('failed');
});

test('a server that is down, silent, slow in each step or hangs up costs the bound and no more', async () => {
  const closed = await openRudeServer([]);
  await closed.close();
  expect(await post(closed)).toBe('failed');
  const steps = ['220 here', '250 here', '250 ok', '250 ok', '354 go on'];
  for (const broken of [null, '']) {
    for (let step = 0; step < steps.length; step += 1) {
      const server = await given(openRudeServer([...steps.slice(0, step), broken]));
      const start = Date.now();
      expect(await post(server), `step ${step}`).toBe('failed');
      expect(Date.now() - start).toBeLessThan(bounds.milliseconds + 600);
    }
  }
  // Each step is in time, all together are not.
  const dripping = await given(openRudeServer([...steps, '250 kept'], 30));
  const start = Date.now();
  expect(await post(dripping)).toBe('failed');
  expect(Date.now() - start).toBeLessThan(bounds.milliseconds + 600);
});

test('when the text was on its way and no answer came, that is what is said', async () => {
  const steps = ['220 here', '250 here', '250 ok', '250 ok', '354 go on'];
  expect(await post(await given(openRudeServer([...steps, null])))).toBe('unknown');
  expect(await post(await given(openRudeServer([...steps, ''])))).toBe('unknown');
});

test('a flood of answers ends the connection', async () => {
  expect(await post(await given(openRudeServer([`220-${'x'.repeat(2_000_000)}`])))).toBe('failed');
});

test('more at once than agreed are refused at the door, and places are given back', async () => {
  const server = await given(openRudeServer([null]));
  const mailer = openMailer(server.url, bounds);
  const slow = [mailer(note), mailer(note)];
  const start = Date.now();
  expect(await mailer(note)).toBe('failed');
  expect(Date.now() - start).toBeLessThan(100);
  await Promise.all(slow);
  await server.close();
  const good = await given(openMailServer());
  const again = openMailer(good.url, bounds);
  expect(await Promise.all([again(note), again(note)])).toEqual(['sent', 'sent']);
  expect(await again(note)).toBe('sent');
});

test('elsewhere than on this machine nothing travels unencrypted', async () => {
  const elsewhere = await given(openMailServer({}, '127.0.0.2')); // offers no STARTTLS
  expect(await post(elsewhere)).toBe('failed');
  const here = await given(openMailServer());
  expect(await openMailer(here.url.replace('smtp:', 'smtps:'), bounds)(note)).toBe('failed');
  expect([elsewhere.mails, here.mails]).toEqual([[], []]);
});

test('the password of the address is used, and a wrong one is a failure', async () => {
  const seen: string[] = [];
  const server = await given(
    openMailServer({
      disabledCommands: ['STARTTLS'],
      onAuth: ({ username, password }, _session, callback) => {
        seen.push(`${username} ${password}`);
        if (password === 'right / secret') callback(null, { user: username });
        else callback(new Error('no'));
      },
    }),
  );
  const as = (password: string) => openMailer(server.url.replace('//', `//portal:${encodeURIComponent(password)}@`), bounds)(note);
  expect(await as('right / secret')).toBe('sent');
  expect(await as('wrong')).toBe('failed');
  expect(seen).toContain('portal right / secret');
  expect(server.mails).toHaveLength(1);
});

test('addresses are one plain address or none', () => {
  for (const [typed, meant] of [
    ['witness@example.com', 'witness@example.com'],
    ['  First.Last+tag@Sub.Example.COM \u200f', 'First.Last+tag@sub.example.com'],
    ['witness＠example．com', 'witness@example.com'],
    ['me@bücher.example', 'me@xn--bcher-kva.example'],
    ["o'neil@example.com", "o'neil@example.com"],
  ] as const)
    expect(parseAddress(typed), typed).toBe(meant);
  for (const typed of [
    '',
    'witness',
    '@example.com',
    'witness@',
    'witness@localhost',
    'witness@example',
    'witness@127.0.0.1',
    'witness@[127.0.0.1]',
    'a@example.com, b@example.com',
    'a@example.com b@example.com',
    'a@example.com;b@example.com',
    'Someone <a@example.com>',
    '"a b"@example.com',
    '"a@example.com"',
    'a@example.com\r\nBcc: other@example.com',
    'a\r\n@example.com',
    'a%0d%0aBcc:b@x@example.com\n',
    'a@exam\0ple.com',
    'a..b@example.com',
    '.a@example.com',
    `${'a'.repeat(65)}@example.com`,
    `a@${'b'.repeat(64)}.com`,
    `a@${'b.'.repeat(130)}com`,
    'имя@example.com',
  ])
    expect(parseAddress(typed), JSON.stringify(typed)).toBeNull();
});

test('whatever is typed, an address that comes out has one @, no space, no quote and no line end', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.emailAddress(),
        fc.string().map((text) => `a${text}@example.com`),
      ),
      (typed) => {
        const address = parseAddress(typed);
        if (address !== null) expect(address).toMatch(/^[!-~]+@[a-z0-9.-]+$/);
        if (address !== null) expect(address).not.toMatch(/["<>(),;:\\[\]\s]|@.*@/);
      },
    ),
    { numRuns: 2000 },
  );
});

test('no header can be added through any part of a note', async () => {
  const server = await given(openMailServer());
  const hostile = 'x\r\nBcc: other@example.com\r\n\r\nsecond body';
  expect(await post(server, { subject: hostile, from: { name: hostile, address: 'no-reply@office.example' } })).toBe('sent');
  const [mail] = server.mails;
  expect(mail?.to).toEqual(['witness@example.com']);
  expect([...split(mail as ReceivedMail).headers.keys()]).not.toContain('Bcc');
  // What no route can hand over, since `parseAddress` stands before it:
  for (const to of ['witness@example.com\r\nRCPT TO:<other@example.com>', 'witness@example.com>\r\nDATA\r\nx'])
    expect(await post(server, { to }).catch(() => 'failed')).not.toBe('sent');
  expect(server.mails.flatMap((each) => each.to)).toEqual(['witness@example.com']);
});

test('a note that is no note is a mistake of ours', async () => {
  const server = await given(openMailServer());
  await expect(post(server, { text: 'x'.repeat(5_000) })).rejects.toThrow(RangeError);
  await expect(post(server, { subject: 'x'.repeat(500) })).rejects.toThrow(RangeError);
});
