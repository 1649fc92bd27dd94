/** Route patterns for logs and metrics: what a request is remembered as instead of its address. */
import type { ServerBuild } from '@remix-run/node';

/** From a path to the pattern of the route that would serve it, or `/*`: an address someone mistyped may hold anything. */
export function patternFinder(routes: ServerBuild['routes']): (path: string) => string {
  const patterns = Object.values(routes)
    .map((route) => fullPath(routes, route))
    .filter((pattern) => pattern !== undefined)
    .map((pattern) => ({ pattern, matches: toExpression(pattern) }))
    .toSorted((a, b) => dynamicParts(a.pattern) - dynamicParts(b.pattern));
  const fixed = new Set(patterns.map(({ pattern }) => pattern).filter((pattern) => dynamicParts(pattern) === 0)); // most, and found at once
  return (path) => (fixed.has(path) ? path : (patterns.find(({ matches }) => matches.test(path))?.pattern ?? '/*'));
}

type Route = NonNullable<ServerBuild['routes'][string]>;

function fullPath(routes: ServerBuild['routes'], route: Route | undefined): string | undefined {
  const parts: string[] = [];
  for (let at: Route | undefined = route; at; at = at.parentId === undefined ? undefined : routes[at.parentId]) {
    if (at.path !== undefined && at.path !== '') parts.unshift(at.path);
  }
  return parts.some((part) => part.includes('*')) ? undefined : `/${parts.join('/')}`;
}

function dynamicParts(pattern: string): number {
  return pattern.split('/').filter((part) => part.startsWith(':')).length;
}

function toExpression(pattern: string): RegExp {
  const source = pattern
    .split('/')
    .map((part) => (part.startsWith(':') ? '[^/]+' : part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)));
  return new RegExp(`^${source.join('/')}/?$`);
}
