/**
 * The records group's side of an export: requested → building → ready | failed, each step a compare-and-set on state and generation, so that of two workers
 * with the same job one wins and the other stops. A run that stays silent for `silenceSeconds` may be taken over.
 * The reconciler (db/flow/reconcile.ts) asks again for what was handed back or fell silent.
 */
import type { Sql, Transaction } from '#db/connect.ts';
import { appendCustody } from '#db/custody/append.ts';
import { maxStarts } from '#db/flow/pace.ts';
import { contentsSchema, type ExportContents } from './contents.ts';

/** One run of a build. All later steps name it, and are refused once another run has begun. */
export type ExportRun = { exportId: string; caseId: string; generation: number };
export type StartedExport = ExportRun & { requestedAt: Date; contents: ExportContents };

/** Another run has taken this export over, or it is finished: stop, nothing is lost. */
export class ExportTakenOver extends Error {
  override name = 'ExportTakenOver';
}

export type Started = ({ outcome: 'started' } & StartedExport) | { outcome: 'busy'; beat: string } | { outcome: 'nothing' };

/**
 * Begins a run. `busy`: another run shows progress (`beat` changes with each); `nothing`: finished, failed or unknown. A run beyond the last allowed
 * one is not begun: the export then fails plainly.
 */
export async function startExport(sql: Sql, exportId: string, silenceSeconds: number): Promise<Started> {
  const [row] = await sql<{ caseId: string; generation: number; attempts: number; requestedAt: Date; contents: unknown }[]>`
    update exports set state = 'building', generation = generation + 1, attempts = attempts + 1, progress_at = clock_timestamp(), bytes_done = 0, reason = null
    where id = ${exportId}
      and (state = 'requested' or (state = 'building' and progress_at < clock_timestamp() - make_interval(secs => ${silenceSeconds}::double precision)))
    returning case_id as "caseId", generation, attempts, requested_at as "requestedAt", contents`;
  if (!row) {
    const [held] = await sql<
      { beat: string }[]
    >`select generation || ' ' || progress_at::text as beat from exports where id = ${exportId} and state = 'building'`;
    return held ? { outcome: 'busy', beat: held.beat } : { outcome: 'nothing' };
  }
  const run = { exportId, caseId: row.caseId, generation: row.generation };
  if (row.attempts > maxStarts) {
    await failExport(sql, run, { code: 'gave_up', message: `Building was started ${maxStarts} times and broke off each time.` });
    return { outcome: 'nothing' };
  }
  return { outcome: 'started', ...run, requestedAt: row.requestedAt, contents: contentsSchema.parse(row.contents) };
}

/** Bytes written so far; doubles as the sign of life. False: another run holds the export now, or it ended. */
export async function reportProgress(sql: Sql, run: ExportRun, bytes: { done: number; total: number | null }): Promise<boolean> {
  const [row] = await sql`
    update exports set progress_at = clock_timestamp(), bytes_done = ${bytes.done}, bytes_total = ${bytes.total}
    where id = ${run.exportId} and state = 'building' and generation = ${run.generation} returning id`;
  return row !== undefined;
}

/** Hands a run that broke off back: the reconciler asks for the next one after a pause. `reason` is shown to the case's members. */
export async function releaseExport(sql: Sql, run: ExportRun, reason: string): Promise<void> {
  await sql`
    update exports set state = 'requested', progress_at = clock_timestamp(), reason = ${reason}
    where id = ${run.exportId} and state = 'building' and generation = ${run.generation}`;
}

/** Intent first: the row of a key exists before any byte lies under it. */
export async function intendCopy(sql: Sql, run: ExportRun, key: string): Promise<void> {
  await sql`insert into export_copies (object_key, export_id) values (${key}, ${run.exportId})`;
}

/**
 * Items of the export that may no longer go out as frozen: restricted since, or given a verdict that excludes them. A bundle is the exact bytes of its
 * request or a plain failure, never a quiet subset.
 */
