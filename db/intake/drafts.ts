/** Drafts: ciphertext that only the witness's cookie opens. Each verb proves itself with the draft's proof; the database keeps its hash. */
import type { Sql } from '../connect.ts';
import { askIntake } from './errors.ts';

/** Who speaks: the draft's id and 32 bytes that only the holder of its key can derive. */
export type DraftProof = { id: string; proof: Uint8Array };

export type StoredDraft = { ciphertext: Uint8Array; version: number; submissionId: string; expiresAt: Date; submittedAt: Date | null };

/** Stores a new draft and returns when it ends. `proofHash` is SHA-256 of the proof. The ids are random (version 4 or 7) and fixed from now on. */
export async function startDraft(
  sql: Sql,
  draft: { id: string; proofHash: Uint8Array; submissionId: string; idempotencyKey: string; ciphertext: Uint8Array },
): Promise<Date> {
  const [row] = await askIntake(
    () => sql<{ until: Date }[]>`
      select intake_start_draft(${draft.id}, ${Buffer.from(draft.proofHash)}, ${draft.submissionId}, ${draft.idempotencyKey}, ${Buffer.from(draft.ciphertext)}) as until`,
  );
  if (!row) throw new Error('intake_start_draft returned nothing');
  return row.until;
}

/** Throws `DraftEnded`. */
export async function readDraft(sql: Sql, { id, proof }: DraftProof): Promise<StoredDraft> {
  const [row] = await askIntake(
    () => sql<StoredDraft[]>`
      select ciphertext, version, submission_id as "submissionId", expires_at as "expiresAt", submitted_at as "submittedAt"
      from intake_read_draft(${id}, ${Buffer.from(proof)})`,
  );
  if (!row) throw new Error('intake_read_draft returned nothing');
  return row;
}

/** Replaces the ciphertext if nobody did since `version` was read. Throws `DraftChangedElsewhere`, `DraftEnded`, `WrongState` after submission. Returns the new version. */
export async function saveDraft(sql: Sql, { id, proof }: DraftProof, version: number, ciphertext: Uint8Array): Promise<number> {
  const [row] = await askIntake(
    () =>
      sql<{ version: number }[]>`select intake_save_draft(${id}, ${Buffer.from(proof)}, ${version}, ${Buffer.from(ciphertext)}) as version`,
  );
  if (!row) throw new Error('intake_save_draft returned nothing');
  return row.version;
}

/**
 * Deletes the draft; its unfinished uploads are abandoned. What was submitted stays. `as` says what the draft was when it was read: throws `WrongState` where
 * it was handed in since.
 */
export async function endDraft(sql: Sql, { id, proof }: DraftProof, as?: { submitted: boolean }): Promise<void> {
  await askIntake(() =>
    as
      ? sql`select intake_give_up_draft(${id}, ${Buffer.from(proof)}, ${as.submitted})`
      : sql`select intake_end_draft(${id}, ${Buffer.from(proof)})`,
  );
}
