import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databaseAddress } from '#infra/local/environments.mjs';
import { openWorld, type World } from '#tests/support/world.ts';
import { assertOrdinaryLogin, asAccount, connect, type Sql } from './connect.ts';
import { databaseRoles, ensureLogins, scramVerifier, type Logins } from './logins.ts';
import { migrate, readMigrations } from './migrate.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld({ name: 'migrate' });
});
afterAll(() => world.close());

/** A database that nobody has migrated. */
async function withEmptyDatabase(work: (open: () => Sql) => Promise<void>): Promise<void> {
  const name = `exhibit_empty_${randomBytes(6).toString('hex')}`;
  const opened: Sql[] = [];
  await world.superSql.unsafe(`create database ${name}`);
  try {
    await work(() => {
      const sql = connect(databaseAddress(world.servers.databaseUrl, name, null), { name: 'test', max: 2 });
      opened.push(sql);
      return sql;
    });
  } finally {
    await Promise.all(opened.map((sql) => sql.end({ timeout: 1 })));
    await world.superSql.unsafe(`drop database ${name} with (force)`);
  }
}

describe('migrating', () => {
  test('applies every file once, also when three start at the same time, and does nothing the next time', async () => {
    await withEmptyDatabase(async (open) => {
      const names = (await readMigrations()).map((file) => file.name);
      const done = await Promise.all([migrate(open()), migrate(open()), migrate(open())]);
      expect(done.flatMap((one) => one.applied).toSorted()).toEqual(names);
      expect(await migrate(open())).toEqual({ applied: [], already: names.length });
    });
  });

  test('refuses a file that was changed after it ran, one that is gone, and one that would run too late', async () => {
    await withEmptyDatabase(async (open) => {
      const sql = open();
      await migrate(sql);
      await sql`update schema_migrations set sha256 = 'other' where name = '0002_custody.sql'`;
      await expect(migrate(sql)).rejects.toThrow(
        expect.objectContaining({ name: 'MigrationChanged', message: expect.stringContaining('0002_custody.sql') }),
      );
      await sql`delete from schema_migrations where name = '0002_custody.sql'`;
      await expect(migrate(sql)).rejects.toThrow(
        expect.objectContaining({ name: 'MigrationChanged', message: expect.stringContaining('would run after') }),
      );
      await sql`update schema_migrations set name = '9999_future.sql' where name = '0003_office.sql'`;
      await expect(migrate(sql)).rejects.toThrow(
        expect.objectContaining({ name: 'MigrationChanged', message: expect.stringContaining('9999_future.sql') }),
      );
    });
  });

  test('brings rights back to the vocabulary and leaves settings that an office changed', async () => {
    await withEmptyDatabase(async (open) => {
      const sql = open();
      await migrate(sql);
      await sql`insert into rights values ('original.read', 'administrator')`;
      await sql`delete from rights where verb = 'custody.read'`;
      await sql`insert into settings (key, version, value) values ('intake.maxFiles', 2, '7')`;
      await migrate(sql);
      expect([
        ...(await sql`select verb, role from rights where role = 'administrator' or verb = 'custody.read' order by verb, role`),
      ]).toEqual([
        { verb: 'custody.read', role: 'auditor' },
        { verb: 'people.write', role: 'administrator' },
        { verb: 'settings.write', role: 'administrator' },
      ]);
      expect([...(await sql`select version, value from settings_current where key = 'intake.maxFiles'`)]).toEqual([
        { version: 2, value: 7 },
      ]);
    });
  });
});

