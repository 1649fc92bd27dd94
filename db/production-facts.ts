/** What the record knows of its own surroundings, in the form of `infra/production/refusals.ts`: collected by the process that is about to serve. */
import { z } from 'zod';
import type { Query } from './connect.ts';
import { findTalkativeSettings } from './server-logging.ts';
import { readStoreProbe } from './settings/store-probes.ts';

/** Who this login is, and what the server could log of it. Any login may ask. */
export async function readDatabaseFacts(sql: Query): Promise<{
  database: { user: string; isSuperuser: boolean; ownsTables: boolean };
  talkativeDatabase: { name: string; value: string }[];
}> {
  const [login] = await sql<[{ user: string; isSuperuser: boolean; ownsTables: boolean }]>`
    select session_user::text as user, rolsuper or rolbypassrls as "isSuperuser", pg_has_role(rolname, 'exhibit_owner', 'member') as "ownsTables"
    from pg_roles where rolname = session_user`;
  return { database: login, talkativeDatabase: await findTalkativeSettings(sql) };
}

const findings = z
  .object({
    objectLock: z.boolean(),
    lockNotShortened: z.boolean(),
    partHash: z.boolean(),
    presignedPartHash: z.boolean(),
    presignedHashRequired: z.boolean(),
    versioning: z.boolean(),
  })
  .partial();

/** Accounts whose passwords are public, and what the store was found to enforce; null where it was never tried. For the logins of console and records. */
export async function readOfficeFacts(
  sql: Query,
): Promise<{ demoAccounts: number; probe: { objectLock: boolean; partHash: boolean; versioning: boolean } | null }> {
  const [row] = await sql<[{ count: number }]>`select count(*)::int as count from accounts where demo`;
  const latest = await readStoreProbe(sql);
  const parsed = latest === null ? null : findings.safeParse(latest.findings);
  if (!parsed?.success) return { demoAccounts: row.count, probe: null };
  const found = parsed.data;
  return {
    demoAccounts: row.count,
    probe: {
      objectLock: found.objectLock === true && found.lockNotShortened === true,
      partHash: found.partHash === true && found.presignedPartHash === true && found.presignedHashRequired === true,
      versioning: found.versioning === true,
    },
  };
}
