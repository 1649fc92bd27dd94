import { strayCopies } from '#db/receive/copies.ts';
import { deletableUploads, quarantineDeleted } from '#db/receive/quarantine.ts';
import type { Deletable } from '#db/receive/quarantine.ts';
import { abortMultipart, findVersions } from '#infra/store/multipart.ts';
import { deleteVersion, headObject } from '#infra/store/objects.ts';
import type { ReceiveContext } from '#workers/receive/context.ts';
import { clearLeftover } from '#workers/receive/receive-file.ts';

/** The original that the record names is not in the store as recorded, or not locked: its quarantined copy stays, and someone must look at once. */
export class OriginalNotAsRecorded extends Error {
  override name = 'OriginalNotAsRecorded';
}

const batch = 50;
/** In one round: what is left then waits for the next, and other loops have had their turn. */
const mostBatches = 20;
/** A store that answers slowly is left alone for this round. Milliseconds. */
const longestRound = 5 * 60_000;

/**
 * Deletes from quarantine what the record no longer needs there, after the store itself has shown the locked original; ends uploads that were given up.
 * Repeatable at every point. Returns how many uploads are gone. One that fails is logged, holds up nobody behind it, and is tried again in the next round.
 */
export async function clearQuarantine(context: ReceiveContext): Promise<number> {
  const { sql, log, lockMs } = context;
  const ending = AbortSignal.any([context.stopping, AbortSignal.timeout(longestRound)]);
  let count = 0;
  let after: Deletable | undefined;
  for (let round = 0; round < mostBatches; round += 1) {
    const uploads = await deletableUploads(sql, { restSeconds: (lockMs * 6) / 1000, limit: batch, after });
    for (const upload of uploads) {
      if (ending.aborted) return count;
      try {
        await clearUpload(context, upload);
        count += 1;
      } catch (error) {
        log.error({ loop: 'housekeeping', upload: upload.uploadId, error }, 'quarantine not cleared');
      }
    }
    after = uploads.at(-1);
    if (uploads.length < batch) break;
  }
  return count;
}

/** Puts on record what starts that died left among the originals. Returns how many. One that fails is logged and tried again next time. */
export async function clearStrayCopies(context: ReceiveContext): Promise<number> {
  let count = 0;
  for (const stray of await strayCopies(context.sql)) {
    try {
      await clearLeftover(context, stray);
      count += 1;
    } catch (error) {
      context.log.error({ loop: 'housekeeping', error }, 'stray copy not cleared');
    }
  }
  return count;
}

async function clearUpload({ sql, store }: ReceiveContext, upload: Deletable): Promise<void> {
  const { key, original } = upload;
  if (original) {
    const head = await headObject(store, { bucket: 'originals', key: original.key, versionId: original.versionId });
    if (head.size !== original.size || head.retention === null) throw new OriginalNotAsRecorded('the original is not there as recorded');
  } else if (upload.storeUploadId !== null) {
    await abortMultipart(store, { bucket: 'quarantine', key, uploadId: upload.storeUploadId });
  }
  // A given-up upload may have been completed without the record learning of it: whatever lies under its key goes, since no file can ever name it.
  const versions =
    original && upload.versionId !== null
      ? [upload.versionId]
      : (await findVersions(store, 'quarantine', key)).map((version) => version.versionId);
  for (const versionId of versions) await deleteVersion(store, { bucket: 'quarantine', key, versionId });
  await quarantineDeleted(sql, upload, versions);
}