export async function findReclassified(sql: Sql | Transaction, contents: ExportContents): Promise<number[]> {
  const included = contents.items.filter((item) => item.excluded === null);
  const rows = await sql<{ fileId: string; verdict: string; restricted: boolean; key: string | null; versionId: string | null }[]>`
    select f.id as "fileId", f.verdict, (f.restricted_at is not null or s.restricted_at is not null) as restricted, f.original_key as key, f.original_version_id as "versionId"
    from files f join submissions s on s.id = f.submission_id where f.id = any(${included.map((item) => item.fileId)}::uuid[])`;
  const now = new Map(rows.map((row) => [row.fileId, row]));
  return included
    .filter((item) => {
      const row = now.get(item.fileId);
      return (
        !row ||
        row.restricted ||
        row.verdict !== item.verdict ||
        row.key !== item.original?.key ||
        row.versionId !== item.original.versionId
      );
    })
    .map((item) => item.exhibit);
}

export type FinishedExport = {
  key: string;
  versionId: string;
  size: number;
  sha256: Buffer;
  manifestSha256: Buffer;
  keyFingerprint: string;
};
export type Finish = { outcome: 'ready' } | { outcome: 'reclassified'; exhibits: number[] };

/**
 * Makes the bundle downloadable and writes `export.completed` with its hashes on the case's chain (outside the bundle, since it names the bundle's hash).
 * What was restricted or given another verdict meanwhile stops it; what comes after it is for the evidence host to refuse. Throws ExportTakenOver.
 */
export async function finishExport(sql: Sql, run: ExportRun, contents: ExportContents, done: FinishedExport): Promise<Finish> {
  return sql.begin(async (tx): Promise<Finish> => {
    const exhibits = await findReclassified(tx, contents);
    if (exhibits.length > 0) return { outcome: 'reclassified', exhibits };
    const [row] = await tx`
      update exports set state = 'ready', ready_at = clock_timestamp(), progress_at = clock_timestamp(), bytes_done = ${done.size}, bytes_total = ${done.size},
        object_key = ${done.key}, version_id = ${done.versionId}, sha256 = ${done.sha256}, manifest_sha256 = ${done.manifestSha256}, reason = null
      where id = ${run.exportId} and state = 'building' and generation = ${run.generation} returning id`;
    if (!row) throw new ExportTakenOver('another run finished this export');
    await tx`update export_copies set state = 'in_force', version_id = ${done.versionId} where object_key = ${done.key}`;
    await appendCustody(tx, {
      subject: { kind: 'case', id: run.caseId },
      actor: 'service:records',
      role: 'records',
      action: 'export.completed',
      item: run.exportId,
      payload: {
        export: run.exportId,
        size: done.size,
        sha256: done.sha256.toString('hex'),
        manifestSha256: done.manifestSha256.toString('hex'),
        keyFingerprint: done.keyFingerprint,
      },
    });
    return { outcome: 'ready' };
  }) as Promise<Finish>; // postgres.js types the result as if it might be a list of promises
}

/** A copy that nobody will download: it stays in the record under this state. */
export async function supersedeCopy(sql: Sql, key: string, versionId: string | null): Promise<void> {
  await sql`update export_copies set state = 'superseded', version_id = coalesce(${versionId}, version_id) where object_key = ${key} and state = 'intent'`;
}

/** A file whose bytes are no longer those recorded at receipt. */
export type DifferingFile = { submissionId: string; fileId: string; expected: string; found: string };

/** Ends the export plainly, for `message` to be read by people; `code` is inside the hash. Silent when the run was taken over. */
export async function failExport(
  sql: Sql,
  run: ExportRun,
  failure: { code: string; message: string; differs?: DifferingFile },
): Promise<void> {
  await sql.begin(async (tx) => {
    const [row] = await tx`
      update exports set state = 'failed', progress_at = clock_timestamp(), reason = ${failure.message}
      where id = ${run.exportId} and state = 'building' and generation = ${run.generation} returning id`;
    if (!row) return;
    const event = { actor: 'service:records' as const, role: 'records', reason: failure.code };
    await appendCustody(tx, {
      ...event,
      subject: { kind: 'case', id: run.caseId },
      action: 'export.failed',
      item: run.exportId,
      payload: { export: run.exportId, message: failure.message },
    });
    const { differs } = failure;
    if (differs) {
      await appendCustody(tx, {
        ...event,
        subject: { kind: 'submission', id: differs.submissionId },
        action: 'original.differs',
        item: differs.fileId,
        payload: { export: run.exportId, expected: differs.expected, found: differs.found },
      });
    }
  });
}
