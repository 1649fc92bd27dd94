import { actAs } from '#db/accounts/act-as.ts';
import type { Sql } from '#db/connect.ts';

export type DerivativeRow = {
  id: string;
  kind: string;
  ordinal: number;
  type: string;
  size: number | null;
  width: number | null;
  height: number | null;
  tool: string;
  toolVersion: string;
};
export type MetadataRow = { tool: string; toolVersion: string; at: Date; parsed: unknown; raw: string };
export type ScanRow = {
  verdict: string;
  engine: string;
  signaturesDate: Date | null;
  signatures: 'official' | 'eicar-only' | 'other';
  bytesScanned: number;
  finding: string | null;
  at: Date;
};

export type FileDetail = {
  id: string;
  /** As the witness stated it: who recorded it, on what, edited or not. */
  declared: unknown;
  /** Hex; computed on the witness's device, or by us while receiving (`hashSource`). A claim. */
  sha256Declared: string | null;
  hashSource: 'device' | 'server' | null;
  /** Hex; computed by the server over the bytes that are locked. */
  sha256: string | null;
  retention: { mode: string; until: Date } | null;
  derivatives: DerivativeRow[];
  /** Latest reading of each tool; earlier ones stay in the record. */
  metadata: MetadataRow[];
  scans: ScanRow[];
};

/** Raw output of a tool beyond this many characters is cut on the page; it is whole in the record and in bundles. */
const shownRaw = 200_000;

/**
 * What was found out about one file of a submission; null when there is none for this account.
 * @throws NotAllowed
 */
export async function readFile(
  sql: Sql,
  accountId: string,
  { submissionId, fileId }: { submissionId: string; fileId: string },
): Promise<FileDetail | null> {
  return actAs(sql, accountId, ['submission.read', 'case.read'], async (tx) => {
    const [file] = await tx<
      {
        id: string;
        declared: unknown;
        sha256_declared: Uint8Array | null;
        hash_source: FileDetail['hashSource'];
        sha256: Uint8Array | null;
        retention_mode: string | null;
        retain_until: Date | null;
      }[]
    >`select id, declared, sha256_declared, hash_source, sha256, retention_mode, retain_until from files where id = ${fileId} and submission_id = ${submissionId}`;
    if (!file) return null;
    return {
      id: file.id,
      declared: file.declared,
      sha256Declared: file.sha256_declared ? Buffer.from(file.sha256_declared).toString('hex') : null,
      hashSource: file.hash_source,
      sha256: file.sha256 ? Buffer.from(file.sha256).toString('hex') : null,
      retention: file.retention_mode && file.retain_until ? { mode: file.retention_mode, until: file.retain_until } : null,
      derivatives: await tx`
        select id, kind, ordinal, type, size, width, height, tool, tool_version as "toolVersion" from derivatives
        where file_id = ${fileId} and state = 'stored' order by kind, ordinal limit 200`,
      metadata: await tx`
        select distinct on (tool) tool, tool_version as "toolVersion", at, parsed, left(raw, ${shownRaw}) as raw from metadata where file_id = ${fileId} order by tool, at desc`,
      scans: await tx`
        select verdict, engine, signatures_date as "signaturesDate", signatures, bytes_scanned as "bytesScanned", finding, at from scans
        where file_id = ${fileId} order by at desc, id desc limit 20`,
    };
  });
}
