/**
 * The later pass for a verdict that was still pending when the file was copied. Running it twice does no harm: the verdict is written once, by the start
 * that holds the stage. Without an answer the verdict stays `pending`, and after too many starts becomes `error`; nothing here can make it `clean`.
 */
import { maxScanStarts } from '#db/flow/pace.ts';
import { beginScan, failScan, finishScan } from '#db/receive/scan.ts';
import { readObject } from '#infra/store/objects.ts';
import { scanStream } from '#infra/scanner/scanner.ts';
import { failpoint } from '#workers/failpoint.ts';
import { startBeat } from '#workers/receive/beat.ts';
import type { ReceiveContext } from '#workers/receive/context.ts';
import { takeOverSilence, takeUp } from '#workers/receive/take-up.ts';

/** Scans one original, or does nothing where that is not this job's to do. */
export async function scanFile(context: ReceiveContext, fileId: string): Promise<void> {
  const { sql, store, log, lockMs } = context;
  const begun = await takeUp(() => beginScan(sql, { fileId, silence: takeOverSilence(lockMs) }), lockMs);
  if (begun.outcome !== 'started') return log.info({ job: 'receive.scan', file: fileId, outcome: begun.outcome }, 'nothing to do');
  const { generation, starts, submissionId, original } = begun;
  const held = { fileId, submissionId, generation };
  if (starts > maxScanStarts) {
    await failScan(sql, held, { reason: 'the scan was started often and stopped each time without an answer', next: 'given_up' });
    return;
  }
  const beat = startBeat(sql, { fileId, stage: 'scan', generation, size: original.size }, context);
  try {
    const { body } = await readObject(store, { bucket: 'originals', ...original, signal: beat.signal });
    body.on('error', () => undefined); // whoever reads it hears of it; a beat may end it while nobody does
    failpoint('scan.started');
    try {
      const result = await Promise.race([scanStream(context.scanner, body), aborted(beat.signal)]);
      failpoint('scan.answered');
      await finishScan(sql, held, result);
      log.info({ job: 'receive.scan', file: fileId, verdict: result.verdict }, 'scanned');
    } finally {
      body.destroy();
    }
  } catch (error) {
    const name = error instanceof Error ? error.name : 'unknown';
    log.warn({ job: 'receive.scan', file: fileId, error, starts }, 'not scanned');
    if (name === 'Lost') return;
    const final = starts >= maxScanStarts && name !== 'Stopping';
    await failScan(sql, held, { reason: `the scanner gave no answer (${name})`, next: final ? 'given_up' : 'again' });
  } finally {
    beat.end();
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason as Error); // an error of beat.ts
    else signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}
