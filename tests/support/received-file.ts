/** Submissions whose files are already received, as the receive group leaves them: for tests of what comes after. Written past our verbs, by the superuser. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { putObject } from '#infra/store/objects.ts';
import type { World } from './world.ts';

export type GivenFile = {
  bytes: Uint8Array;
  name?: string;
  /** By content, as receive would have found. */
  type: string;
  verdict?: string;
  finding?: string;
  sha256Declared?: Uint8Array;
  /** What the record says the hash is, where it shall differ from the bytes. */
  sha256?: Uint8Array;
};

/** Inserts one submission with its files stored in the originals, `receive` done, `scan` done unless the verdict is pending. */
export async function giveReceived(
  world: World,
  files: readonly GivenFile[],
  answers: unknown = { v: 1 },
): Promise<{ submissionId: string; fileIds: string[] }> {
  const sql = world.superSql;
  const submissionId = randomUUID();
  await sql`insert into submissions (id, reference, proof_hash, idempotency_key, language, state)
    values (${submissionId}, ${`EX-${randomBytes(4).toString('hex')}`}, ${randomBytes(32)}, ${randomUUID()}, 'en', 'processing')`;
  await sql`insert into submission_versions (submission_id, version, kind, answers) values (${submissionId}, 1, 'original', ${sql.json(answers as never)})`;
  await sql`insert into triage_items (submission_id) values (${submissionId})`;
  const fileIds: string[] = [];
  for (const [index, file] of files.entries()) {
    const [uploadId, fileId, key] = [randomUUID(), randomUUID(), randomUUID()];
    const { versionId } = await putObject(world.store('receive'), { bucket: 'originals', key, body: file.bytes });
    const verdict = file.verdict ?? 'clean';
    const declared = file.sha256Declared ?? null;
    await sql`insert into uploads (id, submission_id, object_key, route, size, part_size, state) values (${uploadId}, ${submissionId}, ${randomUUID()}, 'direct', ${file.bytes.length}, 5242880, 'stored')`;
    await sql`insert into files (id, submission_id, upload_id, ordinal, name, size, sha256, sha256_declared, hash_source, type, verdict, original_key, original_version_id)
      values (${fileId}, ${submissionId}, ${uploadId}, ${index + 1}, ${file.name ?? 'file'}, ${file.bytes.length}, ${file.sha256 ?? sha256Of(file.bytes)},
        ${declared}, ${declared && 'device'}, ${file.type}, ${verdict}, ${key}, ${versionId})`;
    if (verdict !== 'pending') {
      await sql`insert into scans (file_id, verdict, engine, signatures, limits, bytes_scanned, finding)
        values (${fileId}, ${verdict}, 'test', 'eicar-only', '{}', ${file.bytes.length}, ${file.finding ?? null})`;
    }
    for (const stage of ['receive', 'scan', 'inspect', 'derive', 'fingerprint']) {
      const done = stage === 'receive' || (stage === 'scan' && verdict !== 'pending');
      await sql`insert into file_stages (file_id, stage, state) values (${fileId}, ${stage}, ${done ? 'done' : 'pending'})`;
    }
    fileIds.push(fileId);
  }
  return { submissionId, fileIds };
}

export function sha256Of(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}
