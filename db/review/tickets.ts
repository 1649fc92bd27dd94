/**
 * Tickets: an unguessable path on the evidence host, good for one session's one object for some minutes. What a ticket opens is decided when it is used
 * (`redeem_ticket` in the record), not when it is made: a right, a verdict or a session that ends meanwhile closes it.
 */
import { actAs } from '#db/accounts/act-as.ts';
import type { Sql } from '#db/connect.ts';

/** Minutes a ticket lasts: a look, a download; a bundle may need a whole slow line. */
const lifetimes = { derivative: 10, original: 10, export: 120 } as const;

export type TicketFor =
  | { kind: 'derivative'; id: string }
  | { kind: 'original'; id: string; reason: string }
  | { kind: 'export'; id: string };

/**
 * Writes tickets for objects that the account may see now. `tokenHash` is the SHA-256 of the path's secret; the same hash again extends the ticket.
 * @returns the hashes (hex) that were written: what the account may not see is left out silently.
 * @throws NotAllowed
 */
export async function createTickets(
  sql: Sql,
  session: { id: string; accountId: string },
  wanted: readonly { tokenHash: Uint8Array; for: TicketFor }[],
): Promise<Set<string>> {
  const written = new Set<string>();
  if (wanted.length === 0) return written;
  return actAs(sql, session.accountId, ['submission.read', 'case.read'], async (tx) => {
    for (const { tokenHash, for: target } of wanted) {
      // The policies answer whether the row is there for this account.
      const [seen] =
        target.kind === 'derivative'
          ? await tx`select from derivatives where id = ${target.id}`
          : target.kind === 'original'
            ? await tx`select from files where id = ${target.id}`
            : await tx`select from exports where id = ${target.id}`;
      if (!seen) continue;
      await tx`
        insert into evidence_tickets (token_hash, session_id, derivative_id, file_id, export_id, reason, expires_at)
        values (${Buffer.from(tokenHash)}, ${session.id}, ${target.kind === 'derivative' ? target.id : null}, ${target.kind === 'original' ? target.id : null},
          ${target.kind === 'export' ? target.id : null}, ${target.kind === 'original' ? target.reason : null},
          clock_timestamp() + make_interval(mins => ${lifetimes[target.kind]}))
        on conflict (token_hash) do nothing`;
      written.add(Buffer.from(tokenHash).toString('hex'));
    }
    return written;
  });
}

export type Refusal = 'unknown' | 'not_allowed' | 'restricted' | 'verdict' | 'missing';
export type Redeemed =
  | {
      outcome: 'serve';
      bucket: 'derivatives' | 'originals' | 'bundles';
      key: string;
      versionId: string;
      /** By content; of originals what receive found, to be sent as plain bytes all the same. */
      type: string | null;
      /** The name to save under: the witness's own, hostile, or null for what is shown inline. */
      name: string | null;
      /** Bytes, where the record knows them. */
      size: number | null;
      /** An infected original leaves the house only inside an encrypted ZIP. */
      inZip: boolean;
    }
  | { outcome: Refusal };

/**
 * Redeems a ticket for one request: one statement reads session, rights, verdict and restriction and appends the custody event.
 * @param log false for HEAD, which fetches nothing
 * @param range the request's Range header, for the event
 */
export async function redeemTicket(
  sql: Sql,
  { tokenHash, log, range }: { tokenHash: Uint8Array; log: boolean; range: string | null },
): Promise<Redeemed> {
  const [row] = await sql<
    {
      outcome: 'serve' | Refusal;
      bucket: 'derivatives' | 'originals' | 'bundles' | null;
      object_key: string | null;
      version_id: string | null;
      type: string | null;
      name: string | null;
      size: number | null;
      in_zip: boolean;
    }[]
  >`select * from redeem_ticket(${Buffer.from(tokenHash)}, ${log}, ${range})`;
  if (!row || row.outcome !== 'serve') return { outcome: row && row.outcome !== 'serve' ? row.outcome : 'unknown' };
  if (!row.bucket || !row.object_key || !row.version_id) return { outcome: 'missing' };
  return {
    outcome: 'serve',
    bucket: row.bucket,
    key: row.object_key,
    versionId: row.version_id,
    type: row.type,
    name: row.name,
    size: row.size,
    inZip: row.in_zip,
  };
}
