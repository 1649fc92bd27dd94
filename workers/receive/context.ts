import type { Scanner } from '#infra/scanner/scanner.ts';
import type { WorkerContext } from '#workers/context.ts';
import type { Rest } from '#workers/receive/scan-alongside.ts';

export type ReceiveContext = WorkerContext & {
  scanner: Scanner;
  /** This process's memory of a scanner that did not answer. */
  scannerRest: Rest;
};
