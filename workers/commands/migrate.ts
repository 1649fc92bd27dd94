/**
 * `npm run migrate`: brings the database to this version's shape, then makes the logins whose passwords the environment names (`OWNER_LOGIN_PASSWORD`,
 * `INTAKE_LOGIN_PASSWORD`, …: all six or none). DATABASE_URL is that of a role that may create roles and owns the database: no server ever runs with it.
 */
import { connect } from '#db/connect.ts';
import { databaseRoles, ensureLogins, loginName } from '#db/logins.ts';
import type { Logins } from '#db/logins.ts';
import { migrate } from '#db/migrate.ts';
import { runCommand, type CommandEnvironment } from '#workers/command-start.ts';

/** Some logins' passwords are named and others are not: a forgotten one would leave a process with yesterday's. */
export class LoginPasswordsIncomplete extends Error {
  override name = 'LoginPasswordsIncomplete';
}

await runCommand(async (environment) => {
  const sql = connect(environment.DATABASE_URL, { name: 'migrate', max: 1 });
  try {
    const done = await migrate(sql);
    const logins = readLogins(environment);
    if (logins) await ensureLogins(sql, logins);
    process.stdout.write(`${JSON.stringify({ msg: 'migrated', applied: done.applied, already: done.already, logins: logins !== null })}\n`);
  } finally {
    await sql.end({ timeout: 5 });
  }
});

function readLogins(environment: CommandEnvironment): Logins | null {
  const passwords = {
    owner: environment.OWNER_LOGIN_PASSWORD,
    intake: environment.INTAKE_LOGIN_PASSWORD,
    console: environment.CONSOLE_LOGIN_PASSWORD,
    receive: environment.RECEIVE_LOGIN_PASSWORD,
    media: environment.MEDIA_LOGIN_PASSWORD,
    records: environment.RECORDS_LOGIN_PASSWORD,
  };
  const missing = databaseRoles.filter((role) => passwords[role] === undefined);
  if (missing.length === databaseRoles.length) return null;
  if (missing.length > 0) throw new LoginPasswordsIncomplete(`no password is given for the database login of: ${missing.join(', ')}`);
  return Object.fromEntries(databaseRoles.map((role) => [role, { name: loginName(role), password: passwords[role] }])) as Logins; // one entry a role, none missing
}
