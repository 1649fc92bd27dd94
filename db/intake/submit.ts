/** Handing in: one transaction in the database, repeatable by the draft's idempotency key, so a reply that was lost can simply be asked for again. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Sql } from '../connect.ts';
import { canonicalise } from '../custody/canonical.ts';
import { compartmentedAgencies } from '../vocabularies/agencies.ts';
import { agenciesIn, answersSchema, type Answers } from './answers.ts';
import type { DraftProof } from './drafts.ts';
import { askIntake, RecordUnreachable } from './errors.ts';
import type { IdentityKind } from './identity.ts';
import type { FileDeclared } from './sections.ts';
import type { NewTask } from './tasks.ts';

export type HandedIn = {
  /** Of the draft that the answers were read from: a later one has answers that would be left out. */
  draftVersion: number;
  reference: string;
  /** SHA-256 of the follow-up proof is what the record keeps: 32 bytes. */
  followProofHash: Uint8Array;
  answers: Answers;
  files: readonly { uploadId: string; name: string; caption: string; declared: FileDeclared }[];
  tasks: readonly NewTask[];
  /** Who is behind the report, each sealed under one data key, and that key sealed to the office; null where nobody was named. */
  identity: {
    sealingKeyId: string;
    wrapped: Uint8Array;
    identities: readonly { kind: IdentityKind; sealed: Uint8Array }[];
  } | null;
};

/** `head` is the hash of the event `submission.received` in hex: whoever keeps it can later show that the chain was not rewritten. */
export type Receipt = { reference: string; receivedAt: Date; head: string; again: boolean };

const pauses = [100, 400, 1_500]; // milliseconds before each repetition

/**
 * Throws `DraftEnded`, `WrongState` (a file is not stored yet), `DraftChangedElsewhere` (an answer was saved or a file stored since these were read), `RecordUnreachable` after all repetitions: the witness can then press the button again, with the same result
 * as if it had worked the first time.
 */
export async function submitReport(sql: Sql, draft: DraftProof, report: HandedIn): Promise<Receipt> {
  const answers = answersSchema.parse(report.answers);
  const payload = {
    draftVersion: report.draftVersion,
    reference: report.reference,
    proofHash: hex(report.followProofHash),
    language: answers.language,
    answers: canonicalise(answers),
    showsReport: answers.use.showsReport,
    compartment: agenciesIn(answers).some((agency) => (compartmentedAgencies as readonly string[]).includes(agency)) ? 'local' : null,
    files: report.files,
    tasks: report.tasks,
    dataKey: report.identity && { sealingKeyId: report.identity.sealingKeyId, wrapped: hex(report.identity.wrapped) },
    identities: (report.identity?.identities ?? []).map(({ kind, sealed }) => ({ kind, sealed: hex(sealed) })),
  };
  return repeatWhileUnreachable(() => callSubmit(sql, draft, payload));
}

/** The receipt of a draft that was handed in before; null when it was not. */
export async function readReceipt(sql: Sql, draft: DraftProof, submitted: boolean): Promise<Receipt | null> {
  // The function answers a repeated call before it looks at what is handed in.
  return submitted ? repeatWhileUnreachable(() => callSubmit(sql, draft, {})) : null;
}

async function callSubmit(sql: Sql, { id, proof }: DraftProof, payload: object): Promise<Receipt> {
  type Row = { receipt: { reference: string; receivedAt: string; head: string; again: boolean } };
  const [row] = await askIntake(
    () => sql<Row[]>`select intake_submit(${id}, ${Buffer.from(proof)}, ${JSON.stringify(payload)}::text::jsonb) as receipt`,
  );
  if (!row) throw new Error('intake_submit returned nothing');
  return { ...row.receipt, receivedAt: new Date(row.receipt.receivedAt) };
}

async function repeatWhileUnreachable<T>(call: () => Promise<T>): Promise<T> {
  for (const pause of pauses) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof RecordUnreachable)) throw error;
      await sleep(pause);
    }
  }
  return call();
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
