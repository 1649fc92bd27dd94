/**
 * When bytes in quarantine may go: once the record names the locked, hashed original in force that was read from exactly that version, or once the upload
 * was given up. The store's deletion comes first and the row second, because a deletion is repeatable and an event is not.
 */
import { appendCustody } from '#db/custody/append.ts';
import type { Sql } from '#db/connect.ts';

export type Deletable = {
  uploadId: string;
  /** Since when it waits, as the record writes it, to the microsecond (a Date has milliseconds, and the order would stand still): with the id its place in the order. */
  since: string;
  submissionId: string;
  fileId: string | null;
  key: string;
  versionId: string | null;
  storeUploadId: string | null;
  /** Null: the upload was given up, and has no original. */
  original: { key: string; versionId: string; size: number } | null;
};

/**
 * Uploads whose quarantined bytes may be deleted, the oldest first, at most `limit`, from behind `after`. Given-up ones rest for `restSeconds` first, so that a request still
 * under way has ended. Never in the order of ids: browsers choose them.
 */
export async function deletableUploads(
  sql: Sql,
  { restSeconds, limit, after }: { restSeconds: number; limit: number; after: Pick<Deletable, 'since' | 'uploadId'> | undefined },
): Promise<Deletable[]> {
  const behind = after
    ? sql`and (coalesce(u.abandoned_at, u.stored_at), u.id) > (${after.since}::text::timestamptz, ${after.uploadId}::uuid)`
    : sql``;
  const rows = await sql<Row[]>`
    select u.id, coalesce(u.abandoned_at, u.stored_at)::text as since, u.submission_id, f.id as file_id, u.object_key, u.version_id, u.store_upload_id, f.original_key, f.original_version_id, f.size
    from uploads u left join files f on f.upload_id = u.id left join submissions s on s.id = f.submission_id
    where u.quarantine_deleted_at is null and u.state in ('abandoned', 'stored')
      ${behind} and (
      (u.state = 'abandoned' and f.id is null and u.abandoned_at < clock_timestamp() - make_interval(secs => ${restSeconds}))
      or (u.state = 'stored' and u.version_id is not null and f.restricted_at is null and s.restricted_at is null and f.sha256 is not null and f.retain_until > clock_timestamp()
        and exists (select from original_copies c where c.file_id = f.id and c.state = 'in_force'
          and c.object_key = f.original_key and c.version_id = f.original_version_id and c.sha256 = f.sha256 and c.size = f.size)
        and exists (select from file_stages x where x.file_id = f.id and x.stage = 'receive' and x.state = 'done')))
    order by coalesce(u.abandoned_at, u.stored_at), u.id limit ${limit}`;
  return rows.map((row) => ({
    uploadId: row.id,
    since: row.since,
    submissionId: row.submission_id,
    fileId: row.file_id,
    key: row.object_key,
    versionId: row.version_id,
    storeUploadId: row.store_upload_id,
    original:
      row.original_key !== null && row.original_version_id !== null
        ? { key: row.original_key, versionId: row.original_version_id, size: row.size ?? 0 }
        : null,
  }));
}

/** Records that these versions of an upload are gone from quarantine; the event only where there was one. */
export function quarantineDeleted(sql: Sql, gone: Deletable, versions: readonly string[]): Promise<void> {
  return sql.begin(async (tx) => {
    const [first] =
      await tx`update uploads set quarantine_deleted_at = clock_timestamp() where id = ${gone.uploadId} and quarantine_deleted_at is null returning 1 as first`;
    if (!first || versions.length === 0) return;
    await appendCustody(tx, {
      subject: { kind: 'submission', id: gone.submissionId },
      actor: 'service:receive',
      role: 'receive',
      action: 'quarantine.deleted',
      item: gone.fileId ?? gone.uploadId,
      reason: gone.original ? 'original_in_force' : 'upload_abandoned',
      payload: {
        upload: gone.uploadId,
        key: gone.key,
        versions,
        original: gone.original && { key: gone.original.key, versionId: gone.original.versionId },
      },
    });
  });
}

type Row = {
  id: string;
  since: string;
  submission_id: string;
  file_id: string | null;
  object_key: string;
  version_id: string | null;
  store_upload_id: string | null;
  original_key: string | null;
  original_version_id: string | null;
  size: number | null;
};
