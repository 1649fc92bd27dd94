import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { admitAttempt, freshenSession, recordFailure, startSession } from '#db/accounts/sign-in.ts';
import { listSessions, readSession, revokeSession } from '#db/accounts/sessions.ts';
import { officeSubject } from '#db/custody/office.ts';
import { hashToken, newToken } from '#infra/vault/tokens.ts';
import { actionsOn, makeStaff, openSession } from '#tests/support/review.ts';
import { openWorld, type World } from '#tests/support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld({ name: 'sign-in' });
});
afterAll(() => world.close());
const console = () => world.sql('console');

test('an attempt on a known account gives its secrets to check, whatever the case of the e-mail', async () => {
  const person = await makeStaff(world, ['reviewer']);
  const attempt = await admitAttempt(console(), ` ${person.email.toUpperCase()} `);
  expect(attempt).toMatchObject({ outcome: 'check', account: { id: person.id, totpLastStep: 0 } });
});

test('an unknown e-mail is told apart for the caller alone, who answers alike', async () => {
  expect(await admitAttempt(console(), 'nobody@office.example')).toEqual({ outcome: 'unknown' });
  const before = (await actionsOn(world, 'office', officeSubject.id)).length;
  await recordFailure(console(), { accountId: null, reason: 'unknown_account' });
  expect((await actionsOn(world, 'office', officeSubject.id)).length).toBe(before + 1);
});

test('a hundred guesses at once are counted one by one: no more than five are checked', async () => {
  const person = await makeStaff(world, ['reviewer']);
  const attempts = await Promise.all(Array.from({ length: 100 }, () => admitAttempt(console(), person.email)));
  expect(attempts.filter(({ outcome }) => outcome === 'check')).toHaveLength(5);
});

test('the pause doubles with each further failure, and ends', async () => {
  const person = await makeStaff(world, ['reviewer']);
  const pause = async () => {
    const [row] = await world.superSql<
      { seconds: number }[]
    >`select extract(epoch from locked_until - clock_timestamp())::float as seconds from accounts where id = ${person.id}`;
    return row?.seconds ?? 0;
  };
  for (let n = 0; n < 5; n += 1) await admitAttempt(console(), person.email);
  expect(await pause()).toBeGreaterThan(20);
  expect((await admitAttempt(console(), person.email)).outcome).toBe('locked');
  await world.superSql`update accounts set locked_until = clock_timestamp() where id = ${person.id}`;
  expect((await admitAttempt(console(), person.email)).outcome).toBe('check');
  expect(await pause()).toBeGreaterThan(50);
});

test('the right password and code forgive the failures and start a session', async () => {
  const person = await makeStaff(world, ['reviewer']);
  await admitAttempt(console(), person.email);
  const { token, hash } = newToken();
  expect((await startSession(console(), { accountId: person.id, totpStep: 100, tokenHash: hash })).outcome).toBe('started');
  expect(await readSession(console(), hashToken(token), { touch: true })).toMatchObject({
    accountId: person.id,
    roles: ['reviewer'],
    fresh: true,
  });
  const [row] = await world.superSql`select failures, locked_until from accounts where id = ${person.id}`;
  expect(row).toMatchObject({ failures: 0, locked_until: null });
});

test('a code starts one session only, also when it comes twice at the same moment', async () => {
  const person = await makeStaff(world, ['reviewer']);
  const outcomes = await Promise.all(
    Array.from(
      { length: 8 },
      async () => (await startSession(console(), { accountId: person.id, totpStep: 7, tokenHash: randomBytes(32) })).outcome,
    ),
  );
  expect(outcomes.filter((outcome) => outcome === 'started')).toHaveLength(1);
  expect((await startSession(console(), { accountId: person.id, totpStep: 6, tokenHash: randomBytes(32) })).outcome).toBe('code_used');
});

test.each([
  ['30 minutes without use', `last_seen_at = clock_timestamp() - interval '30 minutes'`],
  ['12 hours', `created_at = clock_timestamp() - interval '12 hours'`],
  ['a revocation', 'revoked_at = clock_timestamp()'],
])('a session ends after %s', async (_, change) => {
  const person = await makeStaff(world, ['lead']);
  const session = await openSession(world, person);
  expect(await readSession(console(), hashToken(session.token), { touch: false })).not.toBeNull();
  await world.superSql.unsafe(`update sessions set ${change} where id = '${session.id}'`);
  expect(await readSession(console(), hashToken(session.token), { touch: true })).toBeNull();
});

test('a session of a disabled account is none', async () => {
  const person = await makeStaff(world, ['lead']);
  const session = await openSession(world, person);
  await world.superSql`update accounts set state = 'disabled' where id = ${person.id}`;
  expect(await readSession(console(), hashToken(session.token), { touch: true })).toBeNull();
  expect(await admitAttempt(console(), person.email)).toMatchObject({ outcome: 'locked' });
});

test('use keeps a session awake; a stream does not', async () => {
  const person = await makeStaff(world, ['lead']);
  const session = await openSession(world, person);
  const idle = async () => {
    const [row] = await world.superSql<
      { idle: boolean }[]
    >`select last_seen_at < clock_timestamp() - interval '5 minutes' as idle from sessions where id = ${session.id}`;
    return row?.idle;
  };
  await world.superSql`update sessions set last_seen_at = clock_timestamp() - interval '10 minutes' where id = ${session.id}`;
  await readSession(console(), hashToken(session.token), { touch: false });
  expect(await idle()).toBe(true);
  await readSession(console(), hashToken(session.token), { touch: true });
  expect(await idle()).toBe(false);
});

test('a sign-in is fresh for a quarter of an hour, and again after it was confirmed with a new code', async () => {
  const person = await makeStaff(world, ['prosecutor']);
  const session = await openSession(world, person);
  const fresh = async () => (await readSession(console(), hashToken(session.token), { touch: false }))?.fresh;
  await world.superSql`update sessions set fresh_at = clock_timestamp() - interval '15 minutes' where id = ${session.id}`;
  expect(await fresh()).toBe(false);
  expect(await freshenSession(console(), { sessionId: session.id, accountId: person.id, totpStep: 9 })).toEqual({ outcome: 'fresh' });
  expect(await fresh()).toBe(true);
  expect(await freshenSession(console(), { sessionId: session.id, accountId: person.id, totpStep: 9 })).toEqual({ outcome: 'code_used' });
});

test('signing in, confirming, failing and signing out are on the account’s chain, and signing out twice is one event', async () => {
  const person = await makeStaff(world, ['reviewer']);
  const { hash } = newToken();
  await recordFailure(console(), { accountId: person.id, reason: 'wrong' });
  const started = await startSession(console(), { accountId: person.id, totpStep: 1, tokenHash: hash });
  if (started.outcome !== 'started') throw new Error('not started');
  await freshenSession(console(), { sessionId: started.sessionId, accountId: person.id, totpStep: 2 });
  expect(await listSessions(console(), person.id)).toHaveLength(1);
  await revokeSession(console(), { id: started.sessionId, accountId: person.id });
  await revokeSession(console(), { id: started.sessionId, accountId: person.id });
  expect(await actionsOn(world, 'account', person.id)).toEqual([
    'account.created',
    'sign_in.failed',
    'sign_in.succeeded',
    'sign_in.confirmed',
    'signed_out',
  ]);
});
