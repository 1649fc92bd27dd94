/**
 * A world is one installation made for one test file: its own database (cloned from a template that is migrated once), buckets, queue prefix, keys, folders and ports,
 * on the real servers that EXHIBIT_SERVERS names. Nothing of it is left after `close()`; two worlds never see each other.
 */
import { createHash, randomBytes } from 'node:crypto';
import { chmod, mkdtemp, mkdir, readFile, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DeleteBucketCommand, DeleteObjectCommand, ListBucketsCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { Redis } from 'ioredis';
import { connect, type Sql } from '#db/connect.ts';
import { ensureLogins } from '#db/logins.ts';
import { migrate } from '#db/migrate.ts';
import {
  databaseAddress,
  databaseLogin,
  environmentFor,
  storeEnvironment,
  type DatabaseRole,
  type Installation,
  type ProcessGroup,
  type Servers,
  type StoreUser,
} from '#infra/local/environments.mjs';
import { bootstrapStore } from '#infra/store/bootstrap.ts';
import { openStore, type Store } from '#infra/store/client.ts';
import { makeKeys } from '#workers/commands/keys.ts';

export type World = {
  name: string;
  servers: Servers;
  installation: Installation;
  /** Folder of this world alone; gone after `close()`. */
  folder: string;
  /** A connection by the login of one role, as a process of that role would have. Kept and closed by the world. */
  sql(role: DatabaseRole): Sql;
  /** The superuser in this world's database: for arranging what no role of ours may do. */
  superSql: Sql;
  /** Same as `sql('owner')`. */
  ownerSql: Sql;
  /** The store with one user's credentials, or those of the buckets' owner. */
  store(user: StoreUser | 'root'): Store;
  /** The exact environment of one process group (without PRIVATE_PORT, see `startProcess`), with additions. */
  environment(group: ProcessGroup, extra?: Record<string, string>): Record<string, string>;
  /** Runs when the world closes, latest first, before anything is removed. */
  onClose(end: () => Promise<unknown>): void;
  close(): Promise<void>;
};

/** One lock for everything that is common to all databases of the cluster: templates, roles and logins. */
const clusterLock = 0x45_58_48_42;

/**
 * Opens a world. `name` is for people who look at the servers while a test hangs.
 * @throws Error when EXHIBIT_SERVERS does not name a readable file (`npm test` sets it).
 */
export async function openWorld({ name }: { name: string }): Promise<World> {
  const servers = await readServers();
  const id = `${name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 20)}-${randomBytes(4).toString('hex')}`;
  const database = `exhibit_${id.replaceAll('-', '_')}`;
  const folder = await mkdtemp(path.join(tmpdir(), `exhibit-${id}-`));
  await chmod(folder, 0o755); // the sandbox's user must be able to reach the spool
  const [intake, review, evidence] = await Promise.all([freePort(), freePort(), freePort()]);
  const installation: Installation = {
    mode: 'test',
    servers,
    database,
    bucketPrefix: `${id}-`,
    queuePrefix: id,
    keys: path.join(folder, 'keys'),
    spool: path.join(folder, 'spool'),
    origins: { intake: `http://localhost:${intake}`, review: `http://localhost:${review}`, evidence: `http://127.0.0.1:${evidence}` },
  };
  await mkdir(installation.spool);
  const ends: (() => Promise<unknown>)[] = [];
  const connections = new Map<string, Sql>();
  const stores = new Map<string, Store>();

  function sql(role: DatabaseRole | 'super'): Sql {
    let connection = connections.get(role);
    if (!connection) {
      const login = role === 'super' ? null : databaseLogin(servers, role);
      connection = connect(databaseAddress(servers.databaseUrl, database, login), { name: `test-${role}`, max: 4 });
      connections.set(role, connection);
    }
    return connection;
  }
  function store(user: StoreUser | 'root'): Store {
    let opened = stores.get(user);
    if (!opened) {
      opened = openStore(storeSettings(storeEnvironment(servers, user, installation.bucketPrefix)));
      stores.set(user, opened);
    }
    return opened;
  }
  async function close(): Promise<void> {
    for (const end of ends.splice(0).toReversed()) await end();
    await Promise.all([...connections.values()].map((connection) => connection.end({ timeout: 1 })));
    await Promise.all([
      dropDatabase(servers.databaseUrl, database),
      removeBuckets(store('root')),
      removeQueues(servers.redisUrl, installation.queuePrefix),
    ]);
    for (const opened of stores.values()) opened.client.destroy();
    await rm(folder, { recursive: true, force: true });
  }

  try {
    await createDatabase(servers, database);
    await Promise.all([
      bootstrapStore(store('root'), {
        principals: Object.fromEntries(Object.entries(servers.s3.users).map(([user, { principal }]) => [user, principal])) as Record<
          StoreUser,
          string
        >,
        corsOrigins: [installation.origins.intake],
      }),
      makeKeys(installation.keys),
    ]);
  } catch (cause) {
    await close().catch(() => {});
    throw new Error(`the world "${name}" could not be opened`, { cause });
  }
  return {
    name,
    servers,
    installation,
    folder,
    sql,
    superSql: sql('super'),
    ownerSql: sql('owner'),
    store,
    environment: (group, extra = {}) => ({ ...environmentFor(group, installation), ...extra }),
    onClose: (end) => void ends.push(end),
    close,
  };
}

/** A loopback port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}

/** Waits until `look` returns something other than undefined, null or false; fails with `what` after `seconds`. How tests wait. */
export async function eventually<T>(what: string, look: () => Promise<T> | T, seconds = 20): Promise<NonNullable<T>> {
  const end = Date.now() + seconds * 1000;
  let failure: unknown;
  while (Date.now() < end) {
    try {
      const seen = await look();
      if (seen !== undefined && seen !== null && seen !== false) return seen as NonNullable<T>;
    } catch (error) {
      failure = error;
    }
    await sleep(50);
  }
  throw new Error(`waited ${seconds} s in vain: ${what}`, failure === undefined ? {} : { cause: failure });
}

async function readServers(): Promise<Servers> {
  const file = process.env.EXHIBIT_SERVERS;
  if (!file) throw new Error('EXHIBIT_SERVERS must name the servers.json of a running stack; `npm test` raises one');
  return JSON.parse(await readFile(file, 'utf8')) as Servers;
}

function storeSettings(environment: ReturnType<typeof storeEnvironment>): Parameters<typeof openStore>[0] {
  return {
    endpoint: environment.S3_ENDPOINT,
    publicEndpoint: environment.S3_PUBLIC_ENDPOINT,
    region: environment.S3_REGION,
    forcePathStyle: environment.S3_FORCE_PATH_STYLE === '1',
    accessKeyId: environment.S3_ACCESS_KEY_ID,
    secretAccessKey: environment.S3_SECRET_ACCESS_KEY,
    prefix: environment.S3_BUCKET_PREFIX,
    encryption: 'none',
  };
}

/** Migrating takes seconds, cloning a tenth of one. The template's name is the hash of all that `migrate` puts into a database. */
async function createDatabase(servers: Servers, database: string): Promise<void> {
  const template = `exhibit_template_${(await hashOfSchema()).slice(0, 16)}`;
  const cluster = connect(servers.databaseUrl, { name: 'test-cluster', max: 1 });
  try {
    await cluster`select pg_advisory_lock(${clusterLock})`;
    const [found] = await cluster`select from pg_database where datname = ${template}`;
    if (!found) await createTemplate(cluster, servers, template);
    await cluster.unsafe(`create database ${database} template ${template}`);
    await ensureLoginsOf(servers, database);
  } finally {
    await cluster.end({ timeout: 1 }); // and with the session goes its lock
  }
}

async function createTemplate(cluster: Sql, servers: Servers, template: string): Promise<void> {
  const unfinished = `${template}_unfinished`;
  await cluster.unsafe(`drop database if exists ${unfinished} with (force)`);
  await cluster.unsafe(`create database ${unfinished}`);
  const sql = connect(databaseAddress(servers.databaseUrl, unfinished, null), { name: 'test-template', max: 1 });
  try {
    await migrate(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
  await cluster.unsafe(`alter database ${unfinished} rename to ${template}`); // only a finished one bears the name
}

async function ensureLoginsOf(servers: Servers, database: string): Promise<void> {
  const sql = connect(databaseAddress(servers.databaseUrl, database, null), { name: 'test-logins', max: 1 });
  try {
    const roles = Object.keys(servers.logins) as DatabaseRole[];
    await ensureLogins(
      sql,
      Object.fromEntries(roles.map((role) => [role, databaseLogin(servers, role)])) as Parameters<typeof ensureLogins>[1],
    );
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function hashOfSchema(): Promise<string> {
  const db = new URL('../../db/', import.meta.url);
  const names = await readdir(db, { recursive: true });
  const hash = createHash('sha256');
  for (const name of names.filter((entry) => /^(migrations|settings|vocabularies)\/.*\.(sql|ts)$|^migrate\.ts$/.test(entry)).toSorted()) {
    hash
      .update(`${name}\0`)
      .update(await readFile(new URL(name, db)))
      .update('\0');
  }
  return hash.digest('hex');
}

async function dropDatabase(adminUrl: string, database: string): Promise<void> {
  const cluster = connect(adminUrl, { name: 'test-cluster', max: 1 });
  try {
    await cluster.unsafe(`drop database if exists ${database} with (force)`);
  } finally {
    await cluster.end({ timeout: 1 });
  }
}

/** Empties and deletes the world's buckets. Only the buckets' owner can: locked versions go by the governance bypass. */
async function removeBuckets(store: Store): Promise<void> {
  const { Buckets = [] } = await store.client.send(new ListBucketsCommand({}));
  for (const Bucket of Buckets.flatMap(({ Name }) => (Name?.startsWith(store.prefix) ? [Name] : []))) {
    for (;;) {
      const { Versions = [], DeleteMarkers = [], IsTruncated } = await store.client.send(new ListObjectVersionsCommand({ Bucket }));
      await Promise.all(
        [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) =>
          store.client.send(new DeleteObjectCommand({ Bucket, Key, VersionId, BypassGovernanceRetention: true })),
        ),
      );
      if (!IsTruncated) break;
    }
    await store.client.send(new DeleteBucketCommand({ Bucket }));
  }
}

async function removeQueues(redisUrl: string, prefix: string): Promise<void> {
  const redis = new Redis(redisUrl, { maxRetriesPerRequest: 1, retryStrategy: () => null });
  redis.on('error', () => {}); // a test may have killed it; there is then nothing to remove
  try {
    for await (const keys of redis.scanStream({ match: `${prefix}:*`, count: 500 }) as AsyncIterable<string[]>) {
      if (keys.length > 0) await redis.unlink(...keys);
    }
  } catch {
    // as above
  } finally {
    redis.disconnect();
  }
}
