/** One line a request: method, route pattern, status, duration. Never an address, a query, a user agent, a body: what is not written cannot be asked for. */
import type { RequestHandler } from 'express';
import type { Log } from '#infra/log/log.ts';
import type { ObservedRequest } from './surface.ts';

export function logRequests(log: Log, patternOf: (path: string) => string, observe: (request: ObservedRequest) => void): RequestHandler {
  return (request, response, next) => {
    const start = performance.now();
    response.once('close', () => {
      const observed = {
        method: request.method,
        route: patternOf(request.path),
        status: response.writableFinished ? response.statusCode : 499, // the other side went away before our answer was out
        milliseconds: Math.round(performance.now() - start),
      };
      observe(observed);
      log.info(observed, 'request');
    });
    next();
  };
}
