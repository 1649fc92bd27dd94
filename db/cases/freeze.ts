/** Reads what an export freezes, through the eyes of the person who asks for it: row policies hide what they may not see. */
import type { Transaction } from '#db/connect.ts';
import type { Verdict } from '#db/vocabularies/verdicts.ts';
import { verdicts } from '#db/vocabularies/verdicts.ts';
import type { ExportDerivative, ExportItem, ExportSubmission } from './contents.ts';
import { excludeFile } from './exclusion.ts';

type DecisionRow = { decision: string; reason: string; at: Date } | null;

/** The case's visible submissions in order of receipt; their chains' cut-offs are not known yet. */
export async function freezeSubmissions(tx: Transaction, caseId: string, timeZone: string): Promise<Omit<ExportSubmission, 'chain'>[]> {
  const rows = await tx<
    {
      id: string;
      reference: string;
      receivedAt: Date;
      language: string;
      state: string;
      answersVersion: number;
      hasIdentity: boolean;
      decision: string | null;
      reason: string | null;
      decidedAt: Date | null;
    }[]
  >`
    select s.id, s.reference, s.received_at as "receivedAt", s.language, s.state,
      (select max(v.version) from submission_versions v where v.submission_id = s.id) as "answersVersion",
      exists (select from identities i where i.submission_id = s.id and i.kind <> 'links') as "hasIdentity",
      d.decision, d.reason, d.at as "decidedAt"
    from case_submissions c join submissions s on s.id = c.submission_id
      left join lateral (select decision, reason, at from decisions where submission_id = s.id and file_id is null order by at desc, id desc limit 1) d on true
    where c.case_id = ${caseId} order by s.received_at, s.id`;
  return rows.map((row) => ({
    id: row.id,
    reference: row.reference,
    receivedAt: row.receivedAt.toISOString(),
    receivedLocal: localTime(row.receivedAt, timeZone),
    language: row.language,
    state: row.state,
    decision: decisionOf(
      row.decision === null || row.reason === null || row.decidedAt === null
        ? null
        : { decision: row.decision, reason: row.reason, at: row.decidedAt },
    ),
    answersVersion: row.answersVersion,
    identity: row.hasIdentity ? 'withheld' : 'none',
  }));
}

type FileRow = {
  exhibit: number;
  fileId: string;
  submissionId: string;
  ordinal: number;
  name: string;
  caption: string;
  declared: ExportItem['declared'];
  size: number;
  type: string | null;
  verdict: Verdict;
  sha256: Buffer | null;
  sha256Declared: Buffer | null;
  hashSource: 'device' | 'server' | null;
  crc32: number | null;
  originalKey: string | null;
  originalVersionId: string | null;
  retentionMode: string | null;
  retainUntil: Date | null;
  restricted: boolean;
  decision: string | null;
  reason: string | null;
  decidedAt: Date | null;
  metadata: string[];
  scans: string[];
};

/** Every visible file that has an exhibit number in this case, by number. What is excluded carries no key of the store. */
export async function freezeItems(tx: Transaction, caseId: string): Promise<ExportItem[]> {
  const files = await tx<FileRow[]>`
    select x.number as exhibit, f.id as "fileId", f.submission_id as "submissionId", f.ordinal, f.name, f.caption, f.declared, f.size, f.type, f.verdict,
      f.sha256, f.sha256_declared as "sha256Declared", f.hash_source as "hashSource", f.crc32, f.original_key as "originalKey",
      f.original_version_id as "originalVersionId", f.retention_mode as "retentionMode", f.retain_until as "retainUntil",
      (f.restricted_at is not null or s.restricted_at is not null) as restricted, d.decision, d.reason, d.at as "decidedAt",
      array(select m.id from metadata m where m.file_id = f.id order by m.id) as metadata,
      array(select k.id from scans k where k.file_id = f.id order by k.id) as scans
    from exhibits x join files f on f.id = x.file_id join submissions s on s.id = f.submission_id
      join case_submissions c on c.case_id = x.case_id and c.submission_id = s.id
      left join lateral (select decision, reason, at from decisions where file_id = f.id order by at desc, id desc limit 1) d on true
    where x.case_id = ${caseId} order by x.number`;
  const derivatives = await freezeDerivatives(
    tx,
    files.map(({ fileId }) => fileId),
  );
  return files.map((file): ExportItem => {
    const { key, versionId, crc32 } = { key: file.originalKey, versionId: file.originalVersionId, crc32: file.crc32 };
    const original = key !== null && versionId !== null && crc32 !== null && file.sha256 !== null ? { key, versionId, crc32 } : null;
    const excluded = excludeFile({ restricted: file.restricted, verdict: file.verdict, hasOriginal: original !== null });
    const isShown = excluded === null && verdicts[file.verdict].derivatives !== 'none';
    return {
      exhibit: file.exhibit,
      fileId: file.fileId,
      submissionId: file.submissionId,
      ordinal: file.ordinal,
      // A slip sheet says that something is there and nothing about it.
      name: file.restricted ? '' : file.name,
      caption: file.restricted ? '' : file.caption,
      declared: file.restricted ? {} : file.declared,
      size: file.size,
      type: file.restricted ? null : file.type,
      verdict: file.verdict,
      sha256: file.sha256?.toString('hex') ?? null,
      sha256Declared: file.sha256Declared?.toString('hex') ?? null,
      hashSource: file.hashSource,
      decision: decisionOf(
        file.decision === null || file.reason === null || file.decidedAt === null
          ? null
          : { decision: file.decision, reason: file.reason, at: file.decidedAt },
      ),
      retention:
        file.retentionMode !== null && file.retainUntil !== null
          ? { mode: file.retentionMode, until: file.retainUntil.toISOString() }
          : null,
      excluded,
      original: excluded === null ? original : null,
      derivatives: isShown ? (derivatives.get(file.fileId) ?? []) : [],
      // What tools read out of a file that is not handed over is not handed over either; what the scanner said is.
      metadata: excluded === null ? file.metadata : [],
      scans: file.restricted ? [] : file.scans,
    };
  });
}

async function freezeDerivatives(tx: Transaction, fileIds: readonly string[]): Promise<Map<string, ExportDerivative[]>> {
  const rows = await tx<(Omit<ExportDerivative, 'sha256' | 'parentSha256'> & { fileId: string; sha256: Buffer; parentSha256: Buffer })[]>`
    select file_id as "fileId", id, kind, ordinal, object_key as key, version_id as "versionId", type, size, sha256, parent_sha256 as "parentSha256",
      tool, tool_version as "toolVersion", arguments
    from derivatives where file_id = any(${fileIds}::uuid[]) and state = 'stored' and version_id is not null and sha256 is not null and size is not null
    order by file_id, kind, ordinal, id`;
  const byFile = new Map<string, ExportDerivative[]>();
  for (const { fileId, sha256, parentSha256, ...row } of rows) {
    const list = byFile.get(fileId) ?? [];
    byFile.set(fileId, list);
    list.push({ ...row, sha256: sha256.toString('hex'), parentSha256: parentSha256.toString('hex') });
  }
  return byFile;
}

const decisionOf = (row: DecisionRow) => (row === null ? null : { decision: row.decision, reason: row.reason, at: row.at.toISOString() });

/** `2026-03-01 14:05:09 EST`, the way the office's own clock showed it. */
function localTime(at: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}:${part('second')} ${part('timeZoneName')}`;
}
