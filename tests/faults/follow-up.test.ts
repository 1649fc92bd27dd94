/** The follow-up page without a browser: what it answers to the right and the wrong people, to two windows at once, to time that ran out and to hostile text. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { textsIn } from '#app/i18n/texts.ts';
import { addFiles } from '#db/intake/additions.ts';
import { beginAddition, comeBack, fileForReturn, sha256, type Returning } from '#tests/support/follow.ts';
import { startProcess, type RunningProcess } from '#tests/support/processes.ts';
import { handedIn } from '#tests/support/receipt.ts';
import { makeStaff } from '#tests/support/review.ts';
import { multipart } from '#tests/support/witness.ts';
import { eventually, openWorld, type World } from '#tests/support/world.ts';
import { setSetting } from '#db/settings/office.ts';

let world: World;
let intake: RunningProcess;
beforeAll(async () => {
  world = await openWorld({ name: 'follow-up' });
  intake = await startProcess(world, 'intake');
});
afterAll(() => world.close());

type Answer = { status: number; text: string; location: string | null; cookies: string[]; headers: Headers };

const hiddenIn = (html: string, name: string) => new RegExp(`name="${name}" value="([0-9a-f]+)"`).exec(html)?.[1] ?? '';

/** A browser's cookies and forms, and nothing else of it. */
class Visitor {
  readonly jar = new Map<string, string>();

  async send(path: string, init: RequestInit = {}): Promise<Answer> {
    const cookie = [...this.jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(world.installation.origins.intake + path, {
      redirect: 'manual',
      ...init,
      headers: { ...(cookie ? { cookie } : {}), ...(init.method === 'POST' ? { 'sec-fetch-site': 'same-origin' } : {}), ...init.headers },
    });
    const cookies = response.headers.getSetCookie();
    for (const line of cookies) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=', 2);
      if (line.includes('Max-Age=0')) this.jar.delete(name);
      else this.jar.set(name, value);
    }
    return {
      status: response.status,
      text: await response.text(),
      location: response.headers.get('location'),
      cookies,
      headers: response.headers,
    };
  }
  get(path: string): Promise<Answer> {
    return this.send(path);
  }
  post(path: string, fields: Record<string, string>): Promise<Answer> {
    return this.send(path, { method: 'POST', body: new URLSearchParams(fields) });
  }
  open({ reference, passphrase }: Pick<Returning, 'reference' | 'passphrase'>): Promise<Answer> {
    return this.post('/follow', { reference, passphrase });
  }
  /** The choices' form with its mark and the name of the words that stand on it. */
  async choose(fields: Record<string, string>): Promise<Answer> {
    const { text } = await this.get('/follow/choices');
    return this.post('/follow/choices', { opened: hiddenIn(text, 'opened'), shown: hiddenIn(text, 'shown'), ...fields });
  }
  /** The page's form with its mark, as a browser would send it back. */
  async fill(path: string, fields: Record<string, string>): Promise<Answer> {
    return this.post(path, { opened: await this.mark(path), ...fields });
  }
  async mark(path = '/follow/messages'): Promise<string> {
    return hiddenIn((await this.get(path)).text, 'opened');
  }
}

async function returned(options?: Parameters<typeof fileForReturn>[1]): Promise<{ report: Returning; visitor: Visitor }> {
  const report = await fileForReturn(world, options);
  const visitor = new Visitor();
  const { status } = await visitor.open(report);
  if (status !== 303) throw new Error(`the page could not be opened: ${status}`);
  return { report, visitor };
}
const messagesOf = async ({ submissionId }: Returning) =>
  (await world.superSql<{ body: string }[]>`select body from messages where submission_id = ${submissionId} order by id`).map(
    ({ body }) => body,
  );
const sendFiles = (visitor: Visitor, files: { name: string; bytes: Uint8Array }[]) =>
  visitor.send('/follow/files', {
    method: 'POST',
    body: new Uint8Array(multipart(files)),
    headers: { 'content-type': 'multipart/form-data; boundary=witness-boundary' },
  });
const plain = (html: string) =>
  html.replaceAll('&#x27;', "'").replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

