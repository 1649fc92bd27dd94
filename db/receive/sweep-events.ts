/** What the sweep does to the record, each with its event where bytes are concerned. */
import { appendCustody } from '#db/custody/append.ts';
import { officeSubject } from '#db/custody/office.ts';
import type { Sql } from '#db/connect.ts';
import { askForAttention } from '#db/receive/finish.ts';
import type { Entry, SweptBucket } from '#db/receive/sweep.ts';

/** Gives up a row whose unfinished upload is no longer in the store. False where it was stored, or given up, meanwhile. */
export async function giveUpUpload(sql: Sql, { key, id }: Entry): Promise<boolean> {
  const rows =
    await sql`update uploads set state = 'abandoned' where object_key = ${key} and store_upload_id = ${id} and state = 'uploading' returning 1`;
  return rows.length === 1;
}

/** Puts on the office's chain that bytes which no record named are gone: they were nobody's, but somebody sent them. */
export async function orphansDeleted(sql: Sql, versions: readonly (Entry & { size: number })[]): Promise<void> {
  if (versions.length === 0) return;
  await sql.begin(async (tx) => {
    await appendCustody(tx, {
      subject: officeSubject,
      actor: 'service:receive',
      role: 'receive',
      action: 'orphans.deleted',
      reason: 'no_record_twice',
      payload: { bucket: 'quarantine', versions: versions.map(({ key, id, size }) => ({ key, versionId: id, size })) },
    });
  });
}

/** Whose bytes are missing. `file` is null where the report was not handed in. */
export type Missing = { submissionId: string; upload: string; file: string | null };

/** Puts missing bytes on the report's chain, once, and calls a person. Null where no row needs them any more. */
export function reportMissing(sql: Sql, bucket: SweptBucket, { key, id }: Entry): Promise<Missing | null> {
  return sql.begin(async (tx) => {
    const [row] =
      bucket === 'quarantine'
        ? await tx<
            Missing[]
          >`select u.submission_id as "submissionId", u.id as upload, f.id as file from uploads u left join files f on f.upload_id = u.id
            where u.object_key = ${key} and u.version_id = ${id} and u.state = 'stored' and u.quarantine_deleted_at is null and f.original_version_id is null`
        : await tx<
            Missing[]
          >`select f.submission_id as "submissionId", f.upload_id as upload, f.id as file from original_copies c join files f on f.id = c.file_id
            where c.object_key = ${key} and c.version_id = ${id} and c.state = 'in_force'`;
    if (!row) return null;
    const [first] = await tx`update store_sightings set reported_at = clock_timestamp()
      where kind = 'missing' and bucket = ${bucket} and object_key = ${key} and store_id = ${id} and reported_at is null returning 1 as first`;
    if (!first) return row;
    await askForAttention(tx, row.submissionId, 'a file is missing from the store');
    await appendCustody(tx, {
      subject: { kind: 'submission', id: row.submissionId },
      actor: 'service:receive',
      role: 'receive',
      action: 'file.missing',
      item: row.file ?? row.upload,
      payload: { bucket, key, versionId: id },
    });
    return row;
  });
}
