/**
 * The one working copy that all stages of a file's job read: bytes read / bytes stored stays near two however many tools there are. It is hashed while it is
 * written, and only bytes that hash to the recorded value are ever parsed.
 */
import { createHash } from 'node:crypto';
import { mkdtemp, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { MediaFile } from '#db/media/stages.ts';
import { readObject } from '#infra/store/objects.ts';
import type { Store } from '#infra/store/client.ts';

export type Spooled =
  | { outcome: 'same'; path: string; folder: string }
  /** The store handed out other bytes than the recorded ones; the copy is gone already. */
  | { outcome: 'differs'; sha256: Buffer };

export type Spool = {
  /** Reads the original at the first call; later calls answer from the copy. */
  read(file: MediaFile, signal: AbortSignal, done: (bytes: number) => void): Promise<Spooled>;
  /** Removes the copy. Always called. */
  remove(): Promise<void>;
};

const prefix = 'media-';

/** A spool for one job, in `spool`, a folder of this group alone. Nothing is written before `read`. */
export function openSpool(store: Store, spool: string): Spool {
  let folder: string | null = null;
  let spooled: Spooled | null = null;
  const remove = async () => {
    if (folder !== null) await rm(folder, { recursive: true, force: true });
    folder = null;
  };
  return {
    remove,
    read: async (file, signal, done) => {
      if (spooled !== null) return spooled;
      await remove(); // of an earlier read that broke off
      folder = await mkdtemp(join(spool, `${prefix}${process.pid}-`)); // 0700
      const path = join(folder, 'file'); // never the witness's name
      const sha256 = await copy(store, file, path, signal, done);
      if (sha256.equals(file.sha256)) {
        spooled = { outcome: 'same', path, folder };
      } else {
        await remove();
        spooled = { outcome: 'differs', sha256 };
      }
      return spooled;
    },
  };
}

async function copy(store: Store, file: MediaFile, path: string, signal: AbortSignal, done: (bytes: number) => void): Promise<Buffer> {
  const { body } = await readObject(store, { bucket: 'originals', key: file.original.key, versionId: file.original.versionId, signal });
  const hash = createHash('sha256');
  const target = await open(path, 'wx', 0o600);
  let bytes = 0;
  try {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      hash.update(chunk);
      await target.writeFile(chunk);
      bytes += chunk.byteLength;
      done(bytes);
    }
  } finally {
    body.destroy();
    await target.close();
  }
  return hash.digest();
}

/** Removes what processes left that were killed: copies whose process is no more. Called when a worker starts. */
export async function sweepSpool(spool: string): Promise<void> {
  for (const name of await readdir(spool)) {
    const pid = /^media-(\d+)-/.exec(name)?.[1];
    if (pid === undefined || (Number(pid) !== process.pid && isAlive(Number(pid)))) continue;
    await rm(join(spool, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