describe('opening', () => {
  test('gives a session cookie out of reach of scripts, and an address that names nothing', async () => {
    const report = await fileForReturn(world);
    const visitor = new Visitor();
    const answer = await visitor.open({
      reference: ` ${report.reference.toLowerCase().replaceAll('-', '')} `,
      passphrase: report.passphrase.toUpperCase(),
    });
    expect(answer).toMatchObject({ status: 303, location: '/follow/report' });
    expect(answer.cookies).toEqual([expect.stringMatching(/^follow=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Strict$/)]);
    const page = await visitor.get('/follow/report');
    expect(page.status).toBe(200);
    expect(page.text).toContain(report.reference);
    expect(page.text).not.toContain(report.passphrase);
    expect(page.headers.get('cache-control')).toBe('no-store');
  });

  test('refuses an unknown reference and a wrong passphrase in the same words, after the same while, and locks nobody out', async () => {
    const report = await fileForReturn(world);
    const tries = [
      { reference: 'EX-0000-0000', passphrase: report.passphrase },
      { reference: report.reference, passphrase: 'one two three four five six seven' },
    ];
    const seen: { text: string; milliseconds: number }[] = [];
    for (const wrong of [...tries, ...tries]) {
      const since = performance.now();
      const answer = await new Visitor().open(wrong);
      expect(answer.status).toBe(404);
      expect(answer.cookies).toEqual([]);
      expect(answer.text).not.toContain(wrong.passphrase);
      seen.push({ text: answer.text.replaceAll(wrong.reference, ''), milliseconds: performance.now() - since });
    }
    expect(new Set(seen.map(({ text }) => text)).size).toBe(1);
    for (const { milliseconds } of seen) expect(milliseconds).toBeGreaterThan(900);
    const since = performance.now();
    expect((await new Visitor().open(report)).status).toBe(303);
    expect(performance.now() - since).toBeLessThan(900);
  });

  test('asks for both, and takes anything without breaking', async () => {
    expect((await new Visitor().open({ reference: '', passphrase: '' })).status).toBe(422);
    expect((await new Visitor().open({ reference: 'x'.repeat(500_000), passphrase: 'y' })).status).toBe(404);
    expect((await new Visitor().open({ reference: "' or 1=1 --", passphrase: '\u0000\u202E\uD800' })).status).toBe(404);
  });

  test('leaves a page without a session closed to everybody', async () => {
    for (const path of ['report', 'messages', 'correct', 'choices', 'known', 'passphrase', 'close', 'files', 'add']) {
      const visitor = new Visitor();
      expect(await visitor.get(`/follow/${path}`), path).toMatchObject({ status: 302, location: '/follow' });
      visitor.jar.set('follow', 'A'.repeat(43));
      expect(await visitor.get(`/follow/${path}`), path).toMatchObject({ status: 302, location: '/follow?over' });
      expect(visitor.jar.has('follow')).toBe(false);
    }
    for (const verb of ['create', 'sign', 'complete', 'remove'])
      expect(
        (await new Visitor().send(`/follow/files/${verb}`, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }))
          .status,
      ).toBeGreaterThanOrEqual(400);
  });
});

