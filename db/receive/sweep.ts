/**
 * What the sweep asks of the record: which of the store's entries have a row, which rows the store should have an entry for, and what was seen before.
 * A page of the store is read first and the record second, because a row is always older than what it stands for.
 */
import type { Sql } from '#db/connect.ts';
import { readSetting } from '#db/settings/settings.ts';

/** An unfinished upload or a version: its key and the store's id of it. */
export type Entry = { key: string; id: string };
export type Kind = 'upload' | 'version' | 'gone' | 'missing';
export type SweptBucket = 'quarantine' | 'originals';
/** Keys after `after` up to `upTo`; null: from the first, to the last. */
export type Range = { after: string | null; upTo: string | null };
export type Marker = { key: string; id: string | null } | null;

/** Any constant: only one process sweeps at a time. */
const lockKey = 7_203_441_023;

/** Runs `work` unless another process is at it; then null. The lock ends with the connection, however the process ends. */
export async function whileSweepingAlone<T>(sql: Sql, work: () => Promise<T>): Promise<T | null> {
  const done = await sql.begin(async (tx) => {
    await tx`set local idle_in_transaction_session_timeout = '15min'`; // nothing is written here, and no snapshot is held
    const [lock] = await tx<{ held: boolean }[]>`select pg_try_advisory_xact_lock(${lockKey}) as held`;
    return { result: lock?.held ? await work() : null };
  });
  return done.result;
}

export async function readMarker(sql: Sql, walk: string): Promise<Marker> {
  const [row] = await sql<
    { key: string | null; id: string | null }[]
  >`select key_marker as key, id_marker as id from store_walks where walk = ${walk}`;
  return row && row.key !== null ? { key: row.key, id: row.id } : null;
}

/** Null: the walk has come to the end, the next one begins again. `listed`: how many entries the page had. */
export async function writeMarker(sql: Sql, walk: string, marker: Marker, listed: number): Promise<void> {
  const ended = marker === null;
  await sql`insert into store_walks (walk, key_marker, id_marker, listed, listed_before, ended_at)
    values (${walk}, ${marker?.key ?? null}, ${marker?.id ?? null}, ${ended ? 0 : listed}, ${ended ? listed : 0}, case when ${ended} then clock_timestamp() end)
    on conflict (walk) do update set key_marker = excluded.key_marker, id_marker = excluded.id_marker,
      listed = case when ${ended} then 0 else store_walks.listed + ${listed} end,
      listed_before = case when ${ended} then store_walks.listed + ${listed} else store_walks.listed_before end,
      ended_at = coalesce(excluded.ended_at, store_walks.ended_at)`;
}

/**
 * Unfinished uploads that no row needs. A row needs its own one until it is given up and cleared; even a stored row's, because what a gateway lists late must not be
 * ended under bytes that it made. Age does not matter: a slow upload may take days.
 */
export async function uploadsWithoutRow(sql: Sql, bucket: SweptBucket, entries: readonly Entry[]): Promise<Entry[]> {
  const [keys, ids] = columns(entries);
  return bucket === 'quarantine'
    ? sql<Entry[]>`select e.key, e.id from unnest(${keys}::text[], ${ids}::text[]) e (key, id)
        where not exists (select from uploads u where u.object_key = e.key and u.store_upload_id = e.id and u.quarantine_deleted_at is null)`
    : sql<Entry[]>`select e.key, e.id from unnest(${keys}::text[], ${ids}::text[]) e (key, id)
        where not exists (select from original_copies c where c.object_key = e.key and (c.state = 'intent' or (c.store_upload_id = e.id and c.state <> 'superseded')))`;
}

/**
 * Versions under keys that no row needs. As long as a row needs a key, nothing under it is one of these: an upload that was completed without the record learning of it
 * belongs to its row until the draft ends.
 */
export async function versionsWithoutRow(sql: Sql, bucket: SweptBucket, entries: readonly Entry[]): Promise<Entry[]> {
  const [keys, ids] = columns(entries);
  return bucket === 'quarantine'
    ? sql<Entry[]>`select e.key, e.id from unnest(${keys}::text[], ${ids}::text[]) e (key, id)
        where not exists (select from uploads u where u.object_key = e.key and u.quarantine_deleted_at is null)`
    : sql<Entry[]>`select e.key, e.id from unnest(${keys}::text[], ${ids}::text[]) e (key, id)
        where not exists (select from original_copies c where c.object_key = e.key)`;
}

/** Rows in a range of keys for which the store should have an entry that is not among these. At most `limit`. */
export async function rowsWithoutEntry(
  sql: Sql,
  kind: 'gone' | 'missing',
  bucket: SweptBucket,
  { entries, range, limit = 1000 }: { entries: readonly Entry[]; range: Range; limit?: number },
): Promise<Entry[]> {
  const [keys, ids] = columns(entries);
  const listed = sql`select * from unnest(${keys}::text[], ${ids}::text[])`;
  if (bucket === 'originals') {
    return sql<Entry[]>`select c.object_key as key, c.version_id as id from original_copies c
      where c.state = 'in_force' and c.version_id is not null and ${within(sql, sql`c.object_key`, range)} and (c.object_key, c.version_id) not in (${listed}) limit ${limit}`;
  }
  return kind === 'gone'
    ? sql<Entry[]>`select u.object_key as key, u.store_upload_id as id from uploads u
        where u.quarantine_deleted_at is null and u.state = 'uploading' and u.store_upload_id is not null and ${within(sql, sql`u.object_key`, range)}
          and (u.object_key, u.store_upload_id) not in (${listed}) limit ${limit}`
    : sql<Entry[]>`select u.object_key as key, u.version_id as id from uploads u left join files f on f.upload_id = u.id
        where u.quarantine_deleted_at is null and u.state = 'stored' and u.version_id is not null and f.original_version_id is null
          and ${within(sql, sql`u.object_key`, range)} and (u.object_key, u.version_id) not in (${listed}) limit ${limit}`;
}

