/**
 * Refuses requests that another site made a browser send. Remix itself compares origins for document posts only: `POST /any?_data=route` from anywhere runs the action.
 * So this stands before Remix and knows nothing of it.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { RequestHandler } from 'express';
import { sendRefusal } from './error-page.ts';

const safeMethods = new Set(['GET', 'HEAD']);

/**
 * A request that changes something must come from our own pages: the browser says so in `Sec-Fetch-Site`, which no page can set or remove.
 * Browsers older than that header send `Origin` with every post. Neither header: refused, since nobody can tell.
 */
export function isFromOurPages(method: string, headers: IncomingHttpHeaders, origin: string): boolean {
  if (safeMethods.has(method)) return true;
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  return headers.origin === origin;
}

export function refuseCrossSite(origin: string): RequestHandler {
  return (request, response, next) => {
    if (isFromOurPages(request.method, request.headers, origin)) next();
    else sendRefusal(request, response, 'crossSite');
  };
}
