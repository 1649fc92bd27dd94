import { stat } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isPassword } from '#infra/vault/password.ts';
import { loadAccountKey, openTotp } from '#infra/vault/totp.ts';
import { openWorld, type World } from '#tests/support/world.ts';
import { assertTrial, DemoRefused, makeDemoAccounts, showDemoAccounts } from './demo.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld({ name: 'demo accounts' });
});
afterAll(() => world.close());

const key = () => loadAccountKey(path.join(world.installation.keys, 'account.key'), 'test');

test.each(['http://localhost:4001', 'http://127.0.0.1:4001', 'http://[::1]:4001'])('a console at %s may have demo accounts', (origin) => {
  expect(() => assertTrial('local', origin)).not.toThrow();
});

test.each([
  ['production', 'http://localhost:4001'],
  ['local', 'https://console.example.org'],
  ['local', 'http://127.0.0.1.example.org'],
  ['local', 'http://0.0.0.0:4001'],
])('%s at %s may not', (mode, origin) => {
  expect(() => assertTrial(mode, origin)).toThrow(DemoRefused);
});

test('every role has an account whose password and second factor are the printed ones, and a second run changes nothing', async () => {
  const file = path.join(world.folder, 'demo.json');
  const accounts = await makeDemoAccounts(world.sql('console'), await key(), file);
  expect(accounts.map(({ role }) => role)).toEqual(['reviewer', 'lead', 'prosecutor', 'auditor', 'administrator']);
  for (const account of accounts) {
    const [row] = await world.superSql`select password_hash, totp_sealed, demo from accounts where email = ${account.email}`;
    expect(await isPassword(row?.password_hash, account.password)).toBe(true);
    expect(openTotp(await key(), account.id, row?.totp_sealed)).toBe(account.totpSecret);
    expect(row?.demo).toBe(true);
  }
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await makeDemoAccounts(world.sql('console'), await key(), file)).toEqual(accounts);
  expect(showDemoAccounts(accounts, Date.now())).toContain(accounts[0]?.password);
});

test('accounts of an earlier file, now lost, are not passed off as these', async () => {
  await expect(makeDemoAccounts(world.sql('console'), await key(), path.join(world.folder, 'another.json'))).rejects.toThrow(DemoRefused);
});
