/** What `app/server.ts` needs to know of a surface. Each surface's `surface.ts` exports `openSurface(): Promise<Surface>`, the only place that reads its environment. */
import type { AppLoadContext } from '@remix-run/node';
import { requestedPage, type SharedContext } from './context.ts';

export type Surface = {
  name: 'intake' | 'review';
  host: string;
  port: number;
  /** Everything a route may use, but what belongs to a request. */
  context: Omit<SharedContext, 'nonce' | 'page'> & Partial<AppLoadContext>;
  policy: SurfacePolicy;
  /** Called once a request when its answer is out: feeds this process's metrics. */
  observe(request: ObservedRequest): void;
  /** Ends connections and the private server, after the last request. */
  close(): Promise<void>;
};

/** A request as we allow ourselves to remember it: no address, no query, no user agent. */
export type ObservedRequest = { method: string; route: string; status: number; milliseconds: number };

export type SurfacePolicy = {
  /** React runs in the browser: scripts carry nonces, and `?_data=` is answered. Public pages are plain HTML. */
  hydrates: boolean;
  /** Origins beyond our own, by directive of the content security policy. */
  connect: string[];
  images: string[];
  media: string[];
  frames: string[];
  /** Where a form may lead, redirects included. */
  forms: string[];
  /** Largest body of an ordinary form, in bytes. */
  maxFormBytes: number;
  /** Paths whose multipart bodies are files, with a limit of its own in the route: only the minimum rate holds there. */
  streams: readonly string[];
};

/** The context of one request. Each surface carries its own key only, and its routes use no other, which the types, shared by both, cannot say. */
export function contextOf({ context }: Surface, nonce: string): AppLoadContext {
  return { ...context, nonce, page: requestedPage() } as AppLoadContext;
}
