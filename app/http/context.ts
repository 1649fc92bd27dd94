/**
 * What a route gets from the server. Remix bundles its own copies of modules, so routes never open anything themselves: connections, keys and settings arrive here.
 * Each surface adds one key of its own (`intake`, `review`) by augmenting `AppLoadContext` in its `surface.ts`.
 */
import type { Sql } from '#db/connect.ts';
import type { Log } from '#infra/log/log.ts';
import type { Store } from '#infra/store/client.ts';

export type SharedContext = {
  sql: Sql;
  store: Store;
  log: Log;
  /** Our own origin, e.g. `https://report.example.gov`. */
  origin: string;
  /** Whether the origin is https: decides cookie names (`__Host-`) and the Secure attribute. */
  secure: boolean;
  /** Of this request alone; empty on surfaces that run no inline script. */
  nonce: string;
  page: RequestedPage;
};

/** Of this request alone: what passes between `answer-pages.ts` and the route that it asks. */
export type RequestedPage = {
  /** Set by the entry: the page as rendered, which need not go through a response's stream. */
  html: string | null;
  /** Set where the page's loader was asked before Remix is. */
  loading?: Promise<unknown>;
  /** Set by the loader: what it returns holds nothing of anyone's. Only such a page is ever kept. */
  isBlank: boolean;
};

export function requestedPage(): RequestedPage {
  return { html: null, isBlank: false };
}

declare module '@remix-run/server-runtime' {
  // An interface because Remix declares one; only an interface can be added to.
  interface AppLoadContext extends SharedContext {}
}