export type Sighted = Entry & { reported: boolean };

/**
 * Remembers what was seen, forgets what was seen before in this range and is not there now, and gives back what was seen `restSeconds` ago or earlier, and before the end
 * of a whole walk: so whoever is to judge how much there is of it (`readMeasure`) has the whole number.
 */
export async function sight(
  sql: Sql,
  kind: Kind,
  bucket: SweptBucket,
  { found, range, restSeconds }: { found: readonly Entry[]; range: Range; restSeconds: number },
): Promise<Sighted[]> {
  const [keys, ids] = columns(found);
  await sql`delete from store_sightings s where s.kind = ${kind} and s.bucket = ${bucket} and ${within(sql, sql`s.object_key`, range)}
    and (s.object_key, s.store_id) not in (select * from unnest(${keys}::text[], ${ids}::text[]))`;
  if (found.length === 0) return [];
  await sql`insert into store_sightings (kind, bucket, object_key, store_id)
    select ${kind}, ${bucket}, e.key, e.id from unnest(${keys}::text[], ${ids}::text[]) e (key, id) on conflict do nothing`;
  return sql<Sighted[]>`
    select s.object_key as key, s.store_id as id, s.reported_at is not null as reported
    from store_sightings s join unnest(${keys}::text[], ${ids}::text[]) e (key, id) on s.object_key = e.key and s.store_id = e.id
    where s.kind = ${kind} and s.bucket = ${bucket} and s.first_seen <= clock_timestamp() - make_interval(secs => ${restSeconds})
      and s.first_seen < (select w.ended_at from store_walks w where w.walk = ${walkOf(kind, bucket)}) order by 1, 2`;
}

/** The walk that sees a kind. */
export function walkOf(kind: Kind, bucket: SweptBucket): string {
  return `${bucket}.${kind === 'upload' || kind === 'gone' ? 'uploads' : 'versions'}`;
}

/** How many of a kind are seen by now, how many entries the last whole walk listed, and up to how many a person agreed to; 0 where nobody did. */
export async function readMeasure(sql: Sql, kind: Kind, bucket: SweptBucket): Promise<{ seen: number; listed: number; agreed: number }> {
  const [row] = await sql<{ seen: number; listed: number; agreed: number }[]>`select
    (select count(*) from store_sightings s where s.kind = ${kind} and s.bucket = ${bucket}) as seen,
    coalesce((select w.listed_before from store_walks w where w.walk = ${walkOf(kind, bucket)}), 0) as listed,
    coalesce((select a.most from sweep_agreements a where a.kind = ${kind} and a.bucket = ${bucket} and a.expires_at > clock_timestamp()), 0) as agreed`;
  return row ?? { seen: 0, listed: 0, agreed: 0 };
}

export async function forgetSighting(sql: Sql, kind: Kind, bucket: SweptBucket, { key, id }: Entry): Promise<void> {
  await sql`delete from store_sightings where kind = ${kind} and bucket = ${bucket} and object_key = ${key} and store_id = ${id}`;
}

/** Removes given-up uploads of which nothing is left, a day later. Returns how many. */
export async function forgetUploads(sql: Sql, limit = 1000): Promise<number> {
  const [row] = await sql<{ count: number }[]>`select sweep_forget_uploads(${limit}) as count`;
  return row?.count ?? 0;
}

/** Puts the count of what uploads take right, once a day. Returns by how many bytes it was wrong; null where it was not due. */
export function recountBytes(sql: Sql): Promise<number | null> {
  return sql.begin(async (tx) => {
    await tx`set local statement_timeout = '5min'`; // all uploads ever
    const [row] = await tx<{ drift: number | null }[]>`select sweep_recount_bytes() as drift`;
    return row?.drift ?? null;
  });
}

/** What uploads take in the store, and what they may. Bytes. */
export async function readBudget(sql: Sql): Promise<{ bytes: number; budget: number }> {
  const [row] = await sql<{ bytes: number }[]>`select coalesce(sum(bytes), 0)::bigint as bytes from stored_bytes`;
  return { bytes: row?.bytes ?? 0, budget: await readSetting(sql, 'intake.maxStoreBytes') };
}

function within(sql: Sql, key: ReturnType<Sql>, { after, upTo }: Range) {
  return sql`${key} collate "C" > ${after ?? ''} and (${upTo}::text is null or ${key} collate "C" <= ${upTo})`;
}

function columns(entries: readonly Entry[]): [string[], string[]] {
  return [entries.map(({ key }) => key), entries.map(({ id }) => id)];
}
