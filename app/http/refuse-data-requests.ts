import type { RequestHandler } from 'express';
import { sendRefusal } from './error-page.ts';

/** Where no script of Remix runs, nobody needs its data requests: `?_data=` would answer a route's data without its page. */
export function refuseDataRequests(): RequestHandler {
  return (request, response, next) => {
    if ('_data' in request.query) sendRefusal(request, response, 'notFound');
    else next();
  };
}
