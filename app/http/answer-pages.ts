/**
 * Remix behind Express. Each page gets a request handler of its own, which knows the root, the page and nothing else: Remix goes through all of a build's routes several
 * times for every request, and a form of fifty pages would spend more time on that than on the page.
 */
import { createRequestHandler } from '@remix-run/express';
import type { AppLoadContext, ServerBuild } from '@remix-run/node';
import type { RequestHandler, Request, Response } from 'express';

type GetLoadContext = (request: Request, response: Response) => AppLoadContext;

/** `patternOf` is the same function that names routes in the log: a path to its route's pattern, or `/*`. */
export function answerPages(build: ServerBuild, patternOf: (path: string) => string, getLoadContext: GetLoadContext): RequestHandler {
  const whole = createRequestHandler({ build, mode: 'production', getLoadContext });
  const handlers = new Map<string, RequestHandler>();
  for (const id of Object.keys(build.routes)) {
    const narrow = narrowTo(build, id);
    if (narrow) handlers.set(narrow.pattern, createRequestHandler({ build: narrow.build, mode: 'production', getLoadContext }));
  }
  return (request, response, next) => (handlers.get(patternOf(request.path)) ?? whole)(request, response, next);
}

/** A build with one leaf and what stands above it; undefined for a route that is no page of its own. */
function narrowTo(build: ServerBuild, leaf: string): { pattern: string; build: ServerBuild } | undefined {
  const chain: string[] = [];
  for (let id: string | undefined = leaf; id !== undefined; id = build.routes[id]?.parentId) chain.unshift(id);
  const paths = chain.map((id) => build.routes[id]?.path ?? '').filter((part) => part !== '');
  const isPage = chain.length > 1 && !paths.some((part) => part.includes('*'));
  if (!isPage) return undefined;
  const pick = <T>(routes: Record<string, T>): Record<string, T> =>
    Object.fromEntries(Object.entries(routes).filter(([id]) => chain.includes(id)));
  return {
    pattern: `/${paths.join('/')}`,
    build: { ...build, routes: pick(build.routes), assets: { ...build.assets, routes: pick(build.assets.routes) } },
  };
}
