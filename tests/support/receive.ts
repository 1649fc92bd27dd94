/** The receive group's parts without its process: for tests that look between two steps. */
import { Writable } from 'node:stream';
import { openLog } from '#infra/log/log.ts';
import { openMetrics } from '#infra/metrics/metrics.ts';
import { openScanner } from '#infra/scanner/scanner.ts';
import type { ReceiveContext } from '#workers/receive/context.ts';
import { openRest } from '#workers/receive/scan-alongside.ts';
import type { World } from '#tests/support/world.ts';

/** A context with the group's own login and store key, as `workers/groups/receive.ts` makes it. `clamd` is the socket of another scanner than the world's. */
export function receiveContext(world: World, { lockMs = 1000, clamd }: { lockMs?: number; clamd?: string } = {}): ReceiveContext {
  const { CLAMD_SOCKET, CLAMD_HOST, CLAMD_PORT } = world.environment('receive');
  const socket = clamd ?? CLAMD_SOCKET;
  const address = socket !== undefined ? { socket } : { host: CLAMD_HOST ?? '', port: Number(CLAMD_PORT) };
  return {
    sql: world.sql('receive'),
    store: world.store('receive'),
    log: openLog({ service: 'receive', mode: 'test', sink: new Writable({ write: (_chunk, _encoding, done) => done() }) }),
    metrics: openMetrics('receive'),
    lockMs,
    spool: world.folder,
    stopping: new AbortController().signal,
    scanner: openScanner({ address, signatures: 'eicar-only' }),
    scannerRest: openRest(),
  };
}
