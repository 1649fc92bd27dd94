import type { Sql } from '#db/connect.ts';

/** What receive needs to know of a file: the exact version that was uploaded, and what was claimed about it. Sizes in bytes. */
export type ReceivedFile = {
  fileId: string;
  submissionId: string;
  upload: { id: string; key: string; versionId: string | null; size: number };
  sha256Declared: Uint8Array | null;
};

/** A copy an earlier start of this stage may have left in the originals: an open multipart upload, or an object that nobody recorded. */
export type Leftover = { copyId: string; key: string; storeUploadId: string | null };

export type BeginReceive =
  | { outcome: 'started'; generation: number; starts: number; file: ReceivedFile; copyId: string; leftovers: Leftover[] }
  /** Done, parked or failed before: nothing to do. */
  | { outcome: 'settled' }
  /** Another worker has shown progress within `silence`. `beat` tells two looks apart. */
  | { outcome: 'busy'; beat: string }
  | { outcome: 'unknown' };

/**
 * Starts the receive stage of a file: the compare-and-set's first half, and the intent of a copy under `key`, in one transaction, so that no byte
 * is ever written to the originals under a name that the record does not know. A restricted file is received like any other: its bytes are to be secured. `silence` in seconds: a running stage silent for longer is taken over.
 */
export function beginReceive(sql: Sql, { fileId, key, silence }: { fileId: string; key: string; silence: number }): Promise<BeginReceive> {
  return sql.begin(async (tx): Promise<BeginReceive> => {
    const [file] = await tx<FileRow[]>`
      select f.submission_id, f.sha256_declared, u.id as upload_id, u.object_key, u.version_id, u.size
      from files f join uploads u on u.id = f.upload_id where f.id = ${fileId}`;
    if (!file) return { outcome: 'unknown' };
    const [started] = await tx<{ generation: number; attempts: number }[]>`
      update file_stages set state = 'running', generation = generation + 1, attempts = attempts + 1, percent = 0, reason = null,
        started_at = clock_timestamp(), progress_at = clock_timestamp(), finished_at = null
      where file_id = ${fileId} and stage = 'receive'
        and (state = 'pending' or (state = 'running' and progress_at < clock_timestamp() - make_interval(secs => ${silence})))
      returning generation, attempts`;
    if (!started) {
      const [now] = await tx<{ state: string; beat: string }[]>`
        select state, generation || ' ' || progress_at as beat from file_stages where file_id = ${fileId} and stage = 'receive'`;
      return now?.state === 'running' ? { outcome: 'busy', beat: now.beat } : { outcome: 'settled' };
    }
    const leftovers = await tx<{ id: string; object_key: string; store_upload_id: string | null }[]>`
      select id, object_key, store_upload_id from original_copies where file_id = ${fileId} and state in ('intent', 'stored')`;
    const [copy] = await tx<[{ id: string }]>`insert into original_copies (file_id, object_key) values (${fileId}, ${key}) returning id`;
    return {
      outcome: 'started',
      generation: started.generation,
      starts: started.attempts,
      copyId: copy.id,
      leftovers: leftovers.map((left) => ({ copyId: left.id, key: left.object_key, storeUploadId: left.store_upload_id })),
      file: {
        fileId,
        submissionId: file.submission_id,
        upload: { id: file.upload_id, key: file.object_key, versionId: file.version_id, size: file.size },
        sha256Declared: file.sha256_declared,
      },
    };
  });
}

type FileRow = {
  submission_id: string;
  sha256_declared: Uint8Array | null;
  upload_id: string;
  object_key: string;
  version_id: string | null;
  size: number;
};
