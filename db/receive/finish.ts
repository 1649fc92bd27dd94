/**
 * The end of the receive stage, in one transaction each way. What can lie in the store when a process dies:
 *
 *   after the intent row        nothing, or an open multipart upload       the next start ends it
 *   after Complete              an object, perhaps without its lock        the next start finds it by its key and records it as superseded
 *   after the lock              the same, locked                           the same
 *   after this transaction      the original in force                      nothing to do
 *
 * So at every moment each object in the originals has a row, and at most one row of a file is in force.
 */
import { appendCustody } from '#db/custody/append.ts';
import type { Sql, Transaction } from '#db/connect.ts';
import { assessIfSettled, takeTurn } from '#db/flow/settle.ts';
import { enqueue } from '#db/outbox/enqueue.ts';
import { recordVerdict, scanEvent } from '#db/receive/scan.ts';
import type { ScanResult } from '#db/receive/scan.ts';

const withoutBytes = 'the file could not be received';

export type Received = {
  fileId: string;
  submissionId: string;
  generation: number;
  copyId: string;
  key: string;
  versionId: string;
  /** Bytes read, hashed and locked; equal to the upload's recorded size. */
  size: number;
  sha256: Uint8Array;
  crc32: number;
  /** Media type by content, never by name. */
  type: string;
  retention: { mode: 'GOVERNANCE' | 'COMPLIANCE'; until: Date };
  /** The answer of the scan that ran in the same read, or why there is none yet. */
  scan: { outcome: 'answered'; result: ScanResult } | { outcome: 'pending'; reason: string };
};

/** Makes the copy the original in force, if this start still holds the stage; else the copy goes on record as superseded. */
export function finishReceive(sql: Sql, received: Received): Promise<'in_force' | 'superseded'> {
  const { fileId, submissionId } = received;
  return sql.begin(async (tx) => {
    await takeTurn(tx, submissionId);
    const [won] =
      await tx`update file_stages set state = 'done', percent = 100, progress_at = clock_timestamp(), finished_at = clock_timestamp()
      where file_id = ${fileId} and stage = 'receive' and state = 'running' and generation = ${received.generation} returning 1 as won`;
    if (!won) {
      await supersede(tx, received);
      return 'superseded';
    }
    const [file] = await tx<
      [{ upload_id: string; object_key: string; upload_version: string; sha256_declared: Uint8Array | null; hash_source: string | null }]
    >`
      update files f set sha256 = ${received.sha256}, crc32 = ${received.crc32}, type = ${received.type}, original_key = ${received.key},
        original_version_id = ${received.versionId}, retention_mode = ${received.retention.mode}, retain_until = ${received.retention.until}
      from uploads u where f.id = ${fileId} and u.id = f.upload_id
      returning f.upload_id, u.object_key, u.version_id as upload_version, f.sha256_declared, f.hash_source`;
    await tx`update original_copies set state = 'in_force', version_id = ${received.versionId}, size = ${received.size}, sha256 = ${received.sha256} where id = ${received.copyId}`;
    // After a person's retry: what was skipped for want of the bytes has them now.
    await tx`update file_stages set state = 'pending', reason = null, progress_at = clock_timestamp()
      where file_id = ${fileId} and stage <> 'receive' and state = 'skipped' and reason = ${withoutBytes}`;
    const verdict = received.scan.outcome === 'answered' ? received.scan.result : null;
    if (verdict) await recordVerdict(tx, fileId, verdict);
    else await leaveScanPending(tx, fileId, received.scan.outcome === 'pending' ? received.scan.reason : '');
    await enqueue(tx, 'media.file', { fileId });
    await appendCustody(tx, {
      subject: { kind: 'submission', id: submissionId },
      actor: 'service:receive',
      role: 'receive',
      action: 'file.received',
      item: fileId,
      payload: {
        upload: file.upload_id,
        quarantine: { key: file.object_key, versionId: file.upload_version },
        original: { key: received.key, versionId: received.versionId },
        size: received.size,
        sha256: hex(received.sha256),
        crc32: received.crc32,
        type: received.type,
        declared: file.sha256_declared && {
          sha256: hex(file.sha256_declared),
          source: file.hash_source,
          same: hex(file.sha256_declared) === hex(received.sha256),
        },
        retention: { mode: received.retention.mode, until: received.retention.until.toISOString() },
      },
    });
    if (verdict) await appendCustody(tx, scanEvent({ fileId, submissionId }, verdict));
    return 'in_force';
  });
}

