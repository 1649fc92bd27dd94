/** Files a report through intake's real door: its SQL functions with intake's login, its bytes with intake's store key. No web process is needed. */
import { createHash, hkdfSync, randomBytes, randomUUID } from 'node:crypto';
import { completeMultipart, createMultipart, uploadPart } from '#infra/store/multipart.ts';
import type { World } from '#tests/support/world.ts';

export type FiledFile = { name: string; size: number; sha256: string; uploadId: string; fileId: string; key: string; versionId: string };
export type FiledReport = {
  submissionId: string;
  reference: string;
  answers: Record<string, unknown>;
  files: FiledFile[];
  /** Submits once more, as a second tab would. */
  again(): Promise<{ reference: string; again: boolean }>;
};

const partSize = 8 * 1024 * 1024;

type ReportToFile = { files?: { name: string; bytes: Uint8Array; declare?: Uint8Array }[]; answers?: Record<string, unknown> };

/** Stores the files in quarantine, then submits; resolves when the transaction has committed. `declare` overrides the hash said to be the device's. */
export async function fileReport(
  world: World,
  report: ReportToFile & { beforeSubmit?: (files: FiledFile[]) => Promise<void> } = {},
): Promise<FiledReport> {
  const { submit, ...ready } = await prepareReport(world, report);
  await report.beforeSubmit?.(ready.files);
  await submit();
  const rows = await world.superSql<
    { id: string; upload_id: string }[]
  >`select id, upload_id from files where submission_id = ${ready.submissionId}`;
  for (const file of ready.files) file.fileId = rows.find((row) => row.upload_id === file.uploadId)?.id ?? '';
  return { ...ready, again: () => submit() };
}

/** Everything up to the last step: a draft, its files in quarantine, and the call that hands it in. */
export async function prepareReport(
  world: World,
  report: ReportToFile = {},
): Promise<Omit<FiledReport, 'again'> & { submit(changed?: Record<string, unknown>): ReturnType<FiledReport['again']> }> {
  const sql = world.sql('intake');
  const store = world.store('intake');
  const [draft, submissionId, idempotency] = [randomUUID(), randomUUID(), randomUUID()];
  const proof = randomBytes(32);
  await sql`select intake_start_draft(${draft}, ${sha256(proof)}, ${submissionId}, ${idempotency}, ${randomBytes(64)})`;
  const files: FiledFile[] = [];
  for (const { name, bytes, declare } of report.files ?? []) {
    const uploadId = randomUUID();
    const key = randomBytes(16).toString('hex');
    await sql`select intake_open_upload(${draft}, ${proof}, ${uploadId}, ${key}, 'direct', ${bytes.byteLength}, ${partSize})`;
    const storeUpload = await createMultipart(store, 'quarantine', key);
    await sql`select intake_upload_started(${draft}, ${proof}, ${uploadId}, ${storeUpload})`;
    const parts = [];
    for (let n = 1, at = 0; n === 1 || at < bytes.byteLength; n += 1, at += partSize) {
      const body = bytes.subarray(at, at + partSize);
      const hash = sha256(body).toString('hex');
      await sql`select intake_sign_part(${draft}, ${proof}, ${uploadId}, ${n}, ${body.byteLength}, ${sha256(body)})`;
      const etag = await uploadPart(store, { bucket: 'quarantine', key, uploadId: storeUpload, partNumber: n, body, sha256: hash });
      parts.push({ partNumber: n, etag, size: body.byteLength, sha256: hash });
    }
    const { versionId } = await completeMultipart(store, { bucket: 'quarantine', key, uploadId: storeUpload, parts });
    const signed = parts.map((part) => ({ n: part.partNumber, size: part.size, sha256: part.sha256 }));
    await sql`select intake_upload_stored(${draft}, ${proof}, ${uploadId}, ${versionId}, ${bytes.byteLength}, ${sql.json(signed)}, ${declare ?? sha256(bytes)}, 'device')`;
    files.push({ name, size: bytes.byteLength, sha256: sha256(bytes).toString('hex'), uploadId, fileId: '', key, versionId });
  }
  const answers = report.answers ?? { narrative: 'Two officers without badges stopped a man at the corner.' };
  const reference = `EX-${randomBytes(4).toString('hex').toUpperCase()}`;
  const submit = async (changed: Record<string, unknown> = {}) => {
    const said = {
      reference,
      proofHash: sha256(Buffer.from(hkdfSync('sha256', proof, reference, 'test', 32))).toString('hex'),
      language: 'en',
      answers: JSON.stringify(answers),
      showsReport: false,
      compartment: null,
      files: files.map((file) => ({ uploadId: file.uploadId, name: file.name, caption: '', declared: {} })),
      identities: [],
      dataKey: null,
      ...changed,
    };
    const [row] = await sql<
      [{ receipt: { reference: string; again: boolean } }]
    >`select intake_submit(${draft}, ${proof}, ${JSON.stringify(said)}::text::jsonb) as receipt`;
    return row.receipt;
  };
  return { submissionId, reference, answers, files, submit };
}

/** A harmless text that every scanner reports: the EICAR test file, put together here so that this source is not one. */
export function eicar(): Buffer {
  return Buffer.from(['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR', 'STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('-'), 'latin1');
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}
