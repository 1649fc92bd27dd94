import { expect, test } from 'vitest';
import type { Note, Sent } from '#infra/mail/mailer.ts';
import { mayOffer, openReceiptMail } from './receipt-mail.ts';

const note: Note = { from: { name: 'n', address: 'a@office.example' }, to: 'w@example.org', subject: 's', text: 't' };

/** Answers in turn; how the mailer itself behaves is tested with real servers. */
function given(...answers: (Sent | Error)[]) {
  let now = 1_000;
  let asked = 0;
  let taken = false;
  let unreachable = false;
  const mail = openReceiptMail(
    async () => {
      const answer = answers[asked++] ?? 'sent';
      if (answer instanceof Error) throw answer;
      return answer;
    },
    async (_draft, what) => {
      if (unreachable) throw new Error('the record does not answer');
      const mayTake = !taken;
      taken = what === 'take';
      return mayTake;
    },
    () => now,
  );
  const draft = { proof: { id: 'd', proof: new Uint8Array(32) }, expiresAt: new Date(2_000) };
  return {
    mail,
    send: () => mail.send(draft, note),
    asked: () => asked,
    takenElsewhere: () => void (taken = true),
    reach: (isThere: boolean) => void (unreachable = !isThere),
    pass: (to: number) => void (now = to),
  };
}

test('after one that was sent there is no other', async () => {
  const { mail, send, asked } = given('sent');
  expect(await send()).toBe('sent');
  expect(await send()).toBe('over');
  expect([mail.state('d'), asked()]).toEqual(['sent', 1]);
});

test('what may have been sent is not sent again', async () => {
  const { mail, send, asked } = given('unknown');
  expect(await send()).toBe('unknown');
  expect(await send()).toBe('over');
  expect([mail.state('d'), asked()]).toEqual(['over', 1]);
});

test('what was surely not sent may be tried three times in all', async () => {
  const { mail, send, asked } = given('failed', 'refused', new Error('broken'), 'sent');
  expect([await send(), mail.state('d')]).toEqual(['failed', 'free']);
  expect([await send(), mail.state('d')]).toEqual(['refused', 'free']);
  expect([await send(), mail.state('d')]).toEqual(['failed', 'over']);
  expect([await send(), asked()]).toEqual(['over', 3]);
});

test('of two windows at once one sends', async () => {
  const { send, asked } = given('sent', 'sent');
  expect((await Promise.all([send(), send(), send()])).toSorted()).toEqual(['over', 'over', 'sent']);
  expect(asked()).toBe(1);
});

test('what another process has sent, as the record knows, is not sent again', async () => {
  const { mail, send, asked, takenElsewhere } = given('sent');
  takenElsewhere();
  expect(await send()).toBe('over');
  expect([mail.state('d'), asked()]).toEqual(['over', 0]);
});

test('a record that does not answer costs no try: the mail is free again', async () => {
  const { mail, send, asked, reach } = given('failed', 'failed', 'sent');
  reach(false);
  for (let tried = 0; tried < 4; tried += 1) await expect(send()).rejects.toThrow('does not answer');
  expect([mail.state('d'), asked()]).toEqual(['free', 0]);
  reach(true);
  expect([await send(), await send(), await send(), mail.state('d')]).toEqual(['failed', 'failed', 'sent', 'sent']);
});

test('what came of a mail is said also where the record cannot be told', async () => {
  let told = 0;
  const mail = openReceiptMail(
    async () => 'refused',
    async (_draft, what) => {
      told += 1;
      if (what === 'give_back') throw new Error('the record does not answer');
      return true;
    },
    () => 1_000,
  );
  expect(await mail.send({ proof: { id: 'd', proof: new Uint8Array(32) }, expiresAt: new Date(2_000) }, note)).toBe('refused');
  expect([mail.state('d'), told]).toEqual(['free', 2]);
});

test('drafts that have ended are forgotten', async () => {
  const { mail, send, pass } = given('sent');
  await send();
  pass(3_000);
  await mail.send({ proof: { id: 'other', proof: new Uint8Array(32) }, expiresAt: new Date(9_000) }, note);
  expect(mail.state('d')).toBe('free');
});

test('in production the default sender is nobody’s, and no mail is offered', () => {
  expect(mayOffer('production', { address: 'no-reply@example.org' })).toBe(false);
  expect(mayOffer('production', { address: 'no-reply@mail.example.com' })).toBe(false);
  expect(mayOffer('production', { address: 'no-reply@office.gov' })).toBe(true);
  expect(mayOffer('test', { address: 'no-reply@example.org' })).toBe(true);
});