describe('a session', () => {
  test('that ran out loses nothing that was typed', async () => {
    const { report, visitor } = await returned();
    const opened = await visitor.mark();
    await world.superSql`update follow_sessions set expires_at = clock_timestamp() where submission_id = ${report.submissionId}`;
    const message = 'What I wrote for an hour and would not like to write again';
    const answer = await visitor.post('/follow/messages', { opened, message });
    expect(answer.status).toBe(410);
    expect(answer.text).toContain(message);
    expect(await messagesOf(report)).toEqual([]);
  });

  test('of one report takes nothing that was written for another', async () => {
    const { report: first, visitor } = await returned();
    const opened = await visitor.mark();
    const second = await fileForReturn(world);
    await visitor.open(second);
    const message = 'This was written on the page of the first report.';
    const answer = await visitor.post('/follow/messages', { opened, message });
    expect(answer.status).toBe(409);
    expect(answer.text).toContain(message);
    expect([await messagesOf(first), await messagesOf(second)]).toEqual([[], []]);
  });

  test('serves two windows, and what both send arrives', async () => {
    const { report, visitor } = await returned();
    const opened = await visitor.mark();
    await Promise.all(['one', 'two'].map((message) => visitor.post('/follow/messages', { opened, message })));
    expect((await messagesOf(report)).toSorted()).toEqual(['one', 'two']);
  });

  test('ends with “Close this page” and with “Leave quickly”, here and in the record', async () => {
    for (const leave of [
      (visitor: Visitor) => visitor.fill('/follow/report', { do: 'leave' }),
      (visitor: Visitor) => visitor.post('/leave', {}),
    ]) {
      const { report, visitor } = await returned();
      await visitor.fill('/follow/report', { do: 'add' });
      expect([...visitor.jar.keys()].toSorted()).toEqual(['addition', 'follow']);
      const old = new Map(visitor.jar);
      expect((await leave(visitor)).status).toBe(303);
      expect([...visitor.jar]).toEqual([]);
      for (const [name, value] of old) visitor.jar.set(name, value);
      expect((await visitor.get('/follow/report')).location).toBe('/follow?over');
      expect(await world.superSql`select from follow_sessions where submission_id = ${report.submissionId}`).toHaveLength(0);
    }
  });

  test('speaks the report’s language and keeps another that is chosen, also in the middle of writing', async () => {
    const { visitor } = await returned({ language: 'ar' });
    expect((await visitor.get('/follow/report')).text).toContain('<html lang="ar" dir="rtl">');
    expect((await visitor.get('/follow/report?lang=fr')).text).toContain('<html lang="fr"');
    const again = await visitor.fill('/follow/messages', { message: 'half a sentence', lang: 'en' });
    expect(again.text).toContain('<html lang="en"');
    expect(again.text).toContain('half a sentence');
    expect((await visitor.get('/follow/known')).text).toContain('<html lang="en"');
  });
});

describe('a session that is over', () => {
  const overFor = (report: Returning) =>
    world.superSql`update follow_sessions set expires_at = clock_timestamp() - interval '1 second' where submission_id = ${report.submissionId}`;

  test('says so in its own language, whatever the browser speaks', async () => {
    const { report, visitor } = await returned({ language: 'ar' });
    const opened = await visitor.mark();
    const old = new Map(visitor.jar);
    await overFor(report);
    const { location } = await visitor.get('/follow/report');
    expect(location).toBe('/follow?over=&lang=ar');
    expect((await visitor.get(location ?? '')).text).toContain('<html lang="ar" dir="rtl">');
    for (const [name, value] of old) visitor.jar.set(name, value);
    const answer = await visitor.post('/follow/messages', { opened, message: 'x' });
    expect(answer.status).toBe(410);
    expect(answer.text).toContain('<html lang="ar" dir="rtl">');
  });

  test('or was closed by the witness, leads on in its language', async () => {
    const first = await returned({ language: 'es' });
    expect((await first.visitor.fill('/follow/report', { do: 'leave' })).location).toBe('/follow?closed=&lang=es');
    const { report, visitor } = await returned({ language: 'es' });
    const close = { sure: 'yes', passphrase: report.passphrase };
    expect((await visitor.fill('/follow/close', close)).location).toBe('/follow/closed?lang=es');
    expect((await visitor.get('/follow/report?lang=fr')).location).toBe('/follow?lang=fr');
  });
});

