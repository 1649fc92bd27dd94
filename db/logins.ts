/**
 * The logins of the process groups. Roles and logins belong to the whole cluster, and several databases (one a test world) make them at the same
 * time: so each step looks first, changes only what differs, and tries again where another session was quicker.
 */
import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Sql } from './connect.ts';

export const databaseRoles = ['owner', 'intake', 'console', 'receive', 'media', 'records'] as const;
export type DatabaseRole = (typeof databaseRoles)[number];
export type Logins = Record<DatabaseRole, { name: string; password: string }>;

/** A login's password is too short to be a secret. */
export class LoginPasswordWeak extends Error {
  override name = 'LoginPasswordWeak';
}

/** The login that belongs to a role's name by convention. */
export function loginName(role: DatabaseRole): string {
  return `exhibit_${role}_login`;
}

/**
 * Makes the six logins, or brings their passwords up to date. `superSql` needs CREATEROLE (and membership in the group roles).
 * Only a SCRAM verifier is sent: the password itself is in no statement, and so in no log, of Postgres.
 */
export async function ensureLogins(superSql: Sql, logins: Logins): Promise<void> {
  for (const role of databaseRoles) {
    const { name, password } = logins[role];
    if (password.length < 16) throw new LoginPasswordWeak(`the password of the database login for "${role}" has fewer than 16 characters`);
    await ensureRole(superSql, `exhibit_${role}`, 'nologin noinherit');
    await ensureRole(superSql, name, 'login inherit nosuperuser nocreatedb nocreaterole nobypassrls');
    await retryRaces(() => ensureMembership(superSql, `exhibit_${role}`, name));
    await retryRaces(() => ensurePassword(superSql, name, password));
  }
}

/** The form in which Postgres stores a SCRAM-SHA-256 password (RFC 5803). ASCII passwords only, so that no SASLprep is needed. */
export function scramVerifier(password: string, salt: Buffer = randomBytes(16), iterations = 4096): string {
  if (!/^[\x21-\x7e]+$/.test(password)) throw new LoginPasswordWeak('a database password may hold visible ASCII characters only');
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  const storedKey = createHash('sha256').update(createHmac('sha256', salted).update('Client Key').digest()).digest('base64');
  const serverKey = createHmac('sha256', salted).update('Server Key').digest('base64');
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${serverKey}`;
}

async function ensureRole(sql: Sql, name: string, attributes: string): Promise<void> {
  const [found] = await sql`select from pg_roles where rolname = ${name}`;
  if (found) return;
  await sql.unsafe(`create role ${quoteName(name)} ${attributes}`).catch((cause: unknown) => {
    if (!hasCode(cause, '42710', '23505')) throw cause; // made by another session in the meantime
  });
}

async function ensureMembership(sql: Sql, group: string, login: string): Promise<void> {
  const [found] = await sql`
    select from pg_auth_members m join pg_roles g on g.oid = m.roleid join pg_roles l on l.oid = m.member
    where g.rolname = ${group} and l.rolname = ${login}`;
  if (!found) await sql.unsafe(`grant ${quoteName(group)} to ${quoteName(login)}`);
}

async function ensurePassword(sql: Sql, name: string, password: string): Promise<void> {
  const stored = await readVerifier(sql, name);
  if (stored && matchesVerifier(password, stored)) return;
  await sql.unsafe(`alter role ${quoteName(name)} password '${scramVerifier(password)}'`); // base64, digits, $ and : only
}

/** Only a superuser may read verifiers; anyone else sets the password each time. */
async function readVerifier(sql: Sql, name: string): Promise<string | null> {
  const [right] = await sql<{ may: boolean }[]>`select has_table_privilege('pg_catalog.pg_authid', 'select') as may`;
  if (!right?.may) return null;
  const [row] = await sql<{ rolpassword: string | null }[]>`select rolpassword from pg_catalog.pg_authid where rolname = ${name}`;
  return row?.rolpassword ?? null;
}

function matchesVerifier(password: string, stored: string): boolean {
  const [, iterations, salt] = /^SCRAM-SHA-256\$(\d+):([A-Za-z0-9+/=]+)\$/.exec(stored) ?? [];
  if (!iterations || !salt) return false;
  const computed = Buffer.from(scramVerifier(password, Buffer.from(salt, 'base64'), Number(iterations)));
  return computed.length === stored.length && timingSafeEqual(computed, Buffer.from(stored));
}

/** "tuple concurrently updated" (XX000) and unique violations of the catalogue: two sessions granted the same thing. */
async function retryRaces(step: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await step();
    } catch (cause) {
      if (attempt === 8 || !hasCode(cause, 'XX000', '23505', '40001', '40P01')) throw cause;
    }
  }
}

function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

/** Names come from configuration, never from people; still they are quoted. */
function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
