/**
 * Files added to a report that was handed in: a draft of files alone, whose uploads are events on the report's own chain. Opened and handed in by the report's
 * session; in between it is a draft like any other, with its own proof, so that an upload may outlast the session.
 */
import type { Sql } from '../connect.ts';
import type { DraftProof } from './drafts.ts';
import { askIntake } from './errors.ts';
import type { FollowSession } from './follow-session.ts';
import type { FileDeclared } from './sections.ts';

/** Returns when it ends. Throws `FollowEnded`, `OverLimit` (`additions`: too many are open). */
export async function startAddition(
  sql: Sql,
  { token }: FollowSession,
  draft: { id: string; proofHash: Uint8Array; idempotencyKey: string; ciphertext: Uint8Array },
): Promise<Date> {
  const [row] = await askIntake(
    () => sql<{ until: Date }[]>`
      select intake_start_addition(${Buffer.from(token)}, ${draft.id}, ${Buffer.from(draft.proofHash)}, ${draft.idempotencyKey}, ${Buffer.from(draft.ciphertext)}) as until`,
  );
  if (!row) throw new Error('intake_start_addition returned nothing');
  return row.until;
}

/** `answers`: the office's request that this file is for. */
export type AddedFile = { uploadId: string; name: string; caption: string; declared: FileDeclared; answers: string | null };

/**
 * Hands the files in, in one transaction; a second time it says `again` and changes nothing.
 * Throws `DraftChangedElsewhere` where a file was stored since these were read, `DraftEnded` also where the addition is another report's, `WrongState` where a file is not stored yet or there is none, `FollowEnded`.
 */
export async function addFiles(
  sql: Sql,
  { token }: FollowSession,
  { id, proof }: DraftProof,
  files: readonly AddedFile[],
): Promise<{ files: number; again: boolean }> {
  const [row] = await askIntake(
    () => sql<{ added: { files: number; again: boolean } }[]>`
      select intake_add(${Buffer.from(token)}, ${id}, ${Buffer.from(proof)}, ${JSON.stringify({ files })}::text::jsonb) as added`,
  );
  if (!row) throw new Error('intake_add returned nothing');
  return row.added;
}
