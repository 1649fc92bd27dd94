/** A stop that loses nobody's work: no new connections, requests under way get a bounded time, then everything is closed in order. */
import type { Server } from 'node:http';
import type { Log } from '#infra/log/log.ts';

const patience = 8_000; // milliseconds; starters wait ten seconds before they kill

export function stopGracefully(server: Server, close: () => Promise<void>, log: Log): void {
  let stopping = false;
  async function stop(signal: string): Promise<void> {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    const last = setTimeout(() => server.closeAllConnections(), patience);
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeIdleConnections();
    });
    clearTimeout(last);
    await close();
    process.exit(0);
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal));
}
