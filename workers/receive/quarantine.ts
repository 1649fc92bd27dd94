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

/**
 * Deletes from quarantine what the record no longer needs there, after the store itself has shown the locked original; ends uploads that were given up.
 * Repeatable at every point. Returns how many uploads are gone. One that fails is logged and tried again next time.
 */
export async function clearQuarantine(context: ReceiveContext): Promise<number> {
  const { sql, log, lockMs } = context;
  let count = 0;
  for (const upload of await deletableUploads(sql, { restSeconds: (lockMs * 6) / 1000 })) {
    try {
      await clearUpload(context, upload);
      count += 1;
    } catch (error) {
      log.error({ loop: 'housekeeping', upload: upload.uploadId, error }, 'quarantine not cleared');
    }
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
