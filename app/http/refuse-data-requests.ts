import type { RequestHandler } from 'express';
import { sendRefusal } from './error-page.ts';

/** Where no script of Remix runs, nobody needs its data requests: `?_data=` would answer a route's data without its page. */
export function refuseDataRequests(): RequestHandler {
  return (request, response, next) => {
    // Read as Remix reads it: Express' own parser stops at a thousand parameters.
    if (new URL(request.url, 'http://host').searchParams.has('_data')) sendRefusal(request, response, 'notFound');
    else next();
  };
}
