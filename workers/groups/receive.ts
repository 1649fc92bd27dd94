import { readEnvironment, scannerSettings } from '#infra/environment/environment.ts';
import { openScanner, readEngine } from '#infra/scanner/scanner.ts';
import { startReceiveHousekeeping, startSweep } from '#workers/housekeeping/receive.ts';
import { receiveHandlers, scanHandlers } from '#workers/receive/handlers.ts';
import { openRest } from '#workers/receive/scan-alongside.ts';
import { runWorker } from '#workers/run.ts';

/** Copies at a time: each holds two parts of 8 MiB and 16 MiB for the scanner, and its own size in the scanner's folder. */
const copies = 3;
/** Later scans at a time: each waits for clamd and holds nothing. */
const scans = 2;

/** Runs the receive group. */
export async function start(): Promise<void> {
  const environment = readEnvironment('receive');
  await runWorker(
    'receive',
    environment,
    async (base) => {
      const context = { ...base, scanner: openScanner(scannerSettings(environment)), scannerRest: openRest() };
      return {
        queues: [
          { name: 'receive', concurrency: copies, handlers: receiveHandlers(context) },
          { name: 'scan', concurrency: scans, handlers: scanHandlers(context) },
        ],
        loops: [startReceiveHousekeeping(context), startSweep(context)],
        details: async () => ({
          scanner: await readEngine(context.scanner).then(
            ({ engine, signaturesDate }) => ({ answers: true, engine, signaturesDate, signatures: environment.CLAMD_SIGNATURES }),
            () => ({ answers: false, signatures: environment.CLAMD_SIGNATURES }),
          ),
        }),
      };
    },
    { facts: async () => ({ signatures: environment.CLAMD_SIGNATURES }) },
  );
}
