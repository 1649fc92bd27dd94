/** A page that nobody has answered is rendered once and kept. Nothing of one witness may ever be on a page that another is sent, and no word on it may be an old one. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startProcess, type RunningProcess } from '#tests/support/processes.ts';
import { Witness } from '#tests/support/witness.ts';
import { openWorld, type World } from '#tests/support/world.ts';

let world: World;
let intake: RunningProcess;
beforeAll(async () => {
  world = await openWorld({ name: 'kept' });
  intake = await startProcess(world, 'intake');
});
afterAll(() => world.close());

async function begun(): Promise<Witness> {
  const witness = new Witness(intake.origin ?? '');
  await witness.begin();
  return witness;
}

const questions = 'event part what conduct when where who vehicles whom police witnesses reported losing links contact help use'.split(' ');

test('a page kept from one witness is, to the letter, what another is sent; with answers it is their own alone', async () => {
  const [one, other] = [await begun(), await begun()];
  for (const name of questions) {
    const path = `/report/${name}`;
    const [first, again, others] = [await one.get(path), await one.get(path), await other.get(path)];
    expect([name, first.status, again.text === first.text, others.text === first.text]).toEqual([name, 200, true, true]);
  }
  await one.answer('CANARY of one witness');
  expect((await one.get('/report/what')).text).toContain('CANARY');
  expect((await other.get('/report/what')).text).not.toContain('CANARY');
  await other.answer('CANARY of the other');
  expect((await one.get('/report/what')).text).toContain('CANARY of one witness');
  expect((await (await begun()).get('/report/what')).text).not.toContain('CANARY');
});

test('what a page says of other answers is of this draft: a kept page is not sent to whom it does not fit', async () => {
  const [plain, attorney] = [await begun(), await begun()];
  const before = await plain.get('/report/contact');
  expect((await attorney.post('/report/part', { role: 'represent' })).status).toBe(302);
  const theirs = await attorney.get('/report/contact');
  expect(theirs.text).not.toBe(before.text);
  expect((await plain.get('/report/contact')).text).toBe(before.text);
  expect((await attorney.get('/report/contact')).text).toBe(theirs.text);
});

test('the language of a page is its reader’s, with the headers that say so', async () => {
  const [english, spanish] = [await begun(), await begun()];
  expect((await english.get('/report/what')).text).toContain('<html lang="en"');
  await spanish.post('/language', { lang: 'es', from: '/report/what' });
  for (let round = 0; round < 2; round += 1) {
    const response = await fetch(`${intake.origin}/report/what`, {
      headers: { cookie: spanish.cookie },
    });
    expect([response.status, response.headers.get('content-language'), response.headers.get('cache-control')]).toEqual([
      200,
      'es',
      'no-store',
    ]);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await response.text()).toContain('<html lang="es"');
  }
  expect((await english.get('/report/what')).text).toContain('<html lang="en"');
  // Names that stand in the record's own lists are in the reader's language too.
  expect((await english.get('/report/when')).text).toContain('Eastern Time');
  expect((await spanish.get('/report/when')).text).not.toContain('Eastern Time');
});

test('words that the office changes are on the page as soon as its settings are read again', async () => {
  const witness = await begun();
  expect((await witness.get('/report/use')).text).not.toContain('words of today');
  await world.superSql`insert into settings (key, version, value)
    select key, version + 1, jsonb_set(value, '{own,en}', '{"notice.advice": "These are words of today."}') from settings_current where key = 'intake.texts'`;
  await sleep(5_500); // the age that settings may have
  expect((await witness.get('/report/what')).text).toContain('words of today');
});

test('who is not let in gets no kept page: no draft, an ended draft, a draft that is handed in', async () => {
  const witness = await begun();
  await witness.get('/report/who');
  expect(await new Witness(intake.origin ?? '').get('/report/who')).toMatchObject({ status: 302, location: '/' });
  await witness.answer();
  await witness.handIn();
  expect(await witness.get('/report/who')).toMatchObject({
    status: 302,
    location: '/report/receipt',
  });
  await world.superSql`update drafts set expires_at = now() - interval '1 second'`;
  const over = await witness.get('/report/who');
  expect(over.status).toBe(410);
});
