/** The private side of a process: for operators and machines inside, on loopback unless told otherwise. It says nothing about people. */
import { createServer, type Server } from 'node:http';
import type { Metrics } from './metrics.ts';

export type PrivateServer = {
  port: number;
  close(): Promise<void>;
};

/** Milliseconds that one look at the details may take. */
const detailsTimeout = 5_000;

/**
 * Serves `/healthz` (the event loop turns), `/metrics`, and `/details`: whatever JSON `details` returns, 503 when it fails or takes too long.
 * `port` 0 takes any free one.
 */
export async function startPrivateServer(settings: {
  port: number;
  host?: string;
  metrics: Metrics;
  details?: () => unknown;
}): Promise<PrivateServer> {
  const server: Server = createServer({ requestTimeout: 10_000, headersTimeout: 5_000 }, (request, response) => {
    const answer = (status: number, type: string, body: string) => {
      response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
      response.end(request.method === 'HEAD' ? undefined : body);
    };
    const json = (status: number, value: unknown) => answer(status, 'application/json; charset=utf-8', `${JSON.stringify(value)}\n`);
    if (request.method !== 'GET' && request.method !== 'HEAD') return json(405, { status: 'method not allowed' });
    switch (request.url) {
      case '/healthz':
        return json(200, { status: 'ok' });
      case '/metrics':
        settings.metrics.text().then(
          (text) => answer(200, settings.metrics.contentType, text),
          () => json(500, { status: 'failed' }),
        );
        return;
      case '/details':
        within(detailsTimeout, async () => settings.details?.() ?? {}).then(
          (details) => json(200, details),
          (error: unknown) => json(503, { status: 'failed', error: error instanceof Error ? error.name : 'unknown' }),
        );
        return;
      default:
        return json(404, { status: 'not found' });
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(settings.port, settings.host ?? '127.0.0.1', () => resolve());
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : settings.port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function within<T>(ms: number, work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(Object.assign(new Error('took too long'), { name: 'TimeoutError' })), ms);
  });
  try {
    return await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
  }
}
