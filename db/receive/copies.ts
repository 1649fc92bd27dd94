import type { Sql } from '#db/connect.ts';
import type { Leftover } from '#db/receive/begin.ts';

/** Notes the store's multipart upload of a copy, so that it can be ended after a crash. */
export async function copyStarted(sql: Sql, copyId: string, storeUploadId: string): Promise<void> {
  await sql`update original_copies set store_upload_id = ${storeUploadId} where id = ${copyId} and state = 'intent'`;
}

/** Notes that the copy's bytes lie in the store as this version: from here on an object exists, whoever wins. */
export async function copyStored(sql: Sql, copyId: string, stored: { versionId: string; size: number; sha256: Uint8Array }): Promise<void> {
  await sql`update original_copies set state = 'stored', version_id = ${stored.versionId}, size = ${stored.size}, sha256 = ${stored.sha256}
    where id = ${copyId} and state = 'intent'`;
}

/**
 * Puts a copy that is not in force on record as superseded, with the versions the store holds under its key (none, if its upload was ended before it was
 * complete). The key in use cannot delete a version of an original, so the row is how the office knows what it is.
 */
export async function copySuperseded(sql: Sql, copyId: string, found: { versionId: string; size: number } | undefined): Promise<void> {
  await sql`update original_copies set state = 'superseded', version_id = coalesce(version_id, ${found?.versionId ?? null}), size = coalesce(size, ${found?.size ?? null})
    where id = ${copyId} and state in ('intent', 'stored')`;
}

/** Copies whose start is over (the stage is not running) and that are neither in force nor known to be superseded: left by a process that died. At most `limit`. */
export async function strayCopies(sql: Sql, limit = 50): Promise<Leftover[]> {
  return sql<Leftover[]>`
    select c.id as "copyId", c.object_key as key, c.store_upload_id as "storeUploadId"
    from original_copies c join file_stages s on s.file_id = c.file_id and s.stage = 'receive'
    where c.state in ('intent', 'stored') and s.state <> 'running' order by c.id limit ${limit}`;
}