/**
 * Ends a start that failed. `again`: the stage waits for its next start; `handed_back`: the process stops, the start does not count and is asked for at once;
 * `parked`: a person is asked to look, what depends on the bytes is skipped, and the rest of the submission goes on. `reason` is a sentence of ours, never
 * text from the file. False when another start holds the stage.
 */
export function failReceive(
  sql: Sql,
  failed: { fileId: string; submissionId: string; generation: number; reason: string; next: 'again' | 'handed_back' | 'parked' },
): Promise<boolean> {
  const { fileId, submissionId, reason } = failed;
  return sql.begin(async (tx) => {
    await takeTurn(tx, submissionId);
    const [held] =
      await tx`update file_stages set state = ${failed.next === 'parked' ? 'parked' : 'pending'}, reason = ${reason}, progress_at = clock_timestamp(), percent = null,
        attempts = attempts - ${failed.next === 'handed_back' ? 1 : 0}
      where file_id = ${fileId} and stage = 'receive' and state = 'running' and generation = ${failed.generation} returning 1 as held`;
    if (!held) return false;
    if (failed.next === 'handed_back') await enqueue(tx, 'receive.file', { fileId });
    if (failed.next === 'parked') await afterParking(tx, { fileId, submissionId, reason, actor: 'service:receive' });
    return true;
  });
}

/** What follows when receiving a file is parked, whoever parks it; call it last in the transaction. */
export async function afterParking(
  tx: Transaction,
  {
    fileId,
    submissionId,
    reason,
    actor,
  }: { fileId: string; submissionId: string; reason: string; actor: 'service:receive' | 'service:records' },
): Promise<void> {
  await tx`update file_stages set state = 'skipped', reason = ${withoutBytes}, progress_at = clock_timestamp()
    where file_id = ${fileId} and stage <> 'receive' and state = 'pending'`;
  await askForAttention(tx, submissionId, 'a file could not be received');
  await assessIfSettled(tx, submissionId);
  await appendCustody(tx, {
    subject: { kind: 'submission', id: submissionId },
    actor,
    role: actor === 'service:receive' ? 'receive' : 'records',
    action: 'stage.parked',
    item: fileId,
    payload: { stage: 'receive', reason },
  });
}

/** Marks the triage item for a person. The first reason stays: it is where the trouble began. */
export async function askForAttention(tx: Transaction, submissionId: string, why: string): Promise<void> {
  await tx`update triage_items set attention = coalesce(attention, ${why}) where submission_id = ${submissionId}`;
}

async function leaveScanPending(tx: Transaction, fileId: string, reason: string): Promise<void> {
  await tx`update file_stages set attempts = attempts + 1, reason = ${reason}, progress_at = clock_timestamp() where file_id = ${fileId} and stage = 'scan' and state = 'pending'`;
  await enqueue(tx, 'receive.scan', { fileId });
}

async function supersede(tx: Transaction, received: Received): Promise<void> {
  const [changed] =
    await tx`update original_copies set state = 'superseded', version_id = ${received.versionId}, size = ${received.size}, sha256 = ${received.sha256}
    where id = ${received.copyId} and (state in ('intent', 'stored') or version_id is null) returning 1 as changed`;
  if (!changed) return; // the start that took over has put it on record already, with its version
  await appendCustody(tx, {
    subject: { kind: 'submission', id: received.submissionId },
    actor: 'service:receive',
    role: 'receive',
    action: 'original.superseded',
    item: received.fileId,
    payload: { key: received.key, versionId: received.versionId, sha256: hex(received.sha256) },
  });
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
