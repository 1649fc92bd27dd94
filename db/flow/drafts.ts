import { appendCustody } from '#db/custody/append.ts';
import type { Sql } from '#db/connect.ts';

/**
 * Deletes drafts that have ended, one transaction each, and gives up the uploads that were never handed in: their bytes are then deleted by the receive
 * group. A submitted draft's uploads belong to its files and stay. Returns how many drafts ended.
 */
export async function expireDrafts(sql: Sql, limit = 200): Promise<number> {
  const ended = await sql<{ id: string }[]>`select id from drafts where expires_at < clock_timestamp() order by expires_at limit ${limit}`;
  let count = 0;
  for (const { id } of ended) {
    count += await sql.begin(async (tx) => {
      // The draft's row first, as submitting does: whoever is handing in at this moment finishes, and what follows sees the files that it made.
      const [over] = await tx`select 1 as over from drafts where id = ${id} and expires_at < clock_timestamp() for update`;
      if (!over) return 0;
      const abandoned = await tx<{ id: string; submission_id: string; stored: boolean }[]>`
        update uploads u set state = 'abandoned' where draft_id = ${id} and state <> 'abandoned' and not exists (select from files f where f.upload_id = u.id)
        returning u.id, u.submission_id, u.version_id is not null as stored`;
      await tx`delete from drafts where id = ${id}`;
      for (const upload of abandoned) {
        if (!upload.stored) continue; // no bytes ever arrived as a whole: there is nothing to account for
        await appendCustody(tx, {
          subject: { kind: 'submission', id: upload.submission_id },
          actor: 'service:records',
          role: 'records',
          action: 'upload.abandoned',
          item: upload.id,
          reason: 'draft_ended',
        });
      }
      return 1;
    });
  }
  return count;
}

/** Removes the console's tickets whose minutes are over. Returns how many. */
export async function pruneTickets(sql: Sql): Promise<number> {
  const rows = await sql`delete from evidence_tickets where expires_at < clock_timestamp() returning 1`;
  return rows.length;
}
