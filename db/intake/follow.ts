/** What the follow-up page shows. Nothing of who the witness is, and nothing of what staff think beyond the decision in force. */
import { z } from 'zod';
import type { Sql } from '../connect.ts';
import type { FileRequestReason } from '../vocabularies/file-requests.ts';
import { answersSchema, type Answers } from './answers.ts';
import { askIntake } from './errors.ts';
import type { FollowSession } from './follow-session.ts';
import { useSchema } from './sections.ts';
import type { HashSource } from './uploads.ts';

export type FollowedFile = {
  ordinal: number;
  name: string;
  size: number;
  /** When it was handed in, ISO 8601; `later` than the report itself. */
  at: string;
  later: boolean;
  /** As computed on the device or while received, hex. */
  sha256Declared: string | null;
  hashSource: HashSource | null;
  /** As computed again over what is stored; null until then. */
  sha256: string | null;
};
/** The office asks for a file again; `answer` is the ordinal of the file that came for it. */
export type FollowedRequest = { id: string; file: number; reason: FileRequestReason; at: string; answer: number | null };
export type FollowedMessage = { id: string; sender: 'witness' | 'office'; body: string; at: string };
export type FollowedPage = {
  reference: string;
  state: 'received' | 'processing' | 'ready' | 'triaged' | 'closed';
  /** The last decision on the report as a whole. */
  decision: string | null;
  receivedAt: string;
  /** Of the session. */
  language: string;
  showsReport: boolean;
  /** Something about who the witness is lies sealed; what it is cannot be read here. */
  hasIdentity: boolean;
  /** The choices in force; null where another version of the software wrote a shape that this one does not know. */
  use: z.infer<typeof useSchema> | null;
  /** Latest version, only where the witness chose so; null also as above. */
  report: Answers | null;
  /** Corrections and changed choices, oldest first. */
  changes: { kind: 'correction' | 'choice'; at: string }[];
  files: FollowedFile[];
  requests: FollowedRequest[];
  /** Oldest first, the latest 200. */
  messages: FollowedMessage[];
};

type Stored<T> = { [K in keyof T]: T[K] extends unknown[] ? T[K] | null : T[K] };

/** Throws `FollowEnded`. Looking is no event of custody. */
export async function readPage(sql: Sql, { token }: FollowSession): Promise<FollowedPage> {
  type Row = Stored<Omit<FollowedPage, 'use' | 'report'>> & { use: unknown; report: unknown };
  const [row] = await askIntake(() => sql<{ page: Row }[]>`select intake_page(${Buffer.from(token)}) as page`);
  if (!row) throw new Error('intake_page returned nothing');
  const { page } = row;
  const report = answersSchema.safeParse(page.report);
  const use = useSchema.safeParse(page.use);
  return {
    ...page,
    use: use.success ? use.data : null,
    report: report.success ? report.data : null,
    changes: page.changes ?? [],
    files: page.files ?? [],
    requests: page.requests ?? [],
    messages: page.messages ?? [],
  };
}

/** `head`: hash of the event in hex, which shows later that the record was not rewritten. */
export type FiledEvent = {
  action: 'submission.received' | 'submission.added_to' | 'submission.corrected' | 'choice.changed' | 'message.received';
  at: string;
  head: string;
};
export type ProofOfFiling = {
  reference: string;
  receivedAt: string;
  /** As on the receipt: of the event `submission.received`. */
  head: string;
  /** Everything the witness did, the report itself first. What staff did is not told, not even by a number. */
  events: FiledEvent[];
  files: FollowedFile[];
};

/** What a witness needs to show that this was filed. Throws `FollowEnded`. */
export async function readProof(sql: Sql, { token }: FollowSession): Promise<ProofOfFiling> {
  const [row] = await askIntake(
    () => sql<{ proof: Stored<Omit<ProofOfFiling, 'head'>> }[]>`select intake_page_proof(${Buffer.from(token)}) as proof`,
  );
  if (!row) throw new Error('intake_page_proof returned nothing');
  const events = row.proof.events ?? [];
  return {
    ...row.proof,
    events,
    files: row.proof.files ?? [],
    head: events.find(({ action }) => action === 'submission.received')?.head ?? '',
  };
}
