/** What a bundle is built from besides its frozen contents and the store: rows that never change once written. For the records group. */
import type { Sql } from '#db/connect.ts';
import type { StoredEvent } from '#db/custody/chain.ts';

/** The record lacks something that the frozen contents name. */
export class MaterialMissing extends Error {
  override name = 'MaterialMissing';
}

export type MetadataRow = { id: string; fileId: string; tool: string; toolVersion: string; arguments: unknown; at: Date };
export type ScanRow = {
  id: string;
  fileId: string;
  verdict: string;
  engine: string;
  signatures: string;
  signaturesDate: Date | null;
  limits: unknown;
  bytesScanned: number;
  finding: string | null;
  at: Date;
};

/** The witness's answers in one version: whatever shape intake gave them. */
export async function readAnswers(sql: Sql, submissionId: string, version: number): Promise<unknown> {
  const [row] = await sql<
    { answers: unknown }[]
  >`select answers from submission_versions where submission_id = ${submissionId} and version = ${version}`;
  if (!row) throw new MaterialMissing('the answers of a submission are missing');
  return row.answers;
}

/** Which tools read which file, in the order of the ids given; the raw output is read one by one. */
export async function readMetadata(sql: Sql, ids: readonly string[]): Promise<MetadataRow[]> {
  const rows = await sql<MetadataRow[]>`
    select id, file_id as "fileId", tool, tool_version as "toolVersion", arguments, at from metadata where id = any(${[...ids]}::uuid[])`;
  return inOrder(ids, rows);
}

/** A tool's output, whole. */
export async function readRawMetadata(sql: Sql, id: string): Promise<string> {
  const [row] = await sql<{ raw: string }[]>`select raw from metadata where id = ${id}`;
  if (!row) throw new MaterialMissing('a tool’s output is missing');
  return row.raw;
}

export async function readScans(sql: Sql, ids: readonly string[]): Promise<ScanRow[]> {
  const rows = await sql<ScanRow[]>`
    select id, file_id as "fileId", verdict, engine, signatures, signatures_date as "signaturesDate", limits, bytes_scanned as "bytesScanned", finding, at
    from scans where id = any(${[...ids]}::uuid[])`;
  return inOrder(ids, rows);
}

/** A chain from its first event up to and including `throughSeq`, a page at a time. */
export async function* readChain(sql: Sql, subject: { kind: string; id: string }, throughSeq: number): AsyncGenerator<StoredEvent> {
  for (let after = 0; after < throughSeq;) {
    const page = await sql<(StoredEvent & { seq: number })[]>`
      select seq, envelope, encode(hash, 'hex') as hash, payload, encode(salt, 'hex') as salt from custody_events
      where subject_kind = ${subject.kind} and subject_id = ${subject.id} and seq > ${after} and seq <= ${throughSeq} order by seq limit 500`;
    for (const { seq, ...event } of page) {
      yield event;
      after = seq;
    }
    if (page.length === 0) throw new MaterialMissing('a custody chain ends before its cut-off');
  }
}

function inOrder<Row extends { id: string }>(ids: readonly string[], rows: readonly Row[]): Row[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => {
    const row = byId.get(id);
    if (!row) throw new MaterialMissing('a row that the contents name is missing');
    return row;
  });
}