describe('what a witness sends', () => {
  const hostile = '\u202Egnp.exe <script>alert(1)</script> <img src=x onerror=alert(1)> \'; drop table messages; -- =HYPERLINK("x")';

  test('is shown as text and kept as written', async () => {
    const { report, visitor } = await returned();
    expect((await visitor.fill('/follow/messages', { message: hostile })).location).toBe('/follow/messages');
    expect((await visitor.fill('/follow/correct', { section: 'when', text: hostile })).location).toBe('/follow/report');
    const { text } = await visitor.get('/follow/report');
    expect(text).not.toMatch(/<script>alert|<img src=x/);
    expect(plain(text).split(hostile)).toHaveLength(3);
    expect(await messagesOf(report)).toEqual([hostile]);
  });

  test('keeps no mark in a corrected link of who shared it, and a share link is asked for in another form', async () => {
    const { report, visitor } = await returned();
    expect(plain((await visitor.get('/follow/correct')).text)).toContain(textsIn('en')('links.cleaned'));
    const text = 'Not that one: https://youtu.be/right?si=canary-mark&t=9. And https://me:canary-mark@news.example/?fbclid=canary-mark';
    expect((await visitor.fill('/follow/correct', { section: 'links', text })).location).toBe('/follow/report');
    const answer = await visitor.fill('/follow/correct', { section: 'losing', text: 'See https://vm.tiktok.com/canary-mark/ soon' });
    expect(answer.status).toBe(422);
    expect(plain(answer.text)).toContain(textsIn('en')('links.share.here'));
    expect(plain(answer.text)).toContain('See https://vm.tiktok.com/canary-mark/ soon'); // still to be changed
    const [row] = await world.superSql<{ text: string }[]>`
      select answers #>> '{corrections,0,text}' as text from submission_versions where submission_id = ${report.submissionId} order by version desc limit 1`;
    expect(row?.text).toBe('Not that one: https://youtu.be/right?t=9. And https://news.example/');
    const everywhere = await world.superSql`select from submission_versions where answers::text like '%canary-mark%'
      union all select from custody_events where coalesce(payload, '') || envelope like '%canary-mark%'`;
    expect(everywhere).toHaveLength(0);
  });

  test('is refused in words where it is empty, too long or holds what cannot be kept, and comes back', async () => {
    const { report, visitor } = await returned();
    for (const [message, kept] of [
      ['', ''],
      [' \n ', ''],
      ['x'.repeat(5001), 'x'.repeat(5001)],
      ['a\u0000b stays', 'ab stays'],
    ] as const) {
      const answer = await visitor.fill('/follow/messages', { message });
      expect(answer.status).toBe(422);
      expect(answer.text).toContain('id="message-error"');
      expect(answer.text).toContain(kept);
    }
    expect((await visitor.fill('/follow/correct', { section: 'contact', text: 'x' })).status).toBe(422);
    expect((await visitor.fill('/follow/correct', { section: '', text: '' })).status).toBe(422);
    expect(await messagesOf(report)).toEqual([]);
    expect(await world.superSql`select from submission_versions where submission_id = ${report.submissionId}`).toHaveLength(1);
  });

  test('is twenty messages a day at most, said beside the field with the text kept', async () => {
    const { report, visitor } = await returned();
    await world.superSql`insert into messages (submission_id, sender, body) select ${report.submissionId}, 'witness', 'm' from generate_series(1, 20)`;
    const answer = await visitor.fill('/follow/messages', { message: 'the twenty-first' });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('the twenty-first');
    expect(answer.text).toContain('id="message-error"');
  });

  test('changes the choices, records the words beside them, and hides or shows the report', async () => {
    const { report, visitor } = await returned();
    expect((await visitor.get('/follow/report')).text).toContain('Corner of 5th and Main');
    await visitor.choose({ oversight: 'yes' });
    const page = await visitor.get('/follow/report');
    expect(page.text).not.toContain('Corner of 5th and Main');
    const [event] = await world.superSql<
      { payload: string }[]
    >`select payload from custody_events where subject_id = ${report.submissionId} and action = 'choice.changed'`;
    expect(JSON.parse(event?.payload ?? '')).toMatchObject({
      sharing: { prosecutors: false, oversight: true, publicReport: false },
      showsReport: false,
      shown: { version: expect.stringMatching(/^texts-\d+$/), language: 'en', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
  });

  test('is no choice by words that have changed since: they are read first, and what was ticked stays ticked', async () => {
    const { report, visitor } = await returned();
    const { text: before } = await visitor.get('/follow/choices');
    const sent = { opened: hiddenIn(before, 'opened'), shown: hiddenIn(before, 'shown'), oversight: 'yes' };
    const { id } = await makeStaff(world, ['administrator']);
    const own = { en: { 'notice.use.5': 'The board keeps what it has seen.' } };
    await setSetting(world.sql('console'), id, { key: 'intake.texts', value: { own }, readVersion: 1, reason: 'other' });
    await eventually('the new words stand on the page', async () =>
      (await visitor.get('/follow/choices')).text.includes('The board keeps what it has seen.') ? true : undefined,
    );
    const versions = () => world.superSql`select from submission_versions where submission_id = ${report.submissionId}`;
    for (const fields of [sent, { ...sent, shown: '' }]) {
      const refused = await visitor.post('/follow/choices', fields);
      expect(refused.status).toBe(422);
      expect(refused.text).toContain('This page has changed since you opened it.');
      expect(refused.text).toMatch(/<input(?=[^>]*name="oversight")(?=[^>]*checked)/);
      expect(refused.text).not.toMatch(/<input(?=[^>]*name="showsReport")(?=[^>]*checked)/);
      expect(await versions()).toHaveLength(1);
      sent.shown = hiddenIn(refused.text, 'shown');
    }
    expect((await visitor.post('/follow/choices', sent)).location).toBe('/follow/report');
    const [event] = await world.superSql<{ sha256: string; version: string }[]>`
      select payload::jsonb #>> '{shown,sha256}' as sha256, payload::jsonb #>> '{shown,version}' as version from custody_events
      where subject_id = ${report.submissionId} and action = 'choice.changed'`;
    expect(event).toEqual({ sha256: sent.shown, version: 'texts-2' });
  });
});

describe('the passphrase', () => {
  const freshOn = (html: string) => /id="fresh"[^>]*>([^<]*)</.exec(html)?.[1] ?? '';

  test('is changed only by whoever knows it and has saved the new one; the new one is what was shown', async () => {
    const { report, visitor } = await returned();
    const page = await visitor.get('/follow/passphrase');
    const fresh = freshOn(page.text);
    expect(fresh.split(' ')).toHaveLength(7);
    const send = (fields: Record<string, string>) => visitor.fill('/follow/passphrase', { fresh, digits: '', ...fields });
    const unsaved = await send({ passphrase: report.passphrase });
    expect(unsaved.status).toBe(422);
    expect(freshOn(unsaved.text)).toBe(fresh);
    expect(unsaved.text).not.toContain(report.passphrase);
    expect((await send({ passphrase: 'wrong', saved: 'yes' })).status).toBe(422);
    expect((await send({ passphrase: report.passphrase, saved: 'yes', fresh: 'weak' })).status).toBe(422);
    expect((await new Visitor().open({ ...report, passphrase: fresh })).status).toBe(404);
    const done = await send({ passphrase: report.passphrase, saved: 'yes' });
    expect(done.text).toContain('The new passphrase counts now');
    expect((await new Visitor().open(report)).status).toBe(404);
    expect((await new Visitor().open({ ...report, passphrase: fresh })).status).toBe(303);
    expect((await visitor.get('/follow/report')).status).toBe(200);
  });

  test('counts once, however often its form is sent: who did not hear the answer is told the same again', async () => {
    const { report, visitor } = await returned();
    const fresh = freshOn((await visitor.get('/follow/passphrase')).text);
    const fields = { opened: await visitor.mark(), fresh, digits: '', saved: 'yes', passphrase: report.passphrase };
    for (let sent = 0; sent < 2; sent += 1) {
      const answer = await visitor.post('/follow/passphrase', fields);
      expect([answer.status, answer.text.includes('The new passphrase counts now')]).toEqual([200, true]);
    }
    expect((await new Visitor().open({ ...report, passphrase: fresh })).status).toBe(303);
  });

  /** A browser that holds the receipt of a report, and the report's page. */
  async function withReceipt(): Promise<{ visitor: Visitor; receipt: string; reference: string; passphrase: string }> {
    const witness = await handedIn(world.installation.origins.intake);
    const { reference, passphrase } = await witness.receipt();
    const receipt = witness.cookie.slice('draft='.length);
    const visitor = new Visitor();
    visitor.jar.set('draft', receipt);
    expect((await visitor.open({ reference, passphrase })).status).toBe(303);
    return { visitor, receipt, reference, passphrase };
  }
  const receiptPages = ['', '/passphrase', '/passphrase.txt', '/reference', '/reference.txt'].map((end) => `/report/receipt${end}`);

  test('that is dead stands on no receipt any more, in this browser and with its cookie kept elsewhere', async () => {
    const { visitor, receipt, passphrase } = await withReceipt();
    const elsewhere = new Visitor();
    elsewhere.jar.set('draft', receipt);
    const fresh = freshOn((await visitor.get('/follow/passphrase')).text);
    const send = (current: string) => visitor.fill('/follow/passphrase', { fresh, digits: '', saved: 'yes', passphrase: current });
    expect((await send('wrong')).status).toBe(422);
    expect((await visitor.get('/report/receipt')).text).toContain(passphrase); // nothing has changed yet
    expect((await send(passphrase)).status).toBe(200);
    expect([...visitor.jar.keys()]).toEqual(['follow']);
    for (const path of receiptPages)
      for (const who of [visitor, elsewhere]) {
        const answer = await who.get(path);
        expect([path, answer.status, answer.text.includes(passphrase)]).toEqual([path, 302, false]);
      }
    expect((await visitor.get('/follow/report')).status).toBe(200);
  });

  test('of a report leaves alone the receipt of another, and a report that is being written', async () => {
    const { visitor, passphrase } = await withReceipt();
    const { report: other } = await returned();
    await visitor.open(other);
    const fresh = freshOn((await visitor.get('/follow/passphrase')).text);
    const fields = { fresh, digits: '', saved: 'yes', passphrase: other.passphrase };
    await visitor.fill('/follow/passphrase', fields);
    expect((await visitor.get('/report/receipt')).text).toContain(passphrase);
    visitor.jar.delete('draft');
    await visitor.post('/report', {});
    await visitor.fill('/follow/passphrase', {
      ...fields,
      passphrase: fresh,
      fresh: freshOn((await visitor.get('/follow/passphrase')).text),
    });
    expect((await visitor.get('/report')).status).toBe(200);
  });

  test('closing is done, and its cookies gone, even where the receipt cannot be ended', async () => {
    const { visitor } = await withReceipt();
    const endDraft = 'intake_end_draft(uuid, bytea)';
    await world.superSql.unsafe(`revoke execute on function ${endDraft} from exhibit_intake`);
    try {
      expect((await visitor.fill('/follow/report', { do: 'leave' })).location).toBe('/follow?closed');
      expect([...visitor.jar]).toEqual([]);
    } finally {
      await world.superSql.unsafe(`grant execute on function ${endDraft} to exhibit_intake`);
    }
  });

  test('closes the page for good, for every window and every passphrase', async () => {
    const { report, visitor } = await returned();
    const elsewhere = new Visitor();
    await elsewhere.open(report);
    expect((await visitor.fill('/follow/close', { sure: 'yes', passphrase: 'wrong' })).status).toBe(422);
    expect((await visitor.fill('/follow/close', { passphrase: report.passphrase })).status).toBe(422);
    expect((await visitor.fill('/follow/close', { sure: 'yes', passphrase: report.passphrase })).location).toBe('/follow/closed');
    expect([...visitor.jar]).toEqual([]);
    expect((await elsewhere.get('/follow/report')).location).toBe('/follow?over');
    expect((await new Visitor().open(report)).status).toBe(404);
    expect(await world.superSql`select from submission_versions where submission_id = ${report.submissionId}`).toHaveLength(1);
  });
});

describe('adding files', () => {
  const filesOf = async ({ submissionId }: Returning) =>
    (
      await world.superSql<{ ordinal: number; name: string; sha256: string }[]>`
      select ordinal, name, encode(sha256_declared, 'hex') as sha256 from files where submission_id = ${submissionId} order by ordinal`
    ).map((row) => ({ ...row }));

  test('goes through the server where there is no script, and is part of the report only after the check', async () => {
    const { report, visitor } = await returned();
    expect((await visitor.get('/follow/files')).location).toBe('/follow/report');
    expect((await visitor.fill('/follow/report', { do: 'add' })).location).toBe('/follow/files');
    const bytes = Buffer.from('the photo that was forgotten');
    expect((await sendFiles(visitor, [{ name: '../<b>late.jpg', bytes }])).location).toBe('/follow/files');
    expect(await filesOf(report)).toEqual([]);
    const check = await visitor.get('/follow/add');
    expect(check.text).not.toContain('<b>late');
    expect((await visitor.fill('/follow/add', { do: 'add' })).location).toBe('/follow/report');
    expect(await filesOf(report)).toEqual([{ ordinal: 1, name: expect.stringContaining('late'), sha256: sha256(bytes).toString('hex') }]);
    const page = await visitor.get('/follow/report');
    expect(page.text).toContain(sha256(bytes).toString('hex'));
    expect(visitor.jar.has('addition')).toBe(false);
    // The button pressed again, as from a page that was still open.
    expect((await visitor.fill('/follow/report', { do: 'nothing' })).location).toBe('/follow/report');
    expect((await visitor.post('/follow/add', { opened: await visitor.mark(), do: 'add' })).location).toBe('/follow/report');
    expect(await filesOf(report)).toHaveLength(1);
  });

  test('thrown away, or for another report, adds nothing and shows no name', async () => {
    const { report, visitor } = await returned();
    await visitor.fill('/follow/report', { do: 'add' });
    await sendFiles(visitor, [{ name: 'secret-name.jpg', bytes: Buffer.from('x') }]);
    const second = await fileForReturn(world);
    await visitor.open(second);
    for (const path of ['/follow/files', '/follow/add']) expect(await visitor.get(path)).toMatchObject({ location: '/follow/report' });
    expect((await visitor.post('/follow/add', { opened: await visitor.mark(), do: 'add' })).location).toBe('/follow/report');
    await visitor.open(report);
    expect((await visitor.get('/follow/add')).text).toContain('secret-name.jpg');
    expect((await visitor.fill('/follow/add', { do: 'stop' })).location).toBe('/follow/report');
    expect([await filesOf(report), await filesOf(second)]).toEqual([[], []]);
    const [left] =
      await world.superSql`select count(*)::integer as n from uploads where submission_id = ${report.submissionId} and state <> 'abandoned'`;
    expect(left?.n).toBe(0);
  });

  const stays = 'You have sent files that are not part of your report yet.';

  test('says where they would be lost that they are not in the report yet, until they are', async () => {
    const { visitor } = await returned();
    const ways = ['/follow/report', '/follow/passphrase', '/follow/close'];
    const isSaid = async () => Promise.all(ways.map(async (path) => (await visitor.get(path)).text.includes(stays)));
    await visitor.fill('/follow/report', { do: 'add' });
    expect(await isSaid()).toEqual([false, false, false]);
    await sendFiles(visitor, [{ name: 'late.jpg', bytes: Buffer.from('x') }]);
    expect(await isSaid()).toEqual([true, true, true]);
    expect((await visitor.get('/follow/report')).text).toContain('href="/follow/add"');
    await visitor.fill('/follow/add', { do: 'add' });
    expect(await isSaid()).toEqual([false, false, false]);
  });

  test('is not handed in as it no longer is: the page says that it changed, and keeps which request a file is for', async () => {
    const { report, visitor } = await returned();
    const { id: person } = await makeStaff(world, ['reviewer']);
    const session = await comeBack(world.sql('intake'), report);
    const first = await beginAddition(world, session, [{}]);
    const [uploadId = ''] = first.uploads;
    const added = { uploadId, name: 'first.jpg', caption: '', declared: { role: 'evidence' as const }, answers: null };
    await addFiles(world.sql('intake'), session, first.draft, [added]);
    const [request] = await world.superSql<{ id: string }[]>`insert into file_requests (submission_id, file_id, reason, asked_by)
      select submission_id, id, 'cannot_open', ${person} from files where submission_id = ${report.submissionId} returning id`;
    await visitor.fill('/follow/report', { do: 'add' });
    await sendFiles(visitor, [{ name: 'second.jpg', bytes: Buffer.from('y') }]);
    const name = /name="(answers\.[0-9a-f-]+)"/.exec((await visitor.get('/follow/add')).text)?.[1] ?? '';
    const fields = { opened: await visitor.mark(), do: 'add', [name]: request?.id ?? '' };

    // While the form waits for its turn, another window stores one more file.
    let answered: Promise<Answer> | undefined;
    await world.superSql.begin(async (tx) => {
      await tx`select from submissions where id = ${report.submissionId} for update`;
      answered = visitor.post('/follow/add', fields);
      await eventually('the form waits', async () => {
        const waiting = await world.superSql`
          select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%intake_add%'`;
        return waiting.length > 0 ? true : undefined;
      });
      await tx`insert into uploads (id, draft_id, submission_id, object_key, route, size, part_size, state, version_id)
        select gen_random_uuid(), draft_id, submission_id, gen_random_uuid()::text, 'direct', 1, 5242880, 'stored', 'v' from uploads where id = ${name.slice('answers.'.length)}`;
    });
    const answer = await answered;
    expect(answer?.status).toBe(422);
    expect(answer?.text).toContain('This page has changed since you opened it.');
    expect(answer?.text).toMatch(new RegExp(`<option(?=[^>]*value="${request?.id}")(?=[^>]*selected)`));
    expect(await filesOf(report)).toHaveLength(1);
    expect((await visitor.post('/follow/add', fields)).location).toBe('/follow/report');
    expect(await filesOf(report)).toHaveLength(3);
  });

  test('whose captions are sent after the session ran out keeps them, or shows what could not be kept', async () => {
    const { report, visitor } = await returned();
    const end = () =>
      world.superSql`update follow_sessions set expires_at = clock_timestamp() where submission_id = ${report.submissionId}`;
    await visitor.fill('/follow/report', { do: 'add' });
    await sendFiles(visitor, [{ name: 'late.jpg', bytes: Buffer.from('x') }]);
    const [row] = await world.superSql<{ id: string }[]>`select id from uploads where submission_id = ${report.submissionId}`;
    const say = (caption: string) =>
      visitor.send('/follow/files', {
        method: 'POST',
        body: new Uint8Array(multipart([], { [`caption.${row?.id}`]: caption, go: 'on' })),
        headers: { 'content-type': 'multipart/form-data; boundary=witness-boundary' },
      });
    await end();
    expect(await say('The gate at night')).toMatchObject({ status: 303, location: '/follow?over' });
    await visitor.open(report);
    expect((await visitor.get('/follow/files')).text).toContain('value="The gate at night"');
    await end();
    const tooLong = await say('long '.repeat(200));
    expect(tooLong.status).toBe(410);
    expect(tooLong.text).toContain('long '.repeat(200));
  });

  test('without a stored file says so', async () => {
    const { visitor } = await returned();
    await visitor.fill('/follow/report', { do: 'add' });
    expect((await visitor.fill('/follow/add', { do: 'add' })).status).toBe(422);
  });
});

describe('what we know about you', () => {
  const say = textsIn('en');
  const told = ['files', 'noFiles', 'sealed', 'notSealed'] as const;
  for (const files of [0, 1])
    for (const sealed of [false, true])
      test(`tells of ${files === 0 ? 'no files' : 'files'} and of ${sealed ? 'something' : 'nothing'} sealed, and only of that`, async () => {
        const { report, visitor } = await returned();
        if (sealed)
          await world.superSql`insert into identities (submission_id, kind, sealed) values (${report.submissionId}, 'witness', ${Buffer.from('canary')})`;
        if (files > 0) {
          await visitor.fill('/follow/report', { do: 'add' });
          await sendFiles(visitor, [{ name: 'known.jpg', bytes: Buffer.from('x') }]);
          await visitor.fill('/follow/add', { do: 'add' });
        }
        const { text, status } = await visitor.get('/follow/known');
        expect(status).toBe(200);
        expect(told.filter((key) => plain(text).includes(say(`follow.known.${key}`)))).toEqual([
          files > 0 ? 'files' : 'noFiles',
          sealed ? 'sealed' : 'notSealed',
        ]);
        expect(text).not.toMatch(/known\.jpg|canary|5th and Main/);
      });
});

test('nothing of all this is in the log', async () => {
  const { report, visitor } = await returned();
  await visitor.fill('/follow/messages', { message: 'canary of the log' });
  expect(intake.logs()).not.toMatch(new RegExp(`canary|secret-name|${report.reference}|${report.passphrase}`));
});
