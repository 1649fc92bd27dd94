/**
 * Accounts to try the console with: `node workers/commands/demo.ts FILE [--show]`. Their passwords and second factors are random, kept in FILE (0600) and printed, so it
 * refuses whatever is not a trial on this machine. Repeatable: accounts that exist keep what they have.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { chmod, readFile, rename, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { changeMembership } from '#db/accounts/compartments.ts';
import { createAccount } from '#db/accounts/create-account.ts';
import { connect, type Sql } from '#db/connect.ts';
import { compartments } from '#db/vocabularies/compartments.ts';
import { roles, type Role } from '#db/vocabularies/rights.ts';
import { readEnvironment } from '#infra/environment/environment.ts';
import { startPlainly } from '#infra/production/start.ts';
import { hashPassword } from '#infra/vault/password.ts';
import { loadAccountKey, newTotpSecret, sealTotp, totpAddress, totpCode, type AccountKey } from '#infra/vault/totp.ts';

/** Accounts whose passwords lie in a file were asked for where real people might be. */
export class DemoRefused extends Error {
  override name = 'DemoRefused';
}

const names: Record<Role, string> = {
  reviewer: 'Robin Reviewer',
  lead: 'Lee Lead',
  prosecutor: 'Pat Prosecutor',
  auditor: 'Alex Auditor',
  administrator: 'Ari Administrator',
};

const demoFile = z.array(
  z.strictObject({ id: z.uuid(), role: z.enum(roles), email: z.string(), password: z.string(), totpSecret: z.string() }),
);
type DemoAccounts = z.output<typeof demoFile>;

/** Throws DemoRefused unless this is a trial (not production) whose console answers on a loopback address only. */
export function assertTrial(mode: string, origin: string): void {
  const host = new URL(origin).hostname;
  const isLoopback = host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
  if (mode === 'production') throw new DemoRefused('there are no demo accounts in production');
  if (!isLoopback) throw new DemoRefused(`demo accounts are for this machine alone, and ${host} is an address that others reach`);
}

/**
 * Makes one account for each role; the lead belongs to every compartment, so that one person sees the sample that names local police. The file is written before the record: what is in the record can then always be used.
 * @returns the accounts with their secrets, those of an earlier run included.
 */
export async function makeDemoAccounts(sql: Sql, key: AccountKey, file: string): Promise<DemoAccounts> {
  const accounts = (await readDemoFile(file)) ?? roles.map(newDemoAccount);
  await writeFile(`${file}.new`, `${JSON.stringify(accounts, null, 1)}\n`, { mode: 0o600 });
  await chmod(`${file}.new`, 0o600);
  await rename(`${file}.new`, file);
  for (const account of accounts) {
    const { id } = await createAccount(sql, {
      id: account.id,
      email: account.email,
      name: names[account.role],
      passwordHash: await hashPassword(account.password),
      totpSealed: sealTotp(key, account.id, account.totpSecret),
      roles: [account.role],
      demo: true,
    });
    if (id !== account.id) throw new DemoRefused(`${account.email} exists already, with a password that this file does not hold`);
    if (account.role === 'lead') await joinCompartments(sql, account.email);
  }
  return accounts;
}

async function joinCompartments(sql: Sql, email: string): Promise<void> {
  for (const code of Object.keys(compartments)) await changeMembership(sql, { code, email, member: true, actor: 'service:console' });
}

function newDemoAccount(role: Role): DemoAccounts[number] {
  return {
    id: randomUUID(),
    role,
    email: `${role}@demo.example`,
    password: randomBytes(12).toString('base64url'),
    totpSecret: newTotpSecret(),
  };
}

async function readDemoFile(file: string): Promise<DemoAccounts | null> {
  try {
    return demoFile.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw new DemoRefused(`${file} is not a file of demo accounts`, { cause: error });
  }
}

/** The table that `npm start` prints. `now` in milliseconds. */
export function showDemoAccounts(accounts: DemoAccounts, now: number): string {
  const rows = accounts.map(({ email, password, totpSecret }) => [email, password, totpSecret, totpCode(totpSecret, now)]);
  const head = ['demo account', 'password', 'TOTP secret', 'code now'];
  const widths = head.map((title, column) => Math.max(...[head, ...rows].map((row) => (row[column] ?? title).length)));
  const lines = [head, ...rows].map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd());
  const [first] = accounts;
  const example = first
    ? `  For an authenticator app: ${totpAddress(first.totpSecret, { issuer: 'Exhibit demo', account: first.email })}`
    : '';
  return [...lines, example].join('\n');
}

if (import.meta.main) await startPlainly(main);

async function main(): Promise<void> {
  const [file, show] = process.argv.slice(2);
  const environment = readEnvironment('command');
  if (!file || !environment.ORIGIN || !environment.ACCOUNT_KEY_FILE) {
    process.stderr.write('usage: node workers/commands/demo.ts FILE [--show], with ORIGIN and ACCOUNT_KEY_FILE set\n');
    process.exit(2);
  }
  assertTrial(environment.MODE, environment.ORIGIN);
  const sql = connect(environment.DATABASE_URL, { name: 'command-demo', max: 1 });
  try {
    const accounts = await makeDemoAccounts(sql, await loadAccountKey(environment.ACCOUNT_KEY_FILE, environment.MODE), file);
    if (show === '--show') process.stdout.write(`${showDemoAccounts(accounts, Date.now())}\n`);
  } finally {
    await sql.end({ timeout: 5 });
  }
}
