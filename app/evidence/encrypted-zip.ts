/** The one wrapping in which an infected original leaves the house: an AES-256 ZIP with the password that malware analysts use by convention, so that nothing opens it by accident. */
import { Readable, Writable } from 'node:stream';
import type { Response } from 'express';
import { configure, ZipWriter } from '@zip.js/zip.js';
import { readObject } from '#infra/store/objects.ts';
import type { Bucket, Store } from '#infra/store/client.ts';
import { safeFileName } from './disposition.ts';

configure({ useWebWorkers: false });

/** By convention and no secret: it keeps scanners and double-clicks out, not people. */
export const conventionalPassword = 'infected';

/** Streams the object into the answer as a ZIP of one stored, encrypted member. Its length is unknown before, so there are no ranges. */
export async function sendEncryptedZip(
  response: Response,
  store: Store,
  object: { bucket: Bucket; key: string; versionId: string },
  name: string,
): Promise<void> {
  const giveUp = new AbortController();
  response.once('close', () => giveUp.abort());
  const { body } = await readObject(store, { ...object, signal: giveUp.signal });
  try {
    const zip = new ZipWriter(Writable.toWeb(response) as WritableStream<Uint8Array>, {
      level: 0,
      password: conventionalPassword,
      encryptionStrength: 3,
      signal: giveUp.signal,
    });
    await zip.add(safeFileName(name), Readable.toWeb(body) as ReadableStream<Uint8Array>, {
      lastModDate: new Date(Date.UTC(1980, 0, 1)),
      useUnicodeFileNames: true,
    });
    await zip.close();
  } catch (error) {
    if (!giveUp.signal.aborted) throw error;
  } finally {
    body.destroy();
  }
}
