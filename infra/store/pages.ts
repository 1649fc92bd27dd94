/** Listings page by page, with markers to go on from: for walks that are longer than a process lives. Keys come in the order of their bytes. */
import { ListMultipartUploadsCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { ask, bucketName, type Bucket, type Store } from './client.ts';

/** Where the next page begins; null for the first one. */
export type Marker = { key: string; id: string | null } | null;
/** `next` is null where the listing ends. `id` is the store's upload or version. */
export type Page = { entries: { key: string; id: string; size: number }[]; next: Marker };

/** Unfinished uploads. `prefix` may be a whole key. */
export async function readUploadsPage(store: Store, bucket: Bucket, at: { marker: Marker; limit: number; prefix?: string }): Promise<Page> {
  const page = await ask(`list uploads in ${bucket}`, () =>
    store.client.send(
      new ListMultipartUploadsCommand({
        Bucket: bucketName(store, bucket),
        MaxUploads: at.limit,
        ...(at.prefix === undefined ? {} : { Prefix: at.prefix }),
        ...(at.marker ? { KeyMarker: at.marker.key } : {}),
        ...(at.marker?.id ? { UploadIdMarker: at.marker.id } : {}),
      }),
    ),
  );
  return {
    entries: (page.Uploads ?? []).flatMap(({ Key, UploadId }) => (Key && UploadId ? [{ key: Key, id: UploadId, size: 0 }] : [])),
    next: page.IsTruncated && page.NextKeyMarker ? { key: page.NextKeyMarker, id: page.NextUploadIdMarker ?? null } : null,
  };
}

/** Versions that hold bytes; delete markers are passed over. */
export async function readVersionsPage(store: Store, bucket: Bucket, at: { marker: Marker; limit: number }): Promise<Page> {
  const page = await ask(`list versions in ${bucket}`, () =>
    store.client.send(
      new ListObjectVersionsCommand({
        Bucket: bucketName(store, bucket),
        MaxKeys: at.limit,
        ...(at.marker ? { KeyMarker: at.marker.key } : {}),
        ...(at.marker?.id ? { VersionIdMarker: at.marker.id } : {}),
      }),
    ),
  );
  return {
    entries: (page.Versions ?? []).flatMap(({ Key, VersionId, Size }) =>
      Key && VersionId ? [{ key: Key, id: VersionId, size: Size ?? 0 }] : [],
    ),
    next: page.IsTruncated && page.NextKeyMarker ? { key: page.NextKeyMarker, id: page.NextVersionIdMarker ?? null } : null,
  };
}
