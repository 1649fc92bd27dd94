/**
 * Files from a form without JavaScript, or over an onion address: read part by part as they arrive, hashed, and passed on to quarantine at once. At most two parts of a request
 * are in memory; where the store is slow the sender is slowed down. There is no resuming: what breaks is thrown away, what is in the list is safe.
 */
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy';
import type { AppLoadContext } from '@remix-run/node';
import { openUpload, recordUploadStarted, recordUploadStored } from '#db/intake/uploads.ts';
import { writeStream } from '#infra/store/write-stream.ts';
import type { Refusal } from '#app/http/refusals.ts';
import type { LanguageCode } from '#app/i18n/texts.ts';
import type { IntakeSettings } from '#db/settings/definitions.ts';
import type { Draft } from '../draft/draft.ts';
import { refusalKeyOf } from '../refuse.ts';
import { dropUpload, nameUpload } from './direct.ts';
import { cleanName, largestThroughServer, refusedEnding, withLimit } from './limits.ts';
import { mayBeRecording } from './recording-kind.ts';
import type { FileRole } from './report-files.ts';

const partSize = 8 * 1024 * 1024;
/** Of one form: above what any office allows in a report, so that every file too many is refused by its own name. */
const mostFiles = 1_500;
const mostFields = 8_000; // six a file
const mostText = 4 * 1024 * 1024;

/** Refusals of one file: the next ones may do. */
const ofOneFile: ReadonlySet<Refusal['key']> = new Set([
  'fileTooLarge',
  'tooManyFiles',
  'submissionTooLarge',
  'storeFull',
  'fileDuplicate',
  'storeAway',
]);
/** Known already of all that come after: the record need not be asked a thousand times, nor a store waited for that does not answer. */
const ofTheRest: ReadonlySet<Refusal['key']> = new Set(['tooManyFiles', 'storeAway']);

/** The body ended before the form did, or is no form at all. */
export class FormBroken extends Error {
  override readonly name = 'FormBroken';
}
/** More bytes than a file may have on this way. */
class FileTooLarge extends Error {
  override readonly name = 'FileTooLarge';
}

/**
 * `unsuitable`: names of files that are no recording, where a statement was asked for. `fields`: what stood beside the files in the form, as far as it was read.
 * `broken`: what ended it before its end, if anything did: `FormBroken`, or what the record and the store throw.
 */
export type Received = {
  stored: number;
  refused: { name: string; refusal: Refusal }[];
  unsuitable: string[];
  fields: FormData;
  broken?: unknown;
};

/** Takes every file of one form, one after another. Files before a broken end stay, and so does what was typed. */
export async function receiveForm(
  context: AppLoadContext,
  draft: Draft,
  request: Request,
  { code, role }: { code: LanguageCode; role: FileRole },
): Promise<Received> {
  const settings = await context.intake.settings();
  const received: Received = { stored: 0, refused: [], unsuitable: [], fields: new FormData() };
  const refuseMore = (): void => {
    received.refused.push({ name: '', refusal: withLimit('tooManyFiles', settings, code, 'through_server') });
  };
  received.broken = await readMultipart(request, {
    fields: received.fields,
    fileSize: largestThroughServer(settings),
    onTooMany: refuseMore,
    onFile: ({ stream, name, type }) =>
      receiveFile({ context, draft, settings, code }, { stream, name: cleanName(name), type, role, received }),
  });
  return received;
}

/** The fields of such a form whose files nobody can keep: they are read and thrown away, because the sender sees no page before it has sent all. */
export async function readFields(request: Request): Promise<FormData> {
  const fields = new FormData();
  await readMultipart(request, { fields, fileSize: 0, onTooMany: () => {}, onFile: ({ stream }) => void stream.resume() });
  return fields;
}

type Reading = {
  fields: FormData;
  fileSize: number;
  onTooMany(): void;
  onFile(file: { stream: BusboyFileStream; name: string; type: string }): Promise<void> | void;
};

/** Resolves, when all of the body is read, with what went wrong first. */
async function readMultipart(request: Request, { fields, fileSize, onTooMany, onFile }: Reading): Promise<unknown> {
  let busboy: BusboyInstance;
  try {
    busboy = openParser(request, fileSize);
  } catch (error) {
    return error;
  }
  let text = 0;
  busboy.on('field', (name, value) => {
    text += value.length;
    if (text <= mostText) fields.append(name, value);
    else busboy.destroy(new FormBroken('more text than the page can send'));
  });
  let queue: Promise<void> = Promise.resolve();
  let current: BusboyFileStream | undefined;
  let broken: unknown;
  busboy.on('filesLimit', onTooMany);
  busboy.on('file', (_field, stream, filename, _encoding, type) => {
    current = stream;
    stream.on('error', () => {}); // its reader sees it; until there is one it must not end the process
    queue = queue
      .then(() => onFile({ stream, name: filename ?? '', type }))
      .catch((error: unknown) => {
        broken ??= error;
      });
  });
  const parsed = new Promise<void>((resolve, reject) => busboy.once('finish', resolve).once('error', reject));
  const body = Readable.fromWeb(request.body as NodeReadableStream<Uint8Array>);
  const sent = new Promise<void>((_, reject) => body.once('error', reject));
  body.pipe(busboy);
  try {
    await Promise.race([parsed, sent]);
  } catch (cause) {
    const error = new FormBroken('the form is damaged or did not arrive whole', { cause });
    current?.destroy(error);
    body.unpipe(busboy);
    body.resume(); // the sender may still be sending: it must get our page, not a cut connection
    await queue;
    return error;
  }
  await queue;
  return broken;
}