describe('logins', () => {
  const logins = (change: Partial<Record<(typeof databaseRoles)[number], string>> = {}) =>
    Object.fromEntries(
      databaseRoles.map((role) => [
        role,
        { name: `exhibit_test_${suffix}_${role}`, password: change[role] ?? `password-of-${role}-0123456789` },
      ]),
    ) as Logins; // one entry a role
  const suffix = randomBytes(4).toString('hex');
  const enter = async (role: (typeof databaseRoles)[number], password: string) => {
    const sql = connect(
      databaseAddress(world.servers.databaseUrl, world.installation.database, { name: `exhibit_test_${suffix}_${role}`, password }),
      { name: 'test', max: 1 },
    );
    try {
      return (await sql<{ user: string }[]>`select session_user as user`)[0]?.user;
    } finally {
      await sql.end({ timeout: 1 });
    }
  };
  afterAll(async () => {
    for (const { name } of Object.values(logins())) await world.superSql.unsafe(`drop role if exists "${name}"`);
  });

  test('are made by several at the same time, again without change, and with a new password', async () => {
    await Promise.all([
      ensureLogins(world.superSql, logins()),
      ensureLogins(world.superSql, logins()),
      ensureLogins(world.superSql, logins()),
    ]);
    const verifiers = () =>
      world.superSql`select rolname, rolpassword from pg_authid where rolname like ${`exhibit_test_${suffix}_%`} order by 1`;
    const before = await verifiers();
    await ensureLogins(world.superSql, logins());
    expect([...(await verifiers())]).toEqual([...before]);
    expect(await enter('intake', 'password-of-intake-0123456789')).toBe(`exhibit_test_${suffix}_intake`);
    await ensureLogins(world.superSql, logins({ intake: 'another-password-0123456789' }));
    expect(await enter('intake', 'another-password-0123456789')).toBe(`exhibit_test_${suffix}_intake`);
  });

  test('are never made with a short password', async () => {
    await expect(ensureLogins(world.superSql, logins({ media: 'short' }))).rejects.toMatchObject({
      name: 'LoginPasswordWeak',
      message: expect.not.stringContaining('short"'),
    });
  });

  test('send a verifier that Postgres takes for its own form', () => {
    expect(scramVerifier('secret', Buffer.alloc(16, 1))).toMatch(
      /^SCRAM-SHA-256\$4096:AQEBAQEBAQEBAQEBAQEBAQ==\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=$/,
    );
    expect(() => scramVerifier('pässword')).toThrow(/ASCII/);
  });
});

describe('a connection', () => {
  test('of a server may be neither the owner’s nor a superuser’s', async () => {
    for (const role of ['intake', 'console', 'receive', 'media', 'records'] as const)
      await expect(assertOrdinaryLogin(world.sql(role)), role).resolves.toBeUndefined();
    await expect(assertOrdinaryLogin(world.ownerSql)).rejects.toMatchObject({ name: 'LoginTooPowerful' });
    await expect(assertOrdinaryLogin(world.superSql)).rejects.toMatchObject({ name: 'LoginTooPowerful' });
  });

  test('gives numbers for int8, refuses those that JavaScript cannot hold, and bytes for bytea', async () => {
    const [row] = await world.ownerSql`select 9007199254740991::int8 as n, '\\x00ff'::bytea as b`;
    expect(row?.n).toBe(Number.MAX_SAFE_INTEGER);
    expect(Buffer.from(row?.b).toString('hex')).toBe('00ff');
    await expect(world.ownerSql`select 9007199254740993::int8 as n`).rejects.toMatchObject({ name: 'IntegerTooLarge' });
  });

  test('names an account for its transaction alone', async () => {
    const account = '01890a5d-ac96-774b-bcce-b302099a8057';
    const sql = world.sql('console');
    const read = (query: Pick<Sql, 'unsafe'>) => query.unsafe<{ id: string | null }[]>('select current_account() as id');
    expect((await asAccount(sql, account, read))[0]?.id).toBe(account);
    for (let n = 0; n < 8; n += 1) expect((await read(sql))[0]?.id).toBeNull();
  });

  test('does not repeat its address when it is not one', () => {
    expect(() => connect('mysql://user:secret@host/db', { name: 'test' })).toThrow(
      expect.objectContaining({ name: 'DatabaseUrlInvalid', message: expect.not.stringContaining('secret') }),
    );
  });
});
