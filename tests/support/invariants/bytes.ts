/** I5, I7 and I9: what lies in the store against what the record says. */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { buckets } from '#infra/store/client.ts';
import type { Bucket, Store } from '#infra/store/client.ts';
import { listUploads } from '#infra/store/multipart.ts';
import { listVersions, readObject } from '#infra/store/objects.ts';
import type { World } from '#tests/support/world.ts';

/** Every original in force is read again and hashed; every finished export is what its row says, and no other has an object (I9). */
export async function checkBytes(
  world: World,
  acknowledged: readonly { reference: string; files?: readonly { name: string; sha256?: string }[] }[],
): Promise<string[]> {
  const { superSql: sql } = world;
  const broken: string[] = [];
  const files = await sql<
    {
      id: string;
      reference: string;
      name: string;
      size: number;
      crc32: number;
      sha256: Buffer | null;
      key: string;
      versionId: string;
      copy: Buffer | null;
    }[]
  >`
    select f.id, s.reference, f.name, f.size, f.crc32, f.sha256, f.original_key as key, f.original_version_id as "versionId", c.sha256 as copy
    from files f join submissions s on s.id = f.submission_id left join original_copies c on c.file_id = f.id and c.state = 'in_force'
    where f.original_version_id is not null`;
  for (const file of files) {
    const seen = await hashObject(world.store('receive'), 'originals', file.key, file.versionId);
    const [recorded, copy] = [hex(file.sha256), hex(file.copy)];
    if (seen === 'missing') broken.push(`I5: the original of ${file.id} is not in the store`);
    else if (seen.sha256 !== recorded || seen.sha256 !== copy || seen.size !== file.size || seen.crc32 !== file.crc32) {
      broken.push(
        `I5: the original of ${file.id} is ${seen.size} bytes ${seen.sha256}, on record are ${file.size} bytes ${recorded} and the copy's ${copy}`,
      );
    }
    const sent = acknowledged.find((one) => one.reference === file.reference)?.files?.find((one) => one.name === file.name)?.sha256;
    if (sent !== undefined && sent !== recorded) broken.push(`I5: ${file.id} was sent as ${sent} and recorded as ${recorded}`);
  }
  const exports = await sql<{ id: string; state: string; key: string | null; versionId: string | null; sha256: Buffer | null }[]>`
    select id, state, object_key as key, version_id as "versionId", sha256 from exports`;
  for (const entry of exports) {
    if (entry.state !== 'ready') {
      if (entry.sha256 !== null || entry.versionId !== null) broken.push(`I9: export ${entry.id} is ${entry.state} and names an object`);
      continue;
    }
    const seen =
      entry.key === null || entry.versionId === null
        ? 'missing'
        : await hashObject(world.store('records'), 'bundles', entry.key, entry.versionId);
    if (seen === 'missing' || seen.sha256 !== hex(entry.sha256))
      broken.push(`I9: export ${entry.id} is ready and its bundle is not what was recorded`);
  }
  return broken;
}

/** Which statement lists the keys that may lie in a bucket, and those that may have an unfinished upload. `records` holds no keys that a table lists one by one. */
async function known(world: World, bucket: Bucket): Promise<{ objects: Set<string>; uploads: Set<string> } | undefined> {
  const { superSql: sql } = world;
  const keys = (rows: readonly { key: string }[]) => new Set(rows.map((row) => row.key));
  switch (bucket) {
    case 'quarantine':
      return {
        objects: keys(await sql<{ key: string }[]>`select object_key as key from uploads where quarantine_deleted_at is null`),
        // A given-up one is ended by the receive group after a rest.
        uploads: keys(
          await sql<{ key: string }[]>`
          select object_key as key from uploads u left join drafts d on d.id = u.draft_id
          where (u.state in ('open', 'uploading') and d.expires_at > clock_timestamp()) or (u.state = 'abandoned' and quarantine_deleted_at is null)`,
        ),
      };
    case 'originals':
      return {
        objects: keys(await sql<{ key: string }[]>`select object_key as key from original_copies`),
        uploads: keys(
          await sql<{ key: string }[]>`
          select c.object_key as key from original_copies c join file_stages s on s.file_id = c.file_id and s.stage = 'receive' where c.state = 'intent' and s.state in ('running', 'pending')`,
        ),
      };
    case 'derivatives':
      return {
        objects: keys(await sql<{ key: string }[]>`select object_key as key from derivatives`),
        uploads: keys(await sql<{ key: string }[]>`select object_key as key from derivatives where state = 'intent'`),
      };
    case 'bundles':
      return {
        objects: keys(await sql<{ key: string }[]>`select object_key as key from export_copies`),
        uploads: keys(await sql<{ key: string }[]>`select object_key as key from export_copies where state = 'intent'`),
      };
    case 'records':
      return undefined;
  }
}

