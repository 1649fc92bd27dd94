/** Bounds on what a sender may push at us: size for forms, a minimum rate for everything, since Node's own five-minute limit would cut slow, honest uploads. */
import type { IncomingMessage, Server } from 'node:http';
import type { RequestHandler } from 'express';
import { sendRefusal } from './error-page.ts';
import type { SurfacePolicy } from './surface.ts';

/** A body must say its length, and a form's stays within the limit. Browsers always say it; what does not is no browser. */
export function limitBodies(policy: SurfacePolicy): RequestHandler {
  return (request, response, next) => {
    if (request.method === 'GET' || request.method === 'HEAD') return next();
    const length = request.headers['content-length'];
    if (length === undefined) return sendRefusal(request, response, 'lengthRequired');
    const streams = policy.streams.includes(request.path) && request.headers['content-type']?.startsWith('multipart/form-data') === true;
    if (Number(length) > policy.maxFormBytes && !streams) return refuseAndDrain(request, () => sendRefusal(request, response, 'tooLarge'));
    next();
  };
}

/** A browser that is still sending shows a cut connection instead of our page, so a reasonable rest is read and thrown away first. */
function refuseAndDrain(request: IncomingMessage, answer: () => void): void {
  let drained = 0;
  request.on('data', (chunk: Buffer) => {
    drained += chunk.byteLength;
    if (drained > 64 * 1024 * 1024) request.destroy();
  });
  request.once('end', answer);
}

export type MinimumRate = { bytesPerSecond: number; windowSeconds: number };

/**
 * Ends requests whose body arrives slower than the minimum over a whole window (slow-loris), and only those: where we are the slow side, because the store
 * holds us up, the request is paused and the sender is not to blame.
 */
export function endSlowBodies({ bytesPerSecond, windowSeconds }: MinimumRate): RequestHandler {
  return (request, response, next) => {
    if (request.method === 'GET' || request.method === 'HEAD') return next();
    let seen = request.socket.bytesRead;
    const watch = setInterval(() => {
      const now = request.socket.bytesRead;
      const slow = now - seen < bytesPerSecond * windowSeconds && !request.isPaused() && request.readableLength === 0;
      seen = now;
      if (request.complete || request.destroyed) clearInterval(watch);
      else if (slow) {
        clearInterval(watch);
        if (!response.headersSent) {
          response.setHeader('Connection', 'close');
          sendRefusal(request, response, 'tooSlow');
        }
        request.destroy();
      }
    }, windowSeconds * 1000);
    watch.unref();
    response.once('close', () => clearInterval(watch));
    next();
  };
}

/** Headers must arrive promptly, bodies by the rate above. */
export function boundConnections(server: Server): void {
  server.headersTimeout = 20_000;
  server.requestTimeout = 0; // replaced by endSlowBodies
  server.keepAliveTimeout = 65_000; // longer than usual load balancers', so that they close first
  server.maxHeadersCount = 100;
}
