/** What can be kept is kept: what was typed for a draft that is over, in the reader's language; a receipt that nobody has seen; a page that was pressed twice. */
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startProcess, type RunningProcess } from '#tests/support/processes.ts';
import { Witness } from '#tests/support/witness.ts';
import { openWorld, type World } from '#tests/support/world.ts';

let world: World;
let intake: RunningProcess;
let witness: Witness;
beforeAll(async () => {
  world = await openWorld({ name: 'kept-typed' });
  intake = await startProcess(world, 'intake');
});
beforeEach(async () => {
  witness = new Witness(world.installation.origins.intake);
  await witness.begin();
});
afterAll(async () => {
  await intake.stop();
  await world.close();
});

const idOf = ({ cookie }: Witness): string => cookie.slice('draft='.length).split('.')[0] ?? '';
const expire = () => world.superSql`update drafts set expires_at = clock_timestamp() where id::text = ${idOf(witness)}`;
/** Each text that the page of a refusal shows again. */
const shownAgain = (text: string): string[] =>
  [...text.matchAll(/<textarea[^>]*readonly[^>]*>\n?([^<]*)</gi)].map(([, typed]) => typed ?? '');

describe('a draft that is over', () => {
  const texts: [string, Record<string, string>, string[]][] = [
    ['what', { narrative: '三个蒙面人带走了我的邻居', language: 'zh', revision: '0' }, ['三个蒙面人带走了我的邻居']],
    ['vehicles', { 'vehicles.0.kind': 'van', 'vehicles.0.plate': 'kab 12' }, ['kab 12']],
    ['who', { 'people.0.name': 'maria', 'people.0.badge': '7', 'people.1.name': 'Ö' }, ['maria', '7', 'Ö']],
    ['contact', { mode: 'open', name: 'Li', phone: '555' }, ['Li', '555']],
    ['where', { place: 'Rx 7', county: 'queens' }, ['Rx 7']],
    ['use', { read: 'yes', shown: 'a'.repeat(64), showsReport: 'yes' }, []],
  ];
  test.each(texts)('gives back what was typed on %s, however short, and nothing of the page itself', async (name, fields, typed) => {
    await expire();
    const answer = await witness.post(`/report/${name}`, fields);
    expect(answer.status).toBe(410);
    expect(shownAgain(answer.text).toSorted()).toEqual(typed.toSorted());
  });
  test.each(texts)('and so does one whose cookie is gone, on %s', async (name, fields, typed) => {
    witness.cookie = '';
    const answer = await witness.post(`/report/${name}`, fields);
    expect(answer.status).toBe(410);
    expect(shownAgain(answer.text).toSorted()).toEqual(typed.toSorted());
  });
  test('is told of in the language of its pages, whatever the browser prefers', async () => {
    await witness.post('/report/what', { lang: 'ar' });
    const page = await witness.get('/report/what');
    expect(page.text).toContain('<html lang="ar" dir="rtl"');
    expect(page.text).toContain('name="spoken" value="ar"');
    await expire();
    const answer = await witness.send('/report/what', {
      method: 'POST',
      body: new URLSearchParams({ narrative: 'رأيت', spoken: 'ar' }),
      headers: { 'accept-language': 'en-US,en' },
    });
    expect(answer.status).toBe(410);
    expect(answer.text).toContain('<html lang="ar" dir="rtl"');
    expect(shownAgain(answer.text)).toEqual(['رأيت']);
    expect(answer.text).toContain('href="/?lang=ar"'); // and the way on is in it too
  });
});

test('a text that begins with empty lines keeps them, as often as its page is saved', async () => {
  const narrative = '\n\nFirst a van came.';
  for (let round = 0; round < 3; round += 1) {
    await witness.post('/report/what', { narrative, revision: String(round) });
    const { text } = await witness.get('/report/what');
    // The first line break behind the tag is markup, and browsers drop it.
    expect(/<textarea[^>]*name="narrative"[^>]*>\n([^<]*)</.exec(text)?.[1]).toBe(narrative);
  }
});

