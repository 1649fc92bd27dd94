import type { RequestHandler } from 'express';
import { sendRefusal } from './error-page.ts';

/**
 * Whatever name a request came by (an onion address, a load balancer's), routes see the configured origin; forwarded headers, which anyone can send, are dropped.
 * Nothing in the code may depend on the address of a sender. An address that cannot be decoded ends here: the router would print it.
 */
export function fixAddress(origin: string): RequestHandler {
  const { host } = new URL(origin);
  return (request, response, next) => {
    request.headers.host = host;
    for (const name of Object.keys(request.headers))
      if (name.startsWith('x-forwarded-') || name === 'forwarded' || name === 'x-real-ip') delete request.headers[name];
    if (request.url.startsWith('/') && canDecode(request.path) && URL.canParse(request.url, origin)) next();
    else sendRefusal(request, response, 'badRequest');
  };
}

function canDecode(path: string): boolean {
  try {
    decodeURIComponent(path);
    return path.startsWith('/') && !path.startsWith('//');
  } catch {
    return false;
  }
}
