/**
 * Builds one export. What exists when, and what a crash leaves behind:
 *   1. the run has begun (state `building`)           → silence; the reconciler asks again, the next run starts over
 *   2. a row of intent for a fresh random key         → a row without an object
 *   3. bytes go to an unfinished multipart upload     → nothing that could be downloaded; the bucket's rule ends the upload
 *   4. the object is complete in `bundles`            → an object with its row, which nobody is given a ticket for
 *   5. one transaction: `ready`, copy in force, `export.completed`
 * So a bundle is either whole and on record or not there. Running it twice does no harm: only the run that holds the generation can finish, and a second build
 * of the same contents gives the same bytes.
 */
import { randomBytes } from 'node:crypto';
import {
  failExport,
  findReclassified,
  finishExport,
  intendCopy,
  releaseExport,
  startExport,
  supersedeCopy,
  type DifferingFile,
  type StartedExport,
} from '#db/cases/build-export.ts';
import type { ExportContents } from '#db/cases/contents.ts';
import { exhibitCode } from '#db/cases/numbers.ts';
import { readAnswers, readChain, readMetadata, readRawMetadata, readScans } from '#db/cases/read-material.ts';
import { readObject } from '#infra/store/objects.ts';
import { writeStream } from '#infra/store/write-stream.ts';
import { fingerprint, publicKeyPem, signBytes, type SigningKey } from '#infra/vault/signing.ts';
import type { WorkerContext } from '#workers/context.ts';
import { failpoint } from '#workers/failpoint.ts';
import { takeOverSilence, takeUp } from '#workers/receive/take-up.ts';
import { nativePath } from './names.ts';
import { planBundle, type BundleSigner, type BundleSources, type PlannedBundle } from './plan.ts';
import { startBeat, type ExportBeat } from './beat.ts';
import { ContentDiffers, writeZip } from './zip.ts';

export type BundleContext = Pick<WorkerContext, 'sql' | 'store' | 'log' | 'lockMs' | 'stopping'> & { signingKey: SigningKey };

/** Items of the export were restricted or given another verdict after it was requested. The message names them by exhibit number. */
export class ItemsReclassified extends Error {
  override name = 'ItemsReclassified';
  constructor(exhibits: readonly number[]) {
    super(
      `Since this bundle was requested, ${exhibits.map(exhibitCode).join(', ')} ${exhibits.length === 1 ? 'was' : 'were'} restricted or scanned with another result. Request a new bundle.`,
    );
  }
}

/** The job `records.export`: builds the export, or does nothing where that is not this delivery's to do. Rejects only when the record cannot be written. */
export async function buildExport(context: BundleContext, exportId: string): Promise<void> {
  const { sql, log, lockMs } = context;
  const started = await takeUp(() => startExport(sql, exportId, takeOverSilence(lockMs)), lockMs);
  if (started.outcome !== 'started')
    return log.info({ job: 'records.export', export: exportId, outcome: started.outcome }, 'nothing to do');
  const beat = startBeat(context, started);
  const key = randomBytes(16).toString('hex');
  try {
    await writeBundle(context, started, key, beat);
    log.info({ job: 'records.export', export: exportId, outcome: 'ready' }, 'bundle built');
  } catch (error) {
    const name = error instanceof Error ? error.name : 'unknown';
    log.warn({ job: 'records.export', export: exportId, error: name }, 'bundle not built');
    await supersedeCopy(sql, key, null);
    if (name === 'ExportTakenOver' || beat.lost()) return;
    const final = describeFinal(error, started.contents);
    if (final) await failExport(sql, started, final);
    else await releaseExport(sql, started, `Building broke off (${name}); it is tried again.`);
  } finally {
    beat.end();
  }
}

async function writeBundle(context: BundleContext, run: StartedExport, key: string, beat: ExportBeat): Promise<void> {
  const { sql, store } = context;
  const { contents } = run;
  await refuseReclassified(context, contents);
  const plan = await planBundle(contents, run.requestedAt, sourcesOf(context), signerOf(context.signingKey));
  beat.total(plan.length);
  beat.signal.throwIfAborted();
  await intendCopy(sql, run, key);
  failpoint('export.after-intent');
  const written = await writeStream(store, { bucket: 'bundles', key, source: countBytes(plan, beat), signal: beat.signal });
  failpoint('export.after-complete');
  const done = {
    key,
    versionId: written.versionId,
    size: written.size,
    sha256: written.sha256,
    manifestSha256: plan.manifestSha256,
    keyFingerprint: fingerprint(context.signingKey.publicKey),
  };
  const finish = await finishExport(sql, run, contents, done);
  if (finish.outcome === 'reclassified') throw new ItemsReclassified(finish.exhibits);
}

async function refuseReclassified({ sql }: BundleContext, contents: ExportContents): Promise<void> {
  const exhibits = await findReclassified(sql, contents);
  if (exhibits.length > 0) throw new ItemsReclassified(exhibits);
}

async function* countBytes(plan: PlannedBundle, beat: ExportBeat): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of writeZip(plan.entries)) {
    bytes += chunk.byteLength;
    beat.done(bytes);
    yield chunk;
    failpoint('export.mid-write');
  }
}

function sourcesOf({ sql, store }: BundleContext): BundleSources {
  const read = async (bucket: 'originals' | 'derivatives', { key, versionId }: { key: string; versionId: string }) =>
    (await readObject(store, { bucket, key, versionId })).body;
  return {
    original: ({ original }) => read('originals', original),
    derivative: (derivative) => read('derivatives', derivative),
    answers: ({ id, answersVersion }) => readAnswers(sql, id, answersVersion),
    metadata: (ids) => readMetadata(sql, ids),
    rawMetadata: (id) => readRawMetadata(sql, id),
    scans: (ids) => readScans(sql, ids),
    chain: (subject, throughSeq) => readChain(sql, subject, throughSeq),
  };
}

function signerOf(key: SigningKey): BundleSigner {
  return { publicKeyPem: publicKeyPem(key.publicKey), fingerprint: fingerprint(key.publicKey), sign: (bytes) => signBytes(key, bytes) };
}

/** What a second try cannot mend, in words for the case's members; null: try again. */
function describeFinal(error: unknown, contents: ExportContents): { code: string; message: string; differs?: DifferingFile } | null {
  if (error instanceof ItemsReclassified) return { code: 'reclassified', message: error.message };
  if (error instanceof ContentDiffers) {
    const item = contents.items.find((one) => one.excluded === null && error.entry.endsWith(`/${nativePath(one.exhibit, one.type)}`));
    const message = `${error.entry.split('/').at(-1)} is not what was recorded: the stored bytes have changed. Nothing was handed out. Tell the administrator.`;
    return {
      code: 'content_differs',
      message,
      ...(item ? { differs: { submissionId: item.submissionId, fileId: item.fileId, expected: error.expected, found: error.found } } : {}),
    };
  }
  if (error instanceof Error && (error.name === 'ObjectMissing' || error.name === 'MaterialMissing')) {
    return {
      code: 'missing',
      message: 'A file or record that belongs into this bundle is missing. Nothing was handed out. Tell the administrator.',
    };
  }
  return null;
}
