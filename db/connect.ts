/** Connections to the record. Every query goes through postgres.js' tagged templates: values travel apart from the text of a statement. */
import postgres from 'postgres';

type Types = { bigint: number };
export type Sql = postgres.Sql<Types>;
export type Transaction = postgres.TransactionSql<Types>;
/** What a verb takes that may run inside a transaction or outside of one. */
export type Query = postgres.ISql<Types>;

/** A connection was opened with an address that names no database server. */
export class DatabaseUrlInvalid extends Error {
  override name = 'DatabaseUrlInvalid';
}

/** A server was about to run with a login that row policies do not bind. */
export class LoginTooPowerful extends Error {
  override name = 'LoginTooPowerful';
}

/** An `int8` came back that JavaScript cannot hold exactly. */
export class IntegerTooLarge extends Error {
  override name = 'IntegerTooLarge';
}

/**
 * Opens a pool. Nothing is connected until the first query.
 * `name` is shown by Postgres as the application's name; it is a process group, never a person.
 * Types: bytea → Buffer, int8 → number (throws `IntegerTooLarge` above 2^53), timestamptz → Date (milliseconds).
 */
export function connect(url: string, options: { name: string; max?: number }): Sql {
  if (!/^postgres(ql)?:\/\//.test(url)) throw new DatabaseUrlInvalid('DATABASE_URL must start with postgres://'); // the value itself holds a password
  return postgres(url, {
    max: options.max ?? 8,
    connect_timeout: 5,
    idle_timeout: 60,
    max_lifetime: 30 * 60,
    onnotice: () => undefined,
    connection: { application_name: `exhibit-${options.name}`, statement_timeout: 15_000, idle_in_transaction_session_timeout: 60_000 },
    types: { bigint: { to: 20, from: [20], serialize: String, parse: parseInt8 } },
  });
}

/** The transaction of one person: row policies read the account from it and see nothing without one. */
export function asAccount<T>(sql: Sql, accountId: string, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return sql.begin(async (tx) => {
    await tx`select set_config('exhibit.account', ${accountId}, true)`;
    return work(tx);
  }) as Promise<T>; // postgres.js types the result as if it might be a list of promises
}

/**
 * Refuses a login that could go around the row policies: a superuser, one that bypasses them, or the owner of the tables.
 * Every server calls it before it serves.
 */
export async function assertOrdinaryLogin(sql: Query): Promise<void> {
  const [login] = await sql<{ tooPowerful: boolean }[]>`
    select rolsuper or rolbypassrls or rolcreaterole or pg_has_role(rolname, 'exhibit_owner', 'member') as "tooPowerful"
    from pg_roles where rolname = session_user`;
  if (!login || login.tooPowerful)
    throw new LoginTooPowerful('the database login is the owner or a superuser: use the login of this process group');
}

function parseInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new IntegerTooLarge('an int8 is outside of what JavaScript holds exactly');
  return value;
}
