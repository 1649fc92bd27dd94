/** What the evidence host says when it serves nothing: one plain sentence. */
import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { Log } from '#infra/log/log.ts';
import { refusals } from './refusals.ts';

export const refuseMethods: RequestHandler = (request, response, next) => {
  if (request.method === 'GET' || request.method === 'HEAD') return next();
  response.setHeader('Allow', 'GET, HEAD');
  response.status(405).type('text/plain').send('Only GET and HEAD are answered here.\n');
};

export const refusePaths: RequestHandler = (_request, response) => {
  response.status(refusals.unknown.status).type('text/plain').send(`${refusals.unknown.text}\n`);
};

/** An answer that has begun is cut off, so that a short file can not pass for a whole one. */
export function answerPlainErrors(log: Log): ErrorRequestHandler {
  return (error: unknown, _request, response, _next) => {
    log.error({ error }, 'evidence not served');
    if (response.headersSent) response.destroy();
    else {
      for (const name of ['Content-Disposition', 'Content-Length', 'Content-Range', 'ETag', 'Accept-Ranges']) response.removeHeader(name);
      response
        .status(503)
        .type('text/plain')
        .send('The file store does not answer at the moment. Nothing is lost; try again in a minute.\n');
    }
  };
}