/** No object and no unfinished upload without a row, no acknowledged byte without an object, and the bytes counted as they are (I7). */
export async function checkBuckets(world: World): Promise<string[]> {
  const store = world.store('root');
  const broken = [...(await checkStored(world)), ...(await checkCounted(world))];
  for (const bucket of buckets) {
    // The store first and the record second: a row is always older than its object.
    const versions = await collect(listVersions(store, bucket, ''));
    const uploads = await collect(listUploads(store, bucket));
    const rows = await known(world, bucket);
    if (!rows) continue;
    // What housekeeping ended between the two looks is gone from the record because it is gone from the store: so the store is asked again.
    for (const { key, versionId, deleted } of versions) {
      if (deleted || rows.objects.has(key)) continue;
      const still = (await collect(listVersions(store, bucket, key))).some((now) => now.versionId === versionId && !now.deleted);
      if (still) broken.push(`I7: ${bucket} holds version ${versionId} of ${key}, which has no row`);
    }
    const suspect = uploads.filter(({ key }) => !rows.uploads.has(key));
    const still = new Set(suspect.length > 0 ? (await collect(listUploads(store, bucket))).map(({ uploadId }) => uploadId) : []);
    for (const { key, uploadId } of suspect)
      if (still.has(uploadId)) broken.push(`I7: ${bucket} holds an unfinished upload of ${key} that nobody works on`);
  }
  return broken;
}

/** What the witness was told is stored lies in quarantine until its original is in force, unless a person was called because it does not. */
async function checkStored({ superSql: sql, store }: World): Promise<string[]> {
  const waiting = () => sql<{ id: string; key: string; versionId: string }[]>`
    select u.id, u.object_key as key, u.version_id as "versionId" from uploads u left join files f on f.upload_id = u.id
    where u.state = 'stored' and u.version_id is not null and u.quarantine_deleted_at is null and f.original_version_id is null
      and not exists (select from file_stages s where s.file_id = f.id and s.stage = 'receive' and s.state = 'parked')
      and not exists (select from custody_events e where e.subject_id = u.submission_id and e.item in (u.id, f.id) and e.action = 'file.missing')`;
  const suspects: string[] = [];
  for (const { id, key, versionId } of await waiting()) {
    const versions = await collect(listVersions(store('root'), 'quarantine', key));
    if (!versions.some((version) => version.versionId === versionId && !version.deleted)) suspects.push(id);
  }
  const still = new Set(suspects.length > 0 ? (await waiting()).map(({ id }) => id) : []); // what was received meanwhile has gone rightly
  return suspects.filter((id) => still.has(id)).map((id) => `I7: upload ${id} is stored by the record and nowhere in the store`);
}

async function checkCounted({ superSql: sql }: World): Promise<string[]> {
  const [row] = await sql<[{ counted: number; is: number }]>`
    select (select sum(bytes) from stored_bytes)::bigint as counted, (select coalesce(sum(upload_takes(u)), 0) from uploads u)::bigint as is`;
  return row.counted === row.is ? [] : [`I7: ${row.counted} bytes are counted, uploads take ${row.is}`];
}

// With the credential that wrote it: on the gateway an object belongs to its uploader, not to the bucket's owner.
async function hashObject(
  store: Store,
  bucket: Bucket,
  key: string,
  versionId: string,
): Promise<{ sha256: string; crc32: number; size: number } | 'missing'> {
  try {
    const { body } = await readObject(store, { bucket, key, versionId });
    const hash = createHash('sha256');
    let [size, checksum] = [0, 0];
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      hash.update(chunk);
      checksum = crc32(chunk, checksum);
      size += chunk.byteLength;
    }
    return { sha256: hash.digest('hex'), crc32: checksum, size };
  } catch (error) {
    if (error instanceof Error && error.name === 'ObjectMissing') return 'missing';
    throw error;
  }
}

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of source) all.push(one);
  return all;
}

function hex(bytes: Uint8Array | null): string {
  return bytes === null ? 'nothing' : Buffer.from(bytes).toString('hex');
}
