/**
 * Makes one account: `npm run account -- --email E --name N --role R [--role R …]`. Its password and second factor are random and shown once, on this terminal, and are
 * kept nowhere but as hash and sealed secret; so it refuses to write them into a pipe or a log. Runs with the console's database login and account key.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { createAccount } from '#db/accounts/create-account.ts';
import { assertOrdinaryLogin, connect } from '#db/connect.ts';
import { roles } from '#db/vocabularies/rights.ts';
import { hashPassword } from '#infra/vault/password.ts';
import { loadAccountKey, newTotpSecret, sealTotp, totpAddress } from '#infra/vault/totp.ts';
import { CommandRefused, need, runCommand } from '#workers/command-start.ts';

const wanted = z.strictObject({
  email: z
    .email()
    .max(254)
    .transform((email) => email.toLowerCase()),
  name: z.string().trim().min(1).max(200),
  role: z
    .array(z.enum(roles))
    .min(1)
    .transform((given) => [...new Set(given)]),
});

await runCommand(async (environment) => {
  const { person, intoPipe } = readArguments();
  if (!process.stdout.isTTY && !intoPipe)
    throw new CommandRefused(
      'the password would go into a pipe or a log: run this at a terminal (or say --into-pipe, and know where it ends)',
    );
  const key = await loadAccountKey(need('ACCOUNT_KEY_FILE', environment.ACCOUNT_KEY_FILE), environment.MODE);
  const sql = connect(environment.DATABASE_URL, { name: 'command-account', max: 1 });
  try {
    await assertOrdinaryLogin(sql);
    const id = randomUUID();
    const password = randomBytes(15).toString('base64url');
    const secret = newTotpSecret();
    const { created } = await createAccount(sql, {
      id,
      email: person.email,
      name: person.name,
      passwordHash: await hashPassword(password),
      totpSealed: sealTotp(key, id, secret),
      roles: person.role,
      demo: false,
    });
    if (!created) throw new CommandRefused(`there is an account ${person.email} already; nothing was changed`);
    process.stdout.write(
      `${[
        `account   ${person.email} (${person.role.join(', ')})`,
        `password  ${password}`,
        `TOTP      ${secret}`,
        `for an authenticator app: ${totpAddress(secret, { issuer: 'Exhibit', account: person.email })}`,
        'Shown this once. Hand it over in person, then clear this terminal.',
      ].join('\n')}\n`,
    );
  } finally {
    await sql.end({ timeout: 5 });
  }
});

function readArguments(): { person: z.output<typeof wanted>; intoPipe: boolean } {
  try {
    const { 'into-pipe': intoPipe, ...given } = parseArgs({
      options: {
        email: { type: 'string' },
        name: { type: 'string' },
        role: { type: 'string', multiple: true },
        'into-pipe': { type: 'boolean', default: false },
      },
    }).values;
    return { person: wanted.parse(given), intoPipe };
  } catch (cause) {
    throw new CommandRefused(`usage: npm run account -- --email E --name N --role R [--role R …], R one of ${roles.join(', ')}`, { cause });
  }
}
