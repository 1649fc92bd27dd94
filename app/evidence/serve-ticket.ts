/**
 * One request for evidence. The ticket is redeemed anew for every request; the bytes are those of the recorded VersionId, passed through from the store and kept nowhere.
 * Whatever is served is hostile: it is sandboxed by its own policy, never sniffed, never stored, and embeddable by the console alone.
 */
import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import type { Request, RequestHandler, Response } from 'express';
import { redeemTicket } from '#db/review/tickets.ts';
import type { Redeemed } from '#db/review/tickets.ts';
import type { Sql } from '#db/connect.ts';
import { headObject, readObject } from '#infra/store/objects.ts';
import type { Store } from '#infra/store/client.ts';
import { readRange } from './byte-range.ts';
import { attachment } from './disposition.ts';
import { sendEncryptedZip } from './encrypted-zip.ts';
import { refusals } from './refusals.ts';

type Served = Extract<Redeemed, { outcome: 'serve' }>;

/** What a browser may show; everything else is bytes. Derivatives only: an original is never shown. */
const shownTypes = /^(image\/(jpeg|png|webp|avif)|video\/(mp4|webm)|audio\/(mpeg|mp4|ogg|webm|wav)|text\/plain)$/;

export function serveTicket({ sql, store }: { sql: Sql; store: Store }): RequestHandler {
  return async (request, response, next) => {
    try {
      const secret = request.params.ticket ?? '';
      const served = await redeemTicket(sql, {
        tokenHash: createHash('sha256').update(secret).digest(),
        log: request.method !== 'HEAD',
        range: request.headers.range?.slice(0, 100) ?? null,
      });
      if (served.outcome !== 'serve') {
        const { status, text } = refusals[served.outcome];
        response.status(status).type('text/plain').send(`${text}\n`);
        return;
      }
      await send(request, response, store, served);
    } catch (error) {
      next(error);
    }
  };
}

async function send(request: Request, response: Response, store: Store, served: Served): Promise<void> {
  const shown = served.bucket === 'derivatives' && served.type !== null && shownTypes.test(served.type);
  response.setHeader('Content-Type', shown ? contentType(served.type as string) : 'application/octet-stream');
  response.setHeader('Content-Disposition', shown ? 'inline' : attachment(`${served.name ?? 'file'}${served.inZip ? '.zip' : ''}`));
  const object = { bucket: served.bucket, key: served.key, versionId: served.versionId };
  if (served.inZip) {
    response.setHeader('Accept-Ranges', 'none');
    if (request.method === 'HEAD') return void response.end();
    await sendEncryptedZip(response, store, object, served.name ?? 'file');
    return;
  }

  const size = served.size ?? (await headObject(store, object)).size;
  // A version never changes, so its name is its tag; hashed, because the store's names are nobody's business.
  const tag = `"${createHash('sha256').update(`${served.key}\n${served.versionId}`).digest('base64url').slice(0, 22)}"`;
  response.setHeader('ETag', tag);
  response.setHeader('Accept-Ranges', 'bytes');
  const condition = request.headers['if-range'];
  const range = readRange(condition === undefined || condition === tag ? request.headers.range : undefined, size);
  if (range.kind === 'unsatisfiable') {
    response.status(416);
    response.setHeader('Content-Range', `bytes */${size}`);
    response.removeHeader('Content-Disposition');
    return void response.end();
  }
  const { start, end } = range.kind === 'part' ? range : { start: 0, end: size - 1 };
  if (range.kind === 'part') {
    response.status(206);
    response.setHeader('Content-Range', `bytes ${start}-${end}/${size}`);
  }
  response.setHeader('Content-Length', String(size === 0 ? 0 : end - start + 1));
  if (request.method === 'HEAD' || size === 0) return void response.end();

  const giveUp = new AbortController();
  response.once('close', () => giveUp.abort());
  const { body } = await readObject(store, {
    ...object,
    ...(range.kind === 'part' ? { range: { start, end } } : {}),
    signal: giveUp.signal,
  });
  try {
    await pipeline(body, response);
  } catch (error) {
    // The reader went away: nobody's fault. The store broke off: the connection is cut, so that a short file cannot pass for a whole one.
    if (!giveUp.signal.aborted || !response.destroyed) throw error;
  }
}

function contentType(type: string): string {
  return type === 'text/plain' ? 'text/plain; charset=utf-8' : type;
}
