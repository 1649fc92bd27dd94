/**
 * One file from quarantine to the originals. Running it twice does no harm: a start that does not hold the stage's generation changes nothing in the record,
 * and each start writes under its own random key (what a crash leaves behind at each point: db/receive/finish.ts).
 */
import { createHash, randomBytes } from 'node:crypto';
import { maxStarts } from '#db/flow/pace.ts';
import { beginReceive } from '#db/receive/begin.ts';
import type { Leftover, ReceivedFile } from '#db/receive/begin.ts';
import { copyStarted, copyStored, copySuperseded } from '#db/receive/copies.ts';
import { failReceive, finishReceive } from '#db/receive/finish.ts';
import { receiptRetention } from '#db/receive/retention.ts';
import { abortMultipart, findVersions, listUploads } from '#infra/store/multipart.ts';
import { readObject, setRetention } from '#infra/store/objects.ts';
import { writeStream } from '#infra/store/write-stream.ts';
import type { ReceiveContext } from '#workers/receive/context.ts';
import { failpoint } from '#workers/failpoint.ts';
import { startBeat } from '#workers/receive/beat.ts';
import type { Beat } from '#workers/receive/beat.ts';
import { collectHead, detectType } from '#workers/receive/head.ts';
import { scanAlongside } from '#workers/receive/scan-alongside.ts';
import { takeOverSilence, takeUp } from '#workers/receive/take-up.ts';

/** The record and the store disagree about what was uploaded: trying again cannot help, a person must look. Its message is shown to staff. */
export class UploadNotAsRecorded extends Error {
  override name = 'UploadNotAsRecorded';
}

/** The store, or the way to it, gave other bytes than it holds. Tried again. */
class ReadsDiffer extends Error {
  override name = 'ReadsDiffer';
}

type Start = { generation: number; copy: Leftover };

/** Receives one file, or does nothing where that is not this job's to do. Rejects only when the record cannot be written; the stage then counts as silent. */
export async function receiveFile(context: ReceiveContext, fileId: string): Promise<void> {
  const { sql, log, lockMs } = context;
  const key = randomBytes(16).toString('hex');
  const begun = await takeUp(() => beginReceive(sql, { fileId, key, silence: takeOverSilence(lockMs) }), lockMs);
  if (begun.outcome !== 'started') return log.info({ job: 'receive.file', file: fileId, outcome: begun.outcome }, 'nothing to do');
  const { file, generation, starts } = begun;
  const { submissionId } = file;
  const copy: Leftover = { copyId: begun.copyId, key, storeUploadId: null };
  failpoint('receive.after-intent');
  const beat = startBeat(sql, { fileId, stage: 'receive', generation, size: file.upload.size }, context);
  try {
    for (const leftover of begun.leftovers) await clearLeftover(context, leftover);
    if (starts > maxStarts) throw new UploadNotAsRecorded(`it was started ${maxStarts} times and stopped each time without a result`);
    const outcome = await copyAndLock(context, file, { generation, copy }, beat);
    context.metrics.count('files_received', { outcome });
    log.info({ job: 'receive.file', file: fileId, outcome }, 'received');
  } catch (error) {
    const name = error instanceof Error ? error.name : 'unknown';
    log.warn({ job: 'receive.file', file: fileId, error, starts }, 'not received');
    await clearLeftover(context, copy).catch(() => undefined); // else housekeeping finds it
    if (name === 'Lost') return;
    const final = error instanceof UploadNotAsRecorded || (name !== 'Stopping' && starts >= maxStarts);
    const reason = error instanceof UploadNotAsRecorded ? error.message : `receiving stopped (${name})`;
    await failReceive(sql, {
      fileId,
      submissionId,
      generation,
      reason,
      next: final ? 'parked' : name === 'Stopping' ? 'handed_back' : 'again',
    });
  } finally {
    beat.end();
  }
}

