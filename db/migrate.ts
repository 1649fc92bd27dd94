/**
 * Brings a database to this version's shape. Files in db/migrations are immutable and run once each, in the order of their names.
 * The first one makes the cluster's roles and so runs as whoever migrates; all others run as `exhibit_owner`, because functions that are the only
 * door of a process group run with their owner's rights, and those must be the owner's and not a superuser's.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { Sql, Transaction } from './connect.ts';
import { seedSettings } from './settings/settings.ts';
import { compartments } from './vocabularies/compartments.ts';
import { rights } from './vocabularies/rights.ts';

const folder = new URL('./migrations/', import.meta.url);
const rolesFile = '0001_roles.sql';
/** Any constant: migrations of one database wait for each other on it. */
const lockKey = 7_203_441_021;

/** A file that ran in this database has other bytes now, or is gone, or a new one would run before old ones. */
export class MigrationChanged extends Error {
  override name = 'MigrationChanged';
}

/** A file could not be applied; nothing of it remains. */
export class MigrationFailed extends Error {
  override name = 'MigrationFailed';
}

export type Migrated = { applied: string[]; already: number };

/**
 * Applies what is missing, then fills `rights` from the vocabulary, seeds settings that have no version yet, and compartments that are missing. Safe to run twice at the same time.
 * `sql` is a superuser's, or that of a role with CREATEROLE that owns the database.
 */
export async function migrate(sql: Sql): Promise<Migrated> {
  const files = await readMigrations();
  await refuseStrangers(sql, files);
  const applied: string[] = [];
  for (const file of files) if (await applyOnce(sql, file)) applied.push(file.name);
  await sql.begin(async (tx) => {
    await becomeOwner(tx);
    await syncRights(tx);
    await seedSettings(tx);
    await seedCompartments(tx);
  });
  return { applied, already: files.length - applied.length };
}

type MigrationFile = { name: string; text: string; sha256: string };

/** The migrations of this version, in order. */
export async function readMigrations(): Promise<MigrationFile[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{4}_[a-z0-9_]+\.sql$/.test(name)).toSorted();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(new URL(name, folder), 'utf8');
      return { name, text, sha256: createHash('sha256').update(text).digest('hex') };
    }),
  );
}

async function refuseStrangers(sql: Sql, files: MigrationFile[]): Promise<void> {
  const known = new Map(files.map((file) => [file.name, file.sha256]));
  for (const row of await readApplied(sql)) {
    if (!known.has(row.name)) throw new MigrationChanged(`the database was migrated by a version that has ${row.name}; this one has not`);
    if (known.get(row.name) !== row.sha256)
      throw new MigrationChanged(`${row.name} ran with other contents; write a new migration instead of changing it`);
  }
}

async function readApplied(sql: Sql | Transaction): Promise<{ name: string; sha256: string }[]> {
  // By the catalogue's rows: to_regclass() answers from a cache that does not notice what another session made while we waited for the lock.
  const [table] =
    await sql`select from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' and c.relname = 'schema_migrations'`;
  if (!table) return [];
  return sql<{ name: string; sha256: string }[]>`select name, sha256 from public.schema_migrations order by name`;
}

async function applyOnce(sql: Sql, file: MigrationFile): Promise<boolean> {
  return sql.begin(async (tx) => {
    await tx`set local statement_timeout = 0`; // an index over a large table takes its time
    await tx`select pg_advisory_xact_lock(${lockKey})`;
    const applied = await readApplied(tx);
    const before = applied.find((row) => row.name === file.name);
    if (before && before.sha256 !== file.sha256) throw new MigrationChanged(`${file.name} ran with other contents`);
    if (before) return false;
    const later = applied.find((row) => row.name > file.name);
    if (later) throw new MigrationChanged(`${file.name} would run after ${later.name}, which ran already`);
    try {
      if (file.name !== rolesFile) await becomeOwner(tx);
      await tx.unsafe(file.text);
      if (file.name === rolesFile) await createLedger(tx);
      await tx`insert into public.schema_migrations (name, sha256) values (${file.name}, ${file.sha256})`;
    } catch (cause) {
      throw new MigrationFailed(`${file.name} could not be applied`, { cause });
    }
    return true;
  });
}

/** The first file ends as `exhibit_owner`, so the ledger is the owner's too. */
async function createLedger(tx: Transaction): Promise<void> {
  await tx`create table public.schema_migrations (name text primary key, sha256 text not null, applied_at timestamptz not null default clock_timestamp())`;
}

async function becomeOwner(tx: Transaction): Promise<void> {
  await tx`set local role exhibit_owner`;
  await tx`set local search_path = public, pg_temp`;
}

async function syncRights(tx: Transaction): Promise<void> {
  const rows = Object.entries(rights).flatMap(([verb, roles]) => roles.map((role) => ({ verb, role })));
  await tx`lock table rights in share row exclusive mode`;
  await tx`delete from rights where (verb, role) not in ${tx(rows.map((row) => tx([row.verb, row.role])))}`;
  await tx`insert into rights ${tx(rows, 'verb', 'role')} on conflict do nothing`;
}

async function seedCompartments(tx: Transaction): Promise<void> {
  const rows = Object.entries(compartments).map(([code, name]) => ({ code, name }));
  await tx`insert into compartments ${tx(rows, 'code', 'name')} on conflict (code) do nothing`; // an office may have renamed one
}
