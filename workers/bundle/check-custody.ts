/** custody.jsonl: every chain whole from its first event to the request for this bundle, and the hash at receipt the same as in the bundle. Pure. */
import {
  continueChain,
  defects,
  endChain,
  parseEventLine,
  readEnvelope,
  startChain,
  type Broken,
  type ChainState,
} from '#db/custody/chain.ts';
import type { ItemsFile } from './check-items.ts';
import type { CheckReport, Seen } from './check.ts';

export const CUSTODY_FILE = 'metadata/custody.jsonl';
const LONGEST_LINE = 16 * 2 ** 20;

/** Reads the log once, line by line. */
export async function checkCustody(seen: Seen, list: ItemsFile, report: CheckReport): Promise<void> {
  const before = report.problems.length;
  const states = new Map<string, ChainState>();
  const heads = new Map(list.chains.map((chain) => [chain.subject, chain]));
  const received = new Map<string, string>();
  const broken = (found: Broken) => report.problems.push(`Custody of ${found.subject}, event ${found.seq}: ${defects[found.defect]}.`);
  let events = 0;
  for await (const line of readLines(seen.read(CUSTODY_FILE))) {
    events += 1;
    const event = line === null ? null : parseEventLine(line);
    const envelope = event === null ? null : readEnvelope(event.envelope);
    if (event === null || envelope === null || typeof envelope === 'string') {
      report.problems.push(`Line ${events} of ${CUSTODY_FILE} is not an event.`);
      return;
    }
    if (!heads.has(envelope.subject)) {
      report.problems.push(`Line ${events} of ${CUSTODY_FILE} belongs to no chain of this bundle.`);
      return;
    }
    const next = continueChain(states.get(envelope.subject) ?? startChain(envelope.subject), event);
    if ('intact' in next) {
      broken(next);
      return;
    }
    states.set(envelope.subject, next);
    if (envelope.action === 'file.received' && envelope.item !== null) received.set(envelope.item, hashOf(event.payload) ?? '');
  }
  for (const [subject, head] of heads) {
    const end = endChain(states.get(subject) ?? startChain(subject), head);
    if (!end.intact) broken(end);
  }
  for (const item of list.items) {
    if (!item.included) continue;
    if (!heads.has(`submission:${item.submissionId}`)) report.problems.push(`${item.exhibit}: the chain of its report is missing.`);
    const atReceipt = received.get(item.fileId);
    if (atReceipt !== undefined && atReceipt !== item.sha256)
      report.problems.push(`${item.exhibit}: its SHA-256 is not the one recorded at receipt.`);
    if (atReceipt === undefined) report.problems.push(`${item.exhibit}: the custody log does not record its receipt.`);
  }
  if (report.problems.length === before) {
    report.passed.push(
      `${CUSTODY_FILE}: ${heads.size} ${heads.size === 1 ? 'chain' : 'chains'}, ${events} events, none missing or changed; every file has the hash recorded at its receipt.`,
    );
  }
}

function hashOf(payload: string | null): string | null {
  try {
    const said: unknown = JSON.parse(payload ?? 'null');
    return typeof said === 'object' && said !== null && 'sha256' in said && typeof said.sha256 === 'string' ? said.sha256 : null;
  } catch {
    return null;
  }
}

/** Lines ended by a newline, as UTF-8; null for one that is not, is too long, or is not ended. */
async function* readLines(source: AsyncIterable<Uint8Array>): AsyncGenerator<string | null> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let rest = Buffer.alloc(0);
  for await (const chunk of source) {
    rest = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10, start)) {
      yield decode(decoder, rest.subarray(start, end));
      start = end + 1;
    }
    rest = rest.subarray(start);
    if (rest.length > LONGEST_LINE) break;
  }
  if (rest.length > 0) yield null;
}

function decode(decoder: TextDecoder, bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}
