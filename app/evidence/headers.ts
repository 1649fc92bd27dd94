import type { RequestHandler } from 'express';

/**
 * Headers of every answer of the evidence host. `sandbox` gives even a document that slips through no script, no origin, no form. Embedding: other origins are refused by
 * the resource policy; the console asks with CORS (`crossorigin="anonymous"`), and it alone is named. No cookie is ever set or read.
 */
export function evidenceHeaders(consoleOrigin: string, secure: boolean): RequestHandler {
  return (_request, response, next) => {
    response.setHeader('Content-Security-Policy', "sandbox; default-src 'none'; frame-ancestors 'none'");
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
    response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
    response.setHeader('Access-Control-Allow-Origin', consoleOrigin);
    response.setHeader('Vary', 'Origin');
    response.setHeader('Referrer-Policy', 'no-referrer');
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader('X-Frame-Options', 'DENY');
    if (secure) response.setHeader('Strict-Transport-Security', 'max-age=63072000; includeSubDomains');
    next();
  };
}
