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
};

declare module '@remix-run/server-runtime' {
  // An interface because Remix declares one; only an interface can be added to.
  interface AppLoadContext extends SharedContext {}
}
