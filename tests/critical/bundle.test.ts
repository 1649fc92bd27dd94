/**
 * From a report to a bundle that a stranger can check: real reports received by the real processes, a case opened by people with their rights, the bundle built
 * with the records group's credentials, and looked at with tools that are not ours.
 */
import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Sections } from '#app/intake/draft/content.ts';
import { answersOf } from '#app/intake/hand-in.ts';
import { createAccount } from '#db/accounts/create-account.ts';
import { finishExport, startExport } from '#db/cases/build-export.ts';
import { addMember, addSubmissionToCase, listCases, openCase, readCase } from '#db/cases/cases.ts';
import { contentsSchema } from '#db/cases/contents.ts';
import { readAnswers } from '#db/cases/read-material.ts';
import { readExport, requestExport } from '#db/cases/request-export.ts';
import type { Answers } from '#db/intake/answers.ts';
import { changeChoices } from '#db/intake/choices.ts';
import { correctReport } from '#db/intake/corrections.ts';
import type { Role } from '#db/vocabularies/rights.ts';
import { openLog } from '#infra/log/log.ts';
import { listVersions, putObject, readObject } from '#infra/store/objects.ts';
import { loadSigningKey } from '#infra/vault/signing.ts';
import { checkInvariants } from '#tests/support/invariants.ts';
import { startProcess } from '#tests/support/processes.ts';
import { comeBack, sha256, type Returning } from '#tests/support/follow.ts';
import { leavesOf, markedText, writtenLine } from '#tests/support/leaves.ts';
import { wholeFiles, wholeSections } from '#tests/support/whole-report.ts';
import { eicar, fileReport, prepareReport, type FiledReport } from '#tests/support/report.ts';
import { eventually, openWorld, type World } from '#tests/support/world.ts';
import { buildExport, type BundleContext } from '#workers/bundle/export.ts';
import { shareLinks } from '#workers/bundle/words.ts';

const run = promisify(execFile);
const short = { LOCK_DURATION_MS: '1000' };
const arabic = 'أوقفونا دون سبب. '.repeat(1200);
const bidiName = 'IMG_\u202Egpj.exe';

let world: World;
let report: FiledReport;
let whole: Returning;
let photo: Buffer;
let lead: string;
let prosecutor: string;
let reviewer: string;
let context: BundleContext;

