import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isPassword } from '#infra/vault/password.ts';
import { loadAccountKey, openTotp } from '#infra/vault/totp.ts';
import { runCommandOf } from '#tests/support/commands.ts';
import { actionsOn } from '#tests/support/review.ts';
import { openWorld, type World } from '#tests/support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld({ name: 'account' });
});
afterAll(() => world.close());

const run = (...args: string[]) => runCommandOf(world, 'account', args);
const person = ['--email', 'First@Office.example', '--name', 'First Administrator', '--role', 'administrator'];

test('makes an account whose secrets are the shown ones, and are shown nowhere again', async () => {
  const { code, stdout, stderr } = await run(...person, '--role', 'lead', '--into-pipe');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const [row] = await world.superSql`select id, email, name, demo, password_hash, totp_sealed from accounts`;
  expect(row).toMatchObject({ email: 'first@office.example', name: 'First Administrator', demo: false });
  const password = /^password {2}(\S{20})$/m.exec(stdout)?.[1] ?? '';
  const secret = /^TOTP {6}(\S{32})$/m.exec(stdout)?.[1] ?? '';
  expect(await isPassword(row?.password_hash, password)).toBe(true);
  const key = await loadAccountKey(path.join(world.installation.keys, 'account.key'), 'test');
  expect(openTotp(key, row?.id, row?.totp_sealed)).toBe(secret);
  const roles = await world.superSql<{ role: string }[]>`select role from account_roles order by role`;
  expect(roles.map(({ role }) => role)).toEqual(['administrator', 'lead']);
  expect(await actionsOn(world, 'account', row?.id)).toEqual(['account.created']);
  const events = await world.superSql`select envelope, payload from custody_events`;
  for (const value of [password, secret]) expect(JSON.stringify(events)).not.toContain(value);
});

test('refuses an address that has an account, and changes nothing', async () => {
  const before = await world.superSql`select * from accounts`;
  const { code, stdout, stderr } = await run(...person, '--into-pipe');
  expect(code).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toContain('there is an account first@office.example already');
  expect([...(await world.superSql`select * from accounts`)]).toEqual([...before]);
});

test.each([
  ['a pipe, where nobody said so', person, 'would go into a pipe or a log'],
  ['no role', ['--email', 'a@b.example', '--name', 'A', '--into-pipe'], 'usage:'],
  ['an unknown role', ['--email', 'a@b.example', '--name', 'A', '--role', 'owner', '--into-pipe'], 'usage:'],
  ['an address that is none', ['--email', 'a', '--name', 'A', '--role', 'lead', '--into-pipe'], 'usage:'],
  ['an unknown option', [...person, '--password', 'x'], 'usage:'],
])('refuses %s', async (_, args, sentence) => {
  const { code, stdout, stderr } = await run(...args);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain(sentence);
  expect(stderr).not.toMatch(/^\s+at /m);
});
