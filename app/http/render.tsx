/** Turning a route's result into a document, for both surfaces' `entry.server.tsx`. Whole pages at once: nothing here waits, so streaming would only cost. */
import type { AppLoadContext, EntryContext } from '@remix-run/node';
import { RemixServer } from '@remix-run/react';
import { renderToString } from 'react-dom/server';

export function renderDocument(
  request: Request,
  status: number,
  headers: Headers,
  remixContext: EntryContext,
  { page }: AppLoadContext,
): Response {
  page.html = `<!doctype html>${renderToString(<RemixServer context={remixContext} url={request.url} />)}`;
  headers.set('Content-Type', 'text/html; charset=utf-8');
  return new Response(null, { status, headers });
}

/** Remix calls this for what a route throws. The address and the body stay out of the log; the error's own stack says where it came from. */
export function logRouteError(error: unknown, { request, context }: { request: Request; context: AppLoadContext }): void {
  if (!request.signal.aborted && !isRouterRefusal(error)) context.log.error({ err: error }, 'route failed');
}

/** The router's own 404 and 405, which are answers and not failures. They come as plain errors, known by their first words. */
function isRouterRefusal(error: unknown): boolean {
  return error instanceof Error && /^(No route matches URL|You made a \w+ request to)/.test(error.message);
}