test.each([
  ['when', { 'day-month': '1', 'day-day': '3', 'day-year': '2026', time: '13:05', zone: 'America/New_York' }],
  ['where', { kind: 'street', place: 'Roosevelt Ave', cross: '74 St', city: 'Queens', county: 'queens' }],
  ['police', { present: 'yes' }],
  ['contact', { mode: 'open', email: 'a@example.org', organisation: 'Helpers', way: 'email', 'helper.name': 'Li' }],
])('%s sent twice is saved, and not called changed in another window', async (name, fields) => {
  const send = () => witness.post(`/report/${name}`, { ...fields, revision: '0' });
  expect((await send()).status).toBe(302);
  expect((await send()).status).toBe(302);
});

test('the fullest page arrives in the widest script', async () => {
  const widest = '𑄃'.repeat(3_000); // four bytes each, twelve characters each where it is sent
  const people = Array.from({ length: 20 }, (_, n) => [`people.${n}.description`, widest]);
  const answer = await witness.post('/report/who', Object.fromEntries(people));
  expect([302, 422]).toContain(answer.status); // read by the page itself, which says what it thinks of the length
});

describe('a second report in the same browser', () => {
  test('does not begin before the receipt of the first one was offered, and its passphrase stays', async () => {
    await witness.answer();
    await witness.handIn();
    const { passphrase } = await witness.receipt();
    const { cookie } = witness;
    expect(await witness.post('/report')).toMatchObject({ status: 303, location: '/report/receipt' });
    expect(await witness.post('/report', { again: 'draft' })).toMatchObject({ status: 303, location: '/report/receipt' });
    expect(witness.cookie).toBe(cookie);
    expect((await witness.receipt()).passphrase).toBe(passphrase);

    const start = await witness.get('/');
    expect(start.text).toContain('Have you saved your reference number and passphrase?');
    expect(start.text).toContain('name="again" value="receipt"');
    expect(await witness.post('/report', { again: 'receipt' })).toMatchObject({ status: 303, location: '/report' });
    expect(witness.cookie).not.toBe(cookie);
    witness.cookie = cookie;
    expect(await witness.get('/report/receipt')).toMatchObject({ status: 302, location: '/follow?over' });
  });
  test('gives up a report as it stood on the page: one that another tab handed in since keeps its receipt', async () => {
    await witness.answer();
    const start = await witness.get('/');
    expect(start.text).toContain('name="again" value="draft"');
    await witness.handIn();
    expect(await witness.post('/report', { again: 'draft' })).toMatchObject({ status: 303, location: '/report/receipt' });
    expect((await witness.receipt()).passphrase).not.toBe('');
  });
});

describe('what nobody types', () => {
  test.each([
    ['links', 'drop=1', 'links.1.'],
    ['who', 'add=people', 'people.'],
    ['files', 'go=on', 'caption.'],
  ])('a form of a hundred thousand fields sent to %s is refused at once, with and without a draft', async (page, first, prefix) => {
    const body = [first, ...Array.from({ length: 60_000 }, (_, n) => `${prefix}${n}=`)].join('&');
    for (const someone of [witness, new Witness(witness.origin)]) {
      const answer = await someone.send(`/report/${page}`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
      expect(answer.status).toBe(400);
    }
    expect((await witness.get('/report')).status).toBe(200);
  });
  test('five hundred people in one form are not read', async () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`people.${n}.name`, 'x']));
    expect((await witness.post('/report/who', many)).status).toBe(400);
  });
  test('a target with something behind its path is that page, and is kept under no name of its own', async () => {
    const { host } = new URL(witness.origin);
    for (const target of ['/report/what/', '/report/what?x=1', `http://${host}/report/what`]) {
      const answer = await raw(host, `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nCookie: ${witness.cookie}\r\nConnection: close\r\n\r\n`);
      expect(answer).toMatch(target.startsWith('/') ? /^HTTP\/1.1 200 / : /^HTTP\/1.1 400 /);
    }
  });
});

function raw(host: string, request: string): Promise<string> {
  const [name = '', port = ''] = host.split(':');
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(Number(port), name, () => socket.write(request));
    socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    socket.on('end', () => resolve(text)).on('error', reject);
  });
}