beforeAll(async () => {
  world = await openWorld({ name: 'bundle' });
  photo = Buffer.concat([Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'), randomBytes(2_000_000)]);
  const processes = await Promise.all([startProcess(world, 'receive', short), startProcess(world, 'records', short)]);
  report = await fileReport(world, {
    files: [
      { name: bidiName, bytes: photo },
      { name: 'virus.txt', bytes: eicar() },
      { name: 'empty', bytes: Buffer.alloc(0) },
    ],
    answers: { what: { narrative: arabic } },
  });
  whole = await fileWhole();
  await eventually(
    'the files are received and scanned',
    async () =>
      (
        await world.superSql`select from files where submission_id in (${report.submissionId}, ${whole.submissionId}) and (sha256 is null or verdict = 'pending')`
      ).length === 0,
    60,
  );
  await Promise.all(processes.map((process) => process.stop()));
  await addFindings();
  [lead, prosecutor, reviewer] = await Promise.all([account('lead'), account('prosecutor'), account('reviewer')]);
  const { SIGNING_KEY_FILE = '' } = world.environment('records');
  context = {
    sql: world.sql('records'),
    store: world.store('records'),
    log: openLog({ service: 'test', mode: 'test', sink: { write: () => undefined } }),
    lockMs: 1000,
    stopping: new AbortController().signal,
    signingKey: await loadSigningKey(SIGNING_KEY_FILE, 'test'),
  };
}, 180_000);
afterAll(() => world.close());

test('strangers’ tools accept the bundle, and it holds the very bytes that the witness sent', async () => {
  const { folder, file } = await unpack(await build(await caseWith(report)));
  await run('sha256sum', ['--check', '--strict', 'manifest-sha256.txt'], { cwd: folder });
  await run('sha256sum', ['--check', '--strict', 'tagmanifest-sha256.txt'], { cwd: folder });
  await run('unzip', ['-t', '-q', file]);
  expect((await run('python3', ['-c', 'import sys, zipfile; print(zipfile.ZipFile(sys.argv[1]).testzip())', file])).stdout.trim()).toBe(
    'None',
  );
  const text = await readFile(path.join(folder, 'VERIFY.txt'), 'utf8');
  const commands = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('openssl pkeyutl'));
  expect(commands).toHaveLength(2);
  for (const command of commands)
    expect((await run('sh', ['-c', command], { cwd: folder })).stdout).toContain('Signature Verified Successfully');

  expect((await readFile(path.join(folder, 'data/NATIVES/EVP00000001.jpg'))).equals(photo)).toBe(true);
  expect((await readFile(path.join(folder, 'data/NATIVES/EVP00000003.bin'))).length).toBe(0);
  expect(await readFile(path.join(folder, `data/TEXT/REPORT_${report.reference}.txt`), 'utf8')).toContain(arabic);
  expect(await readFile(path.join(folder, 'data/VIEWING/EVP00000001_thumbnail.jpg'), 'utf8')).toBe('thumbnail');
  expect(JSON.parse(await readFile(path.join(folder, 'metadata/exiftool/EVP00000001.json'), 'utf8'))).toEqual([{ Make: 'Phone' }]);
});

test('every answer of a whole report, what was said of its file, what was corrected and what was taken back stand in the bundle under their own keys', async () => {
  const session = await comeBack(world.sql('intake'), whole);
  const correction = { section: 'where', text: 'It was the other side of the street.\nThe bus stop, not the shop.' };
  await correctReport(world.sql('intake'), session, correction);
  const { sharing, notice } = wholeSections.use;
  await changeChoices(world.sql('intake'), session, { sharing: { ...sharing, publicReport: false }, showsReport: true }, notice);
  const stored = (await readAnswers(world.superSql, whole.submissionId, 3)) as Answers; // as handed in, and changed by the two calls above
  expect(stored.use.sharing).toEqual({ prosecutors: true, oversight: true, publicReport: false });
  expect(stored.corrections).toEqual([{ ...correction, at: expect.any(String) }]);

  const { folder } = await unpack(await build(await caseWith(whole)));
  const text = await readFile(path.join(folder, `data/TEXT/REPORT_${whole.reference}.txt`), 'utf8');
  // Links as they were given are sealed, which does not make someone who gave no name a person with one.
  expect(text).toContain(`\n${shareLinks}\n`);
  expect(text).not.toMatch(/sealed-words|share-words/);
  expect(await readFile(path.join(folder, 'metadata/items.json'), 'utf8')).toContain('"identity": "none"');
  for (const leaf of leavesOf(stored)) expect(text).toContain(writtenLine(leaf));
  for (const line of [
    'version 3\n',
    '\nuse.sharing.publicReport: false\n',
    '\nwho.people[1].agencies: ice_ero, other\n',
    '\nwhen.about: false\n',
    `\ncorrections[1].text:\n| ${correction.text.replace('\n', '\n| ')}\n`,
  ])
    expect(text).toContain(line);
  const [said] = wholeFiles();
  const words = (await readdir(path.join(folder, 'data/TEXT'))).find((name) => name.startsWith('EVP'));
  const about = await readFile(path.join(folder, 'data/TEXT', words ?? 'no words of the file'), 'utf8');
  expect(about).toContain(`\ncaption:\n${markedText(said?.caption ?? '')}\n`);
  for (const leaf of leavesOf(said?.declared)) expect(about).toContain(writtenLine(leaf));
  // Who is behind it is sealed, and in no bundle.
  for (const name of ['attorney-name', 'client-name', 'helper-name', 'other-witness']) expect(text + about).not.toContain(name);
});

test('our verifier finds nothing wrong, confirms the key by its fingerprint, and says of a flipped byte that it is there', async () => {
  const { file, bytes } = await unpack(await build(await caseWith(report)));
  const verify = (...argv: string[]) =>
    run('node', ['workers/commands/verify.ts', ...argv]).then(
      ({ stdout }) => ({ code: 0, stdout }),
      (error: { code: number; stdout: string }) => error,
    );
  const first = await verify(file);
  expect(first).toMatchObject({ code: 0, stdout: expect.stringContaining('key unconfirmed') });
  const fingerprint = /fingerprint +([0-9a-f ]+)/.exec(first.stdout)?.[1] ?? '';
  expect(await verify(file, '--fingerprint', fingerprint)).toMatchObject({ code: 0, stdout: expect.stringContaining('Key confirmed') });
  expect(await verify(file, '--fingerprint', 'ab'.repeat(32))).toMatchObject({ code: 1 });
  const copy = Buffer.from(bytes);
  copy[copy.length >> 1] = (copy[copy.length >> 1] ?? 0) ^ 1;
  await writeFile(`${file}.flipped`, copy);
  expect(await verify(`${file}.flipped`)).toMatchObject({ code: 1, stdout: expect.stringContaining('PROBLEM') });
});

test('malware is left out and listed, with its number, hash and reason', async () => {
  const { folder } = await unpack(await build(await caseWith(report)));
  expect((await readdir(path.join(folder, 'data/NATIVES'))).sort()).toEqual(['EVP00000001.jpg', 'EVP00000003.bin']);
  const exceptions = JSON.parse(await readFile(path.join(folder, 'metadata/exceptions.json'), 'utf8')) as { entries: unknown[] };
  expect(exceptions.entries).toEqual([{ what: 'EVP00000002', code: 'infected', why: expect.stringContaining('Malware') }]);
  const pdf = (await run('pdftotext', ['-layout', path.join(folder, 'data/00_START_HERE.pdf'), '-'])).stdout;
  expect(pdf).toContain('IMG_⟨U+202E⟩gpj.exe');
  expect(pdf).toContain('3 listed, 2 in this bundle, 1 left out');
  const [, files = '', size = ''] = /holds (\d+) files with ([\d,]+) bytes/.exec(pdf.replaceAll(/\s+/g, ' ')) ?? [];
  const own = (await readFile(path.join(folder, 'data/00_START_HERE.pdf'))).length;
  expect(await readFile(path.join(folder, 'bag-info.txt'), 'utf8')).toContain(
    `Payload-Oxum: ${Number(size.replaceAll(',', '')) + own}.${Number(files) + 1}\n`,
  );
});

test('the same export built again is the same bytes under another key', async () => {
  const exportId = await build(await caseWith(report));
  const before = await readCopy(exportId);
  await world.superSql`update exports set state = 'requested' where id = ${exportId}`;
  await buildExport(context, exportId);
  const after = await readCopy(exportId);
  expect(after.key).not.toBe(before.key);
  expect(after.bytes.equals(before.bytes)).toBe(true);
});

test('exhibit numbers stay, and later files continue them; each export has its own number', async () => {
  const caseId = await caseWith(report);
  const first = await build(caseId);
  const later = await arrangeReport();
  await addSubmissionToCase(world.sql('console'), lead, { caseId, submissionId: later });
  const second = await build(caseId);
  const numbers = async (id: string) => (await contentsOf(id)).items.map(({ exhibit, fileId }) => [exhibit, fileId]);
  expect((await numbers(second)).slice(0, 3)).toEqual(await numbers(first));
  expect((await numbers(second)).map(([exhibit]) => exhibit)).toEqual([1, 2, 3, 4]);
  expect((await readCase(world.sql('console'), lead, caseId)).exports.map(({ number, state }) => [number, state])).toEqual([
    [2, 'ready'],
    [1, 'ready'],
  ]);
  const { folder } = await unpack(second);
  const exceptions = JSON.parse(await readFile(path.join(folder, 'metadata/exceptions.json'), 'utf8')) as {
    entries: { what: string; code: string }[];
  };
  expect(exceptions.entries.map(({ what, code }) => [what, code])).toEqual([
    ['EVP00000002', 'infected'],
    ['EVP00000004', 'not_received'],
  ]);
});

test('the request is in every chain of the bundle and closes it; the completion with the hashes lies outside', async () => {
  const caseId = await caseWith(report);
  const exportId = await build(caseId);
  const { folder, sha256 } = await unpack(exportId);
  const lines = (await readFile(path.join(folder, 'metadata/custody.jsonl'), 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse((JSON.parse(line) as { envelope: string }).envelope) as { subject: string; action: string; item: string });
  for (const subject of [`case:${caseId}`, `submission:${report.submissionId}`]) {
    expect(lines.filter((line) => line.subject === subject).at(-1)).toMatchObject({ action: 'export.requested', item: exportId });
  }
  const [completed] = await world.superSql<
    { payload: string }[]
  >`select payload from custody_events where subject_id = ${caseId} and action = 'export.completed'`;
  expect(JSON.parse(completed?.payload ?? '{}')).toMatchObject({ export: exportId, sha256 });
  await checkInvariants(world, { acknowledged: [report] });
});

test('only members of the case see it, only the right roles export, and a stranger learns nothing', async () => {
  const sql = world.sql('console');
  const caseId = await caseWith(report);
  const request = { caseId, recipient: 'Court', authority: '' };
  await expect(requestExport(sql, reviewer, request)).rejects.toMatchObject({ name: 'NotAllowed' });
  await expect(requestExport(sql, prosecutor, request)).rejects.toMatchObject({ name: 'NoSuchCase' });
  await expect(readCase(sql, prosecutor, caseId)).rejects.toMatchObject({ name: 'NoSuchCase' });
  await expect(addMember(sql, prosecutor, { caseId, email: `${prosecutor}@office.test` })).rejects.toMatchObject({ name: 'NoSuchCase' });
  await expect(addSubmissionToCase(sql, prosecutor, { caseId, submissionId: report.submissionId })).rejects.toMatchObject({
    name: 'NoSuchCase',
  });
  const exportId = await build(caseId);
  expect(await readExport(sql, prosecutor, exportId)).toBeNull();
  expect((await listCases(sql, prosecutor)).filter(({ id }) => id === caseId)).toEqual([]);
  expect(await addMember(sql, lead, { caseId, email: `${reviewer}@office.test` })).toBe('not_eligible');
  expect(await addMember(sql, lead, { caseId, email: `${prosecutor}@OFFICE.test ` })).toBe('added');
  expect(await addMember(sql, lead, { caseId, email: `${prosecutor}@office.test` })).toBe('already');
  expect(await readExport(sql, prosecutor, exportId)).toMatchObject({ state: 'ready', included: 2, excluded: 1 });
  expect(await requestExport(sql, prosecutor, request)).toMatchObject({ outcome: 'requested', number: 2 });
});

test('a case without a visible report makes no bundle and uses up no number', async () => {
  const sql = world.sql('console');
  const { id } = await openCase(sql, lead, 'Empty');
  expect(await requestExport(sql, lead, { caseId: id, recipient: '', authority: '' })).toEqual({ outcome: 'empty' });
  const [row] = await world.superSql<{ next: number }[]>`select next_export as next from cases where id = ${id}`;
  expect(row?.next).toBe(1);
});

test('a file that was restricted gets a slip sheet, and nothing about it is in the bundle', async () => {
  const caseId = await caseWith(report);
  const fileId = report.files[0]?.fileId ?? '';
  await world.superSql`update files set restricted_at = clock_timestamp() where id = ${fileId}`;
  try {
    const { folder, bytes } = await unpack(await build(caseId));
    expect((await readdir(path.join(folder, 'data/NATIVES'))).sort()).toEqual(['EVP00000001_SLIP_SHEET.txt', 'EVP00000003.bin']);
    expect(bytes.includes(photo.subarray(0, 64))).toBe(false);
    expect(bytes.includes('gpj.exe')).toBe(false);
    expect(bytes.includes(report.files[0]?.sha256 ?? '')).toBe(false);
    expect((await run('node', ['workers/commands/verify.ts', path.join(folder, '../bundle.zip')])).stdout).toContain('Nothing is wrong');
  } finally {
    await world.superSql`update files set restricted_at = null where id = ${fileId}`;
  }
});

test('a file that is restricted between request and building ends the export plainly', async () => {
  const caseId = await caseWith(report);
  const exportId = await ask(caseId);
  const fileId = report.files[0]?.fileId ?? '';
  await world.superSql`update files set restricted_at = clock_timestamp() where id = ${fileId}`;
  try {
    await buildExport(context, exportId);
  } finally {
    await world.superSql`update files set restricted_at = null where id = ${fileId}`;
  }
  const [row] = await world.superSql<
    { state: string; reason: string; version: string | null }[]
  >`select state, reason, version_id as version from exports where id = ${exportId}`;
  expect(row).toEqual({ state: 'failed', reason: expect.stringContaining('EVP00000001 was restricted'), version: null });
});

test('an original that no longer has its hash ends the export plainly, leaves nothing to download, and stands in custody', async () => {
  const caseId = await caseWith(report);
  const fileId = report.files[0]?.fileId ?? '';
  const [kept] = await world.superSql<{ sha256: Buffer }[]>`select sha256 from files where id = ${fileId}`;
  await world.superSql`update files set sha256 = ${randomBytes(32)} where id = ${fileId}`;
  const before = await countBundles();
  const exportId = await ask(caseId).finally(() => world.superSql`update files set sha256 = ${kept?.sha256 ?? null} where id = ${fileId}`);
  await buildExport(context, exportId);
  const [row] = await world.superSql<
    { state: string; reason: string; key: string | null }[]
  >`select state, reason, object_key as key from exports where id = ${exportId}`;
  expect(row).toEqual({ state: 'failed', reason: expect.stringContaining('EVP00000001.jpg is not what was recorded'), key: null });
  expect(await countBundles()).toBe(before);
  const actions = await world.superSql<{ action: string; item: string }[]>`
    select action, item from custody_events where action in ('original.differs', 'export.failed') and item in (${fileId}, ${exportId}) order by action`;
  expect(actions.map(({ action }) => action)).toEqual(['export.failed', 'original.differs']);
});

test('a run that is stopped in the middle hands the export back, and the next one builds it', async () => {
  const exportId = await ask(await caseWith(report));
  const stopping = new AbortController();
  stopping.abort();
  await buildExport({ ...context, stopping: stopping.signal }, exportId);
  expect(await stateOf(exportId)).toBe('requested');
  await buildExport(context, exportId);
  expect(await stateOf(exportId)).toBe('ready');
});

test('of two runs the one that was taken over cannot finish', async () => {
  const exportId = await ask(await caseWith(report));
  const sql = world.sql('records');
  const first = await startExport(sql, exportId, 60);
  expect((await startExport(sql, exportId, 60)).outcome).toBe('busy');
  const second = await startExport(sql, exportId, 0);
  if (first.outcome !== 'started' || second.outcome !== 'started') throw new Error('both should have started');
  const done = { key: 'k', versionId: 'v', size: 1, sha256: randomBytes(32), manifestSha256: randomBytes(32), keyFingerprint: '' };
  await expect(finishExport(sql, first, first.contents, done)).rejects.toMatchObject({ name: 'ExportTakenOver' });
});

test('the records group builds what was requested, by itself', async () => {
  const processes = await startProcess(world, 'records', short);
  const exportId = await ask(await caseWith(report));
  await eventually('the bundle is ready', async () => (await stateOf(exportId)) === 'ready', 30);
  const [row] = await world.superSql<
    { done: number; total: number }[]
  >`select bytes_done as done, bytes_total as total from exports where id = ${exportId}`;
  expect(row?.done).toBe((await readCopy(exportId)).bytes.length);
  expect(row?.total).toBe(row?.done);
  await processes.stop();
});

async function account(role: Role): Promise<string> {
  const id = randomUUID();
  await createAccount(world.superSql, {
    id,
    email: `${id}@office.test`,
    name: `A ${role}`,
    passwordHash: 'none',
    totpSealed: randomBytes(8),
    roles: [role],
    demo: false,
  });
  return id;
}

async function caseWith({ submissionId }: { submissionId: string }): Promise<string> {
  const sql = world.sql('console');
  const { id } = await openCase(sql, lead, 'Stop at the corner');
  expect(await addSubmissionToCase(sql, lead, { caseId: id, submissionId })).toBe('added');
  return id;
}

async function ask(caseId: string): Promise<string> {
  const asked = await requestExport(world.sql('console'), lead, { caseId, recipient: 'District Attorney', authority: 'Letter of 3 March' });
  if (asked.outcome !== 'requested') throw new Error('nothing was requested');
  return asked.exportId;
}

async function build(caseId: string): Promise<string> {
  const exportId = await ask(caseId);
  await buildExport(context, exportId);
  expect(await stateOf(exportId)).toBe('ready');
  return exportId;
}

async function stateOf(exportId: string): Promise<string | undefined> {
  const [row] = await world.superSql<{ state: string }[]>`select state from exports where id = ${exportId}`;
  return row?.state;
}

async function contentsOf(exportId: string) {
  const [row] = await world.superSql<{ contents: unknown }[]>`select contents from exports where id = ${exportId}`;
  return contentsSchema.parse(row?.contents);
}

/** As the console's credential reads it, which is what the evidence host has. */
async function readCopy(exportId: string): Promise<{ key: string; bytes: Buffer; sha256: string }> {
  const [row] = await world.superSql<{ key: string; versionId: string; sha256: string }[]>`
    select object_key as key, version_id as "versionId", encode(sha256, 'hex') as sha256 from exports where id = ${exportId}`;
  if (!row) throw new Error('no such export');
  const { body } = await readObject(world.store('console'), { bucket: 'bundles', ...row });
  const chunks: Buffer[] = [];
  for await (const chunk of body as AsyncIterable<Buffer>) chunks.push(chunk);
  return { key: row.key, bytes: Buffer.concat(chunks), sha256: row.sha256 };
}

async function unpack(exportId: string): Promise<{ folder: string; file: string; bytes: Buffer; sha256: string }> {
  const { bytes, sha256 } = await readCopy(exportId);
  const place = path.join(world.folder, `unpacked-${exportId}`);
  await rm(place, { recursive: true, force: true });
  await mkdir(place);
  const file = path.join(place, 'bundle.zip');
  await writeFile(file, bytes);
  await run('unzip', ['-q', file, '-d', place]);
  const [name = ''] = (await readdir(place)).filter((entry) => entry.startsWith('CASE-'));
  return { folder: path.join(place, name), file, bytes, sha256 };
}

async function countBundles(): Promise<number> {
  let count = 0;
  for await (const _ of listVersions(world.store('root'), 'bundles', '')) count += 1;
  return count;
}

/** What the media group would have found out about the photograph. */
async function addFindings(): Promise<void> {
  const fileId = report.files[0]?.fileId ?? '';
  const key = randomBytes(16).toString('hex');
  const { versionId, sha256 } = await putObject(world.store('media'), { bucket: 'derivatives', key, body: Buffer.from('thumbnail') });
  await world.superSql`
    insert into derivatives (file_id, kind, object_key, version_id, state, type, size, sha256, parent_sha256, tool, tool_version, arguments)
    select id, 'thumbnail', ${key}, ${versionId}, 'stored', 'image/jpeg', 9, ${Buffer.from(sha256, 'hex')}, sha256, 'sharp', '0.35.5', '{"width":320}' from files where id = ${fileId}`;
  await world.superSql`
    insert into metadata (file_id, tool, tool_version, arguments, raw, parsed) values (${fileId}, 'exiftool', '13.59', '["-json"]', '[{"Make":"Phone"}]', '{}')`;
}

/** A report whose one file has not been received: no worker runs. */
async function arrangeReport(): Promise<string> {
  return (await fileReport(world, { files: [{ name: 'late.mp4', bytes: randomBytes(10) }] })).submissionId;
}

/** A report in which every field is answered, with one file and all that can be said of it; whoever has its proof can come back. */
async function fileWhole(): Promise<Returning> {
  const proof = randomBytes(32);
  const [said] = wholeFiles();
  const answers = answersOf({ language: 'en', sections: wholeSections as unknown as Sections }, [], wholeSections.use.notice); // readonly literals
  const prepared = await prepareReport(world, {
    files: [{ name: 'scene.txt', bytes: Buffer.from('what was filmed') }],
    answers: answers ?? {},
  });
  const [file] = prepared.files;
  await prepared.submit({
    proofHash: sha256(proof).toString('hex'),
    showsReport: true,
    files: [{ uploadId: file?.uploadId, name: file?.name, caption: said?.caption, declared: said?.declared }],
    dataKey: { sealingKeyId: 'key', wrapped: '00' },
    identities: [{ kind: 'links', sealed: '00' }],
  });
  return { submissionId: prepared.submissionId, reference: prepared.reference, passphrase: '', proof };
}