/** The one read: quarantine → hash, checksum, type, scanner and the originals at once; then the lock; then the record. */
async function copyAndLock(context: ReceiveContext, file: ReceivedFile, start: Start, beat: Beat): Promise<'in_force' | 'superseded'> {
  const { sql, store, lockMs } = context;
  const { fileId, submissionId, upload } = file;
  const { copyId, key } = start.copy;
  const body = await openUpload(context, upload, beat.signal);
  const head = collectHead();
  const scan = context.scannerRest.isOn() ? undefined : scanAlongside(context.scanner, { patienceMs: lockMs });
  try {
    const written = await writeStream(store, {
      bucket: 'originals',
      key,
      source: passBy(body, async (chunk, bytes) => {
        head.add(chunk);
        await scan?.write(chunk);
        beat.done(bytes);
        failpoint('receive.mid-copy');
      }),
      onUploadId: (id) => {
        start.copy.storeUploadId = id;
        return copyStarted(sql, copyId, id);
      },
      signal: beat.signal,
    });
    failpoint('receive.after-complete');
    await copyStored(sql, copyId, written);
    if (written.size !== upload.size) throw new UploadNotAsRecorded('the stored upload is not as long as was recorded');
    await confirmMismatch(context, file, written.sha256, beat);
    const retention = await receiptRetention(sql);
    await setRetention(store, { key, versionId: written.versionId, ...retention });
    failpoint('receive.after-lock');
    const answer = (await scan?.answer(graceMs(lockMs, written.size))) ?? {
      outcome: 'pending',
      reason: 'the scanner gave no answer to another file',
    };
    if (scan && answer.outcome === 'pending') context.scannerRest.begin(lockMs * 3);
    const type = await detectType(head.bytes());
    beat.signal.throwIfAborted();
    const { versionId, size, sha256, crc32 } = written;
    const outcome = await finishReceive(sql, {
      fileId,
      submissionId,
      generation: start.generation,
      copyId,
      key,
      versionId,
      size,
      sha256,
      crc32,
      type,
      retention,
      scan: answer,
    });
    failpoint('receive.after-commit');
    return outcome;
  } finally {
    scan?.drop();
    body.destroy();
  }
}

/** Opens exactly the version that was recorded when the upload was completed. Throws `UploadNotAsRecorded` where the store holds something else, or nothing. */
async function openUpload({ store }: ReceiveContext, upload: ReceivedFile['upload'], signal: AbortSignal) {
  if (upload.versionId === null) throw new UploadNotAsRecorded('no stored version was recorded for the upload');
  try {
    const { body, size } = await readObject(store, { bucket: 'quarantine', key: upload.key, versionId: upload.versionId, signal });
    body.on('error', () => undefined); // whoever reads it hears of it; a beat may end it before anyone does
    if (size === upload.size) return body;
    body.destroy();
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'ObjectMissing') throw new UploadNotAsRecorded('the stored upload is missing', { cause });
    throw cause;
  }
  // A reply may be short in good order; what the store says in its list of versions must be so too before a person is asked.
  const version = (await findVersions(store, 'quarantine', upload.key)).find(({ versionId }) => versionId === upload.versionId);
  if (version?.size === upload.size) throw new ReadsDiffer('a read of the stored upload was short');
  throw new UploadNotAsRecorded('the stored upload is not as long as was recorded');
}

/**
 * Bytes that are not the declared ones were either declared wrongly, which is recorded, or read wrongly, which must not become the original: the uploaded version is deleted
 * once the record names its original. A second read tells.
 */
async function confirmMismatch(
  context: ReceiveContext,
  { upload, sha256Declared }: ReceivedFile,
  sha256: Uint8Array,
  beat: Beat,
): Promise<void> {
  if (sha256Declared === null || Buffer.from(sha256Declared).equals(sha256)) return;
  const body = await openUpload(context, upload, beat.signal);
  const again = createHash('sha256');
  for await (const chunk of body) again.update(chunk as Uint8Array);
  if (!again.digest().equals(sha256)) throw new ReadsDiffer('two reads of the stored upload differ');
}

async function* passBy(
  body: AsyncIterable<Uint8Array>,
  see: (chunk: Uint8Array, bytes: number) => Promise<void>,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    await see(chunk, bytes);
    yield chunk;
  }
}

/**
 * Puts a copy that will not be in force on record for what it is: the version the store holds under its key, or none, once its unfinished upload was ended.
 * Ended first and looked up second, so that a Complete on its way has either failed or is seen.
 */
export async function clearLeftover(
  { sql, store }: Pick<ReceiveContext, 'sql' | 'store'>,
  { copyId, key, storeUploadId }: Leftover,
): Promise<void> {
  for (const uploadId of storeUploadId === null ? await uploadsOf(store, key) : [storeUploadId]) {
    await abortMultipart(store, { bucket: 'originals', key, uploadId });
  }
  const [version] = await findVersions(store, 'originals', key);
  await copySuperseded(sql, copyId, version);
}

/** A process that died between opening an upload and noting its id leaves one that only the store can name. */
async function uploadsOf(store: ReceiveContext['store'], key: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const upload of listUploads(store, 'originals')) if (upload.key === key) ids.push(upload.uploadId);
  return ids;
}

/** How long the record waits for the scanner once the copy is locked: a lock (10 s), and longer for large files, at 20 MB/s up to a minute. */
function graceMs(lockMs: number, size: number): number {
  return Math.min(lockMs + (size / 20_000_000) * 1000, lockMs * 6);
}
