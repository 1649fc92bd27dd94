import type { Transaction } from '../connect.ts';
import { appendCustody } from './append.ts';
import type { CustodyEntry } from './append.ts';

/**
 * Appends a look, unless the same actor's same look stands in the chain within the last hour: the log says who read what when, not how often a page asked for itself again
 * (a page that shows progress does so every few seconds). Call it last in the transaction.
 */
export async function appendView(tx: Transaction, entry: CustodyEntry): Promise<void> {
  const { subject, action, actor } = entry;
  const lately = await tx`
    select from custody_events
    where subject_kind = ${subject.kind} and subject_id = ${subject.id} and action = ${action} and actor = ${actor} and at > clock_timestamp() - interval '1 hour' limit 1`;
  if (lately.length === 0) await appendCustody(tx, entry);
}
