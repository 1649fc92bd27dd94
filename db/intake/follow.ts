/** The follow-up page's one question to the record. */
import type { Sql } from '../connect.ts';
import { answersSchema, type Answers } from './answers.ts';
import { askIntake } from './errors.ts';
import type { HashSource } from './uploads.ts';

export type FollowedFile = {
  ordinal: number;
  name: string;
  size: number;
  /** As computed on the device or while received, hex. */
  sha256Declared: string | null;
  hashSource: HashSource | null;
  /** As computed again over what is stored; null until then. */
  sha256: string | null;
};
export type FollowedReport = {
  reference: string;
  state: 'received' | 'processing' | 'ready' | 'triaged' | 'closed';
  /** The last decision on the report as a whole. */
  decision: string | null;
  receivedAt: Date;
  files: FollowedFile[];
  /** Only where the witness chose so; null also where a later version of the software wrote a shape that this one does not know. */
  report: Answers | null;
};

/** Throws `NoSuchReport` for an unknown reference and a wrong proof alike. Each success is an event of custody. */
export async function followReport(sql: Sql, reference: string, proof: Uint8Array): Promise<FollowedReport> {
  type Stored = Omit<FollowedReport, 'receivedAt' | 'report'> & { receivedAt: string; report: unknown };
  const [row] = await askIntake(() => sql<{ found: Stored }[]>`select intake_follow(${reference}, ${Buffer.from(proof)}) as found`);
  if (!row) throw new Error('intake_follow returned nothing');
  const report = answersSchema.safeParse(row.found.report);
  return { ...row.found, receivedAt: new Date(row.found.receivedAt), report: report.success ? report.data : null };
}
