/**
 * Remix behind Express: the request as Remix wants it, and its answer onto the wire. What `@remix-run/express` does too, but for what would cost more than most pages do:
 * - A page's text is sent whole and not through a stream.
 * - Where React does not run in the browser, each page gets a request handler of its own, which knows the root, the page and nothing else: Remix goes through all of a
 *   build's routes several times for every request.
 * - There a page's loader is asked first. If what it returns holds nothing of anyone's, and the page was rendered of the very same before, that is sent.
 */
import { createReadableStreamFromReadable, createRequestHandler, writeReadableStreamToWritable } from '@remix-run/node';
import type { AppLoadContext, LoaderFunction, LoaderFunctionArgs, ServerBuild } from '@remix-run/node';
import type { NextFunction, Request as ExpressRequest, RequestHandler, Response as ExpressResponse } from 'express';
import { keepPages } from './kept-pages.ts';

type Handle = ReturnType<typeof createRequestHandler>;

type Settings = {
  build: ServerBuild;
  /** Our own: what a request calls itself does not count. */
  origin: string;
  /** Where React runs in the browser it knows all routes, and so must the server. */
  hydrates: boolean;
  /** The same function that names routes in the log: a path to its route's pattern, or `/*`. */
  patternOf(path: string): string;
  /** The context of one request. */
  contextFor(response: ExpressResponse): AppLoadContext;
};

/** What a surface's `entry.server.tsx` may export beside what Remix asks for: all that a page without anyone's answers is made of, as one string. */
export type NameBlankPage = (asked: { pattern: string; request: Request; context: AppLoadContext; data: unknown }) => Promise<string>;

export function answerPages({ build, origin, hydrates, patternOf, contextFor }: Settings): RequestHandler {
  const whole = createRequestHandler(build, 'production');
  const pages = hydrates ? new Map<string, Page>() : pagesOf(build);
  const kept = keepPages();
  const { nameBlankPage } = build.entry.module as {
    nameBlankPage?: NameBlankPage;
  };

  async function answer(request: ExpressRequest, response: ExpressResponse): Promise<void> {
    const context = contextFor(response);
    const pattern = patternOf(request.path);
    const page = pages.get(pattern);
    const asked = readRequest(request, response, origin, page === undefined);
    // By its own address and no other: then there are no more names than pages and languages, and nobody can push one out to see whether it is there.
    const isPlain = request.method === 'GET' && request.originalUrl === pattern;
    const name =
      isPlain && nameBlankPage && page?.load
        ? await loadFirst(page.load, { request: asked, context, params: {} }, (more) => nameBlankPage({ pattern, ...more }))
        : null;
    const found = name === null ? undefined : kept.get(name);
    if (found) return sendPage(response, found);

    const answered = await (page?.handle ?? whole)(asked, context);
    const { html } = context.page;
    const isPage = html !== null && answered.body === null && request.method !== 'HEAD';
    if (!isPage) return sendAnswer(response, answered);
    const rendered = { html, headers: [...answered.headers] };
    sendPage(response.status(answered.status), rendered);
    if (name !== null && answered.status === 200 && !answered.headers.has('Set-Cookie')) kept.set(name, rendered);
  }
  return async (request: ExpressRequest, response: ExpressResponse, next: NextFunction) => {
    try {
      await answer(request, response);
    } catch (error) {
      next(error);
    }
  };
}

/** Asks the loader on Remix's behalf, which gets the same answer when its turn comes. Null for what is not to be kept; a failure is for Remix to tell. */
async function loadFirst(
  load: LoaderFunction,
  asked: LoaderFunctionArgs,
  nameBlankPage: (asked: { request: Request; context: AppLoadContext; data: unknown }) => Promise<string>,
): Promise<string | null> {
  const { request, context } = asked;
  context.page.loading = Promise.resolve(load(asked));
  try {
    const data: unknown = await context.page.loading;
    return context.page.isBlank ? await nameBlankPage({ request, context, data }) : null;
  } catch {
    return null;
  }
}

/** `mayLast`: an answer to a GET may go on for long, such as live updates, and its route must hear when nobody listens any more. */
function readRequest(request: ExpressRequest, response: ExpressResponse, origin: string, mayLast: boolean): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (typeof value === 'string') headers.set(name, value);
    else for (const one of value ?? []) headers.append(name, one);
  }
  const { method } = request;
  const url = origin + request.originalUrl;
  const hasBody = method !== 'GET' && method !== 'HEAD';
  if (!hasBody && !mayLast) return new Request(url, { method, headers });
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  const { signal } = gone;
  if (!hasBody) return new Request(url, { method, headers, signal });
  return new Request(url, {
    method,
    headers,
    signal,
    body: createReadableStreamFromReadable(request),
    duplex: 'half',
  });
}

function sendPage(response: ExpressResponse, { html, headers }: { html: string; headers: Iterable<readonly [string, string]> }): void {
  for (const [name, value] of headers) response.append(name, value);
  response.end(html);
}

async function sendAnswer(response: ExpressResponse, { status, headers, body }: Response): Promise<void> {
  response.status(status);
  for (const [name, value] of headers) response.append(name, value);
  if (body) await writeReadableStreamToWritable(body, response);
  else response.end();
}

type Page = { handle: Handle; load: LoaderFunction | undefined };

function pagesOf(build: ServerBuild): Map<string, Page> {
  const pages = new Map<string, Page>();
  for (const leaf of Object.keys(build.routes)) {
    const chain: string[] = [];
    for (let id: string | undefined = leaf; id !== undefined; id = build.routes[id]?.parentId) chain.unshift(id);
    const pattern = `/${chain.flatMap((id) => build.routes[id]?.path || []).join('/')}`;
    const isPage = chain.length > 1 && !/[*:]/.test(pattern);
    if (isPage) pages.set(pattern, pageOf(build, leaf, chain));
  }
  return pages;
}

/** A build with one leaf and what stands above it, whose loader is not asked again where it was asked already. */
function pageOf(build: ServerBuild, leaf: string, chain: readonly string[]): Page {
  const pick = <T>(routes: Record<string, T>): Record<string, T> =>
    Object.fromEntries(Object.entries(routes).filter(([id]) => chain.includes(id)));
  const routes = pick(build.routes);
  const route = routes[leaf];
  const load = route?.module.loader as LoaderFunction | undefined; // on the server there is one, or none
  if (route && load) {
    const loader: LoaderFunction = (asked) => asked.context.page.loading ?? load(asked);
    routes[leaf] = { ...route, module: { ...route.module, loader } };
  }
  const narrow = {
    ...build,
    routes,
    assets: { ...build.assets, routes: pick(build.assets.routes) },
  };
  return {
    handle: createRequestHandler(narrow, 'production'),
    load: route?.module.default ? load : undefined,
  };
}