function openParser(request: Request, fileSize: number): BusboyInstance {
  const contentType = request.headers.get('content-type') ?? '';
  if (request.body === null) throw new FormBroken('no body');
  try {
    return new Busboy({
      headers: { 'content-type': contentType },
      limits: {
        files: mostFiles,
        fileSize,
        fields: mostFields,
        fieldSize: 64 * 1024,
        headerPairs: 20,
        fieldNameSize: 100,
      },
    });
  } catch (cause) {
    throw new FormBroken('not a form with files', { cause });
  }
}

type Receiving = { context: AppLoadContext; draft: Draft; settings: IntakeSettings; code: LanguageCode };
type Incoming = { stream: BusboyFileStream; name: string; type: string; role: FileRole; received: Received };

/** One file, from its first byte to its custody event. What belongs to this file alone is reported and the others go on; anything else is thrown. */
async function receiveFile({ context, draft, settings, code }: Receiving, { stream, name, type, role, received }: Incoming): Promise<void> {
  const refuse = (refusal: Refusal): void => void received.refused.push({ name, refusal });
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  try {
    const first = await chunks.next();
    if (first.done === true) return name === '' ? undefined : refuse({ key: 'fileEmpty' }); // a form sends one empty part where nothing was chosen
    const ending = refusedEnding(name, settings);
    if (ending !== null) return refuse({ key: 'fileKindRefused', values: { ending } });
    if (role === 'statement' && !mayBeRecording(type)) return void received.unsuitable.push(name);
    const known = received.refused.find(({ refusal }) => ofTheRest.has(refusal.key));
    if (known) return refuse(known.refusal);
    const upload = randomUUID();
    try {
      await storeFile(context, draft, { upload, name, role, source: continueWith(first.value, chunks, stream) });
      received.stored += 1;
    } catch (error) {
      await dropUpload(context, draft, upload).catch(() => {}); // there may be no row yet; an unfinished one ends with its draft
      const key = keyOf(error);
      if (key === null || !ofOneFile.has(key)) throw error;
      refuse(withLimit(key, settings, code, 'through_server'));
    }
  } finally {
    await readToEnd(chunks);
  }
}

function keyOf(error: unknown): Refusal['key'] | null {
  const { name } = error as Error;
  if (name === 'FileTooLarge') return 'fileTooLarge';
  return name === 'StoreUnavailable' ? 'storeAway' : refusalKeyOf(error);
}

/** The parser goes on only when a file's stream was read whole, and the sender must be able to finish sending before it sees our page. */
async function readToEnd(chunks: AsyncIterator<Uint8Array>): Promise<void> {
  try {
    while ((await chunks.next()).done !== true);
  } catch {
    // broken off: there is nothing more to read
  }
}

async function storeFile(
  context: AppLoadContext,
  draft: Draft,
  file: { upload: string; name: string; role: FileRole; source: AsyncIterable<Uint8Array> },
): Promise<void> {
  const { sql, store } = context;
  const key = randomUUID();
  await nameUpload(context, draft, file);
  await openUpload(sql, draft.proof, { id: file.upload, objectKey: key, route: 'through_server', size: 0, partSize });
  const written = await writeStream(store, {
    bucket: 'quarantine',
    key,
    source: file.source,
    partSize,
    onUploadId: (id) => recordUploadStarted(sql, draft.proof, file.upload, id),
  });
  await recordUploadStored(sql, draft.proof, {
    uploadId: file.upload,
    versionId: written.versionId,
    size: written.size,
    parts: written.parts,
    sha256: written.sha256,
    hashSource: 'server',
  });
}

async function* continueWith(first: Uint8Array, rest: AsyncIterator<Uint8Array>, stream: BusboyFileStream): AsyncGenerator<Uint8Array> {
  yield first;
  for (;;) {
    const next = await rest.next();
    if (next.done === true) break;
    yield next.value;
  }
  if (stream.truncated) throw new FileTooLarge('the file is larger than what the server passes on');
}
