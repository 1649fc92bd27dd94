/** Which details of custody events leave with a bundle. Every envelope does; payloads only where no staff member's own words can be in them. Pure. */
import { formatEventLine, type StoredEvent } from '#db/custody/chain.ts';
import { z } from 'zod';

const envelopeSchema = z.object({ actor: z.string(), action: z.string(), item: z.string().nullable() });

/** What an assessment found is told by the office, not by the log: it counts what is the same in other reports, which the recipient may know nothing of. */
const withheldActionsOfServices = new Set(['submission.ready', 'submission.assessed']);

/** What people write about a report (reasons, notes, for whom another bundle was) may be work product: withheld, its salted hash stays in the envelope. */
const disclosedActionsOfStaff = new Set(['case.opened', 'case.submission_added', 'case.member_added']);

/**
 * The event as a line of custody.jsonl, with its newline. `openItems`: where a report has a restricted file, the files whose events may be disclosed, so that
 * nothing tells of the restricted one; null where it has none.
 */
export function custodyLine(event: StoredEvent, exportId: string, openItems: ReadonlySet<string> | null): string {
  return `${formatEventLine(isDisclosed(event, exportId, openItems) ? event : { ...event, payload: null, salt: null })}\n`;
}

function isDisclosed(event: StoredEvent, exportId: string, openItems: ReadonlySet<string> | null): boolean {
  const { actor, action, item } = envelopeSchema.parse(JSON.parse(event.envelope));
  if (action === 'export.requested') return item === exportId;
  if (openItems !== null && (item === null || !openItems.has(item))) return false;
  if (withheldActionsOfServices.has(action)) return false;
  return actor === 'witness' || actor.startsWith('service:') || disclosedActionsOfStaff.has(action);
}
