/**
 * The uploads of a draft. In the order in which things appear: row (`open`) → the store's upload id (`uploading`) → parts in the store → one version in quarantine →
 * `stored`, which is the first custody event. A crash before any arrow leaves a row from which housekeeping can abort or finish.
 */
import type { Sql } from '../connect.ts';
import type { DraftProof } from './drafts.ts';
import { askIntake, UploadTwin } from './errors.ts';

export type UploadRoute = 'direct' | 'through_server';
/** Who computed the declared hash: the witness's device, or we while receiving. */
export type HashSource = 'device' | 'server';
export type Upload = {
  id: string;
  objectKey: string;
  storeUploadId: string | null;
  route: UploadRoute;
  size: number;
  partSize: number;
  state: 'open' | 'uploading' | 'stored';
  versionId: string | null;
  sha256: Buffer | null;
  hashSource: HashSource | null;
};
/**
 * A part as the custody event tells it: number from 1, bytes, SHA-256 in hex. Of a direct upload the hash is the only one that was ever signed for this part, and the store
 * has compared the bytes with it.
 */
export type SignedPart = { n: number; size: number; sha256: string };

/**
 * Repeatable while the upload is under way: the same id opens the same row, whose object key is then the first one's. `size` is 0 where it is not known before the bytes
 * are here. Throws `OverLimit`, `WrongState`, `DraftEnded`; `UploadGone` for an id that was given up or is not of this draft, `UploadDiffers` for another length.
 */
export async function openUpload(
  sql: Sql,
  { id, proof }: DraftProof,
  upload: { id: string; objectKey: string; route: UploadRoute; size: number; partSize: number },
): Promise<void> {
  await askIntake(
    () =>
      sql`select intake_open_upload(${id}, ${Buffer.from(proof)}, ${upload.id}, ${upload.objectKey}, ${upload.route}, ${upload.size}, ${upload.partSize})`,
  );
}

/** Takes back a row for which nothing was begun in the store. True where the draft then has no such upload. */
export async function forgetUpload(sql: Sql, { id, proof }: DraftProof, uploadId: string): Promise<boolean> {
  const [row] = await askIntake(
    () => sql<{ isGone: boolean }[]>`select intake_forget_upload(${id}, ${Buffer.from(proof)}, ${uploadId}) as "isGone"`,
  );
  return row?.isGone === true;
}

/** Throws `UploadGone` where the upload is not open any more: another request was faster, or it was taken back. */
export async function recordUploadStarted(sql: Sql, { id, proof }: DraftProof, uploadId: string, storeUploadId: string): Promise<void> {
  await askIntake(() => sql`select intake_upload_started(${id}, ${Buffer.from(proof)}, ${uploadId}, ${storeUploadId})`);
}

/** In the order in which they were opened, abandoned ones left out. */
export async function readUploads(sql: Sql, { id, proof }: DraftProof): Promise<Upload[]> {
  return askIntake(
    () => sql<Upload[]>`
      select id, object_key as "objectKey", store_upload_id as "storeUploadId", route, size, part_size as "partSize", state, version_id as "versionId",
        sha256_declared as sha256, hash_source as "hashSource"
      from intake_read_uploads(${id}, ${Buffer.from(proof)})`,
  );
}

/**
 * Records the hash (lower-case hex) of a part of `size` bytes before its address is made, moves the draft's end on, and says where the part belongs. Repeatable. Throws
 * `UploadDiffers` for another hash than the one this part had, or another size; `UploadGone`, `DraftEnded`.
 */
export async function signUploadPart(
  sql: Sql,
  { id, proof }: DraftProof,
  part: { uploadId: string; n: number; size: number; sha256: string },
): Promise<{ objectKey: string; storeUploadId: string }> {
  const [row] = await askIntake(
    () => sql<{ objectKey: string; storeUploadId: string }[]>`
      select object_key as "objectKey", store_upload_id as "storeUploadId"
      from intake_sign_part(${id}, ${Buffer.from(proof)}, ${part.uploadId}, ${part.n}, ${part.size}, ${Buffer.from(part.sha256, 'hex')})`,
  );
  if (!row) throw new Error('intake_sign_part returned nothing');
  return row;
}

/** The hash that was signed for each part, by number, in hex. Empty for an upload that is not the draft's, or is not under way any more. */
export async function readSignedParts(sql: Sql, { id, proof }: DraftProof, uploadId: string): Promise<Map<number, string>> {
  const rows = await askIntake(
    () => sql<{ n: number; sha256: string }[]>`
      select n, encode(sha256, 'hex') as sha256 from intake_read_parts(${id}, ${Buffer.from(proof)}, ${uploadId})`,
  );
  return new Map(rows.map(({ n, sha256 }) => [n, sha256]));
}

/** Whether the report holds a file of this length (`size`), or this very one (`same`; asked with its hash in hex), beside the upload itself. Throws `DraftEnded`. */
export async function findTwin(
  sql: Sql,
  { id, proof }: DraftProof,
  file: { uploadId: string; size: number; sha256: string | undefined },
): Promise<'none' | 'size' | 'same'> {
  const hash = file.sha256 === undefined ? null : Buffer.from(file.sha256, 'hex');
  const [row] = await askIntake(
    () =>
      sql<{ twin: 'none' | 'size' | 'same' }[]>`
        select intake_find_twin(${id}, ${Buffer.from(proof)}, ${file.uploadId}, ${file.size}, ${hash}) as twin`,
  );
  return row?.twin ?? 'none';
}

/**
 * Repeatable with the same version. Throws `UploadGone`; `UploadDiffers` where length or parts are not those that were signed; `UploadTwin`, and the upload is given up, for a file that the report
 * holds already; `OverLimit`. `sha256` is the whole file's, 32 bytes.
 */
export async function recordUploadStored(
  sql: Sql,
  { id, proof }: DraftProof,
  stored: { uploadId: string; versionId: string; size: number; parts: readonly SignedPart[]; sha256: Uint8Array; hashSource: HashSource },
): Promise<void> {
  const [row] = await askIntake(
    () => sql<{ became: 'stored' | 'twin' }[]>`
      select intake_upload_stored(${id}, ${Buffer.from(proof)}, ${stored.uploadId}, ${stored.versionId}, ${stored.size},
        ${JSON.stringify(stored.parts)}::text::jsonb, ${Buffer.from(stored.sha256)}, ${stored.hashSource}) as became`,
  );
  if (row?.became === 'twin') throw new UploadTwin('the report holds this file already');
}

/** Throws `UploadGone` where there never was one. Marks it abandoned and says what is left to abort in the store. A stored one is deleted from quarantine by housekeeping. */
export async function removeUpload(
  sql: Sql,
  { id, proof }: DraftProof,
  uploadId: string,
): Promise<{ objectKey: string; storeUploadId: string | null; was: string }> {
  const [row] = await askIntake(
    () => sql<{ objectKey: string; storeUploadId: string | null; was: string }[]>`
      select object_key as "objectKey", store_upload_id as "storeUploadId", was from intake_remove_upload(${id}, ${Buffer.from(proof)}, ${uploadId})`,
  );
  if (!row) throw new Error('intake_remove_upload returned nothing');
  return row;
}
