import { mkdir, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openLog } from '#infra/log/log.ts';
import { openMetrics } from '#infra/metrics/metrics.ts';
import { findRung, openSandbox } from '#infra/sandbox/ladder.ts';
import { readObject } from '#infra/store/objects.ts';
import { giveReceived, sha256Of } from '#tests/support/received-file.ts';
import { openWorld } from '#tests/support/world.ts';
import type { World } from '#tests/support/world.ts';
import { assess } from '#workers/assess/assess.ts';
import { makeAudio, makeEicarZip, makePhoto, makeVideo } from '#workers/commands/samples/media.ts';
import type { MediaContext } from './context.ts';
import { handleMediaFile } from './media-file.ts';
import { sweepSpool } from './spool.ts';

let world: World;
let context: MediaContext;
let photo: Buffer;
let video: Buffer;
let sound: Buffer;
let infected: Buffer;

beforeAll(async () => {
  world = await openWorld({ name: 'media' });
  const spool = join(world.installation.spool, 'media');
  await mkdir(spool, { recursive: true });
  context = {
    sql: world.sql('media'),
    store: world.store('media'),
    log: openLog({ service: 'media', mode: 'test', sink: { write: () => undefined } }),
    metrics: openMetrics('media'),
    lockMs: 2_000,
    spool,
    stopping: new AbortController().signal,
    sandbox: await openSandbox(),
  };
  const made = join(world.folder, 'made');
  photo = await readFile(
    await makePhoto(made, 'a.jpg', {
      marks: { make: 'Acme', model: 'Phone 9', takenAt: '2026:01:14 17:42:05-05:00', place: { latitude: 40.7128, longitude: -74.006 } },
    }),
  );
  video = await readFile(
    await makeVideo(made, 'a.mp4', {
      index: 'end',
      marks: { make: 'Acme', takenAt: '2026:01:14 22:45:00', place: { latitude: 40.7, longitude: -74.1 } },
    }),
  );
  sound = await readFile(await makeAudio(made, 'a.wav'));
  infected = await readFile(await makeEicarZip(made, 'a.zip'));
});
afterAll(() => world?.close());

type Row = { stage: string; state: string; reason: string | null; generation: number };
async function stagesOf(fileId: string): Promise<Record<string, Row>> {
  const rows = await world.superSql<Row[]>`select stage, state, reason, generation from file_stages where file_id = ${fileId}`;
  return Object.fromEntries(rows.map((row) => [row.stage, row]));
}
async function eventsOf(submissionId: string): Promise<string[]> {
  const rows = await world.superSql<
    { action: string }[]
  >`select action from custody_events where subject_id = ${submissionId} order by seq`;
  return rows.map(({ action }) => action);
}
async function assessJobs(submissionId: string): Promise<number> {
  const [row] = await world.superSql<
    [{ count: number }]
  >`select count(*)::int as count from outbox where name = 'media.assess' and payload ->> 'submissionId' = ${submissionId}`;
  return row.count;
}
async function give(...given: Parameters<typeof giveReceived> extends [unknown, ...infer Rest] ? Rest : never) {
  const { submissionId, fileIds } = await giveReceived(world, ...given);
  return { submissionId, fileIds, fileId: fileIds[0] ?? '' };
}
async function readDerivative(key: string, versionId: string): Promise<Buffer> {
  const { body } = await readObject(world.store('console'), { bucket: 'derivatives', key, versionId });
  return Buffer.concat(await body.toArray());
}

test('a photo gets its metadata, a thumbnail and a view; the facts follow and the item is ready', async () => {
  const { submissionId, fileId } = await give([{ bytes: photo, type: 'image/jpeg', name: 'IMG_1.jpg', sha256Declared: sha256Of(photo) }], {
    v: 1,
    when: { ongoing: 'yes' },
    whom: { injuries: 'hospital', minors: 'no' },
  });
  await handleMediaFile(context, { fileId });

  expect(await stagesOf(fileId)).toMatchObject({
    inspect: { state: 'done' },
    derive: { state: 'done' },
    fingerprint: { state: 'skipped', reason: 'fingerprints are not built yet' },
  });
  const [reading] = await world.superSql`select tool, tool_version, raw, parsed from metadata where file_id = ${fileId}`;
  expect(reading).toMatchObject({
    tool: 'exiftool',
    parsed: {
      make: 'Acme',
      model: 'Phone 9',
      captured: { value: '2026:01:14 17:42:05-05:00' },
      gps: { latitude: 40.7128, longitude: -74.006 },
    },
  });
  expect(JSON.parse(reading?.raw)[0]['ExifIFD:OffsetTimeOriginal']).toBe('-05:00');
  expect(reading?.raw).not.toContain('System:');

  const copies = await world.superSql`select * from derivatives where file_id = ${fileId} order by kind`;
  expect(copies.map(({ kind, state, width, height }) => ({ kind, state, width, height }))).toEqual([
    { kind: 'thumbnail', state: 'stored', width: 320, height: 240 },
    { kind: 'view', state: 'stored', width: 1600, height: 1200 },
  ]);
  for (const copy of copies) {
    const bytes = await readDerivative(copy.object_key, copy.version_id);
    expect(sha256Of(bytes).equals(copy.sha256)).toBe(true);
    expect(copy.parent_sha256.equals(sha256Of(photo))).toBe(true);
    const metadata = await sharp(bytes).metadata();
    expect({ format: metadata.format, exif: metadata.exif, xmp: metadata.xmp, icc: metadata.icc }).toEqual({
      format: 'webp',
      exif: undefined,
      xmp: undefined,
      icc: undefined,
    });
  }

  expect(await assessJobs(submissionId)).toBe(1);
  await assess(context, { submissionId });
  const [item] =
    await world.superSql`select state, urgency, urgency_reasons, ready_at from triage_items where submission_id = ${submissionId}`;
  expect(item).toMatchObject({ state: 'ready', urgency: 2, urgency_reasons: ['ongoing', 'injuries'] });
  const facts = await world.superSql<{ kind: string }[]>`select kind from facts where submission_id = ${submissionId}`;
  expect(facts.map(({ kind }) => kind).toSorted()).toEqual(['declared_hash_same', 'editor_tag', 'place_recorded', 'scan_verdict']); // the editor is ffmpeg, which made the picture
  expect(await eventsOf(submissionId)).toEqual(['file.inspected', 'file.derived', 'stage.skipped', 'submission.ready']);
});

test('a video with its index at the end gets ffprobe’s reading and a poster', async () => {
  const { fileId } = await give([{ bytes: video, type: 'video/mp4' }]);
  await handleMediaFile(context, { fileId });
  expect(await stagesOf(fileId)).toMatchObject({ inspect: { state: 'done' }, derive: { state: 'done' } });
  const readings = await world.superSql`select tool, parsed from metadata where file_id = ${fileId} order by tool`;
  expect(readings.map(({ tool }) => tool)).toEqual(['exiftool', 'ffprobe']);
  expect(readings[0]?.parsed).toMatchObject({
    make: 'Acme',
    captured: { value: '2026:01:14 22:45:00+00:00' },
    gps: { latitude: 40.7, longitude: -74.1 },
  });
  expect(readings[1]?.parsed).toMatchObject({ codecs: ['video: h264', 'audio: aac'], width: 640, height: 360 });
  const copies = await world.superSql`select kind, state, width from derivatives where file_id = ${fileId} order by kind`;
  expect([...copies]).toEqual([
    { kind: 'poster', state: 'stored', width: 640 },
    { kind: 'thumbnail', state: 'stored', width: 320 },
  ]);
});

test('delivered twice, in parallel and again, each stage has one result and one event', async () => {
  const { submissionId, fileId } = await give([{ bytes: photo, type: 'image/jpeg' }]);
  await Promise.all([handleMediaFile(context, { fileId }), handleMediaFile(context, { fileId })]);
  await handleMediaFile(context, { fileId });
  await Promise.all([assess(context, { submissionId }), assess(context, { submissionId })]);
  await assess(context, { submissionId });
  expect((await eventsOf(submissionId)).toSorted()).toEqual(['file.derived', 'file.inspected', 'stage.skipped', 'submission.ready']);
  const [count] =
    await world.superSql`select (select count(*)::int from metadata where file_id = ${fileId}) as readings, (select count(*)::int from derivatives where file_id = ${fileId} and state = 'stored') as copies`;
  expect(count).toEqual({ readings: 1, copies: 2 });
  expect(await assessJobs(submissionId)).toBe(1);
});

test('two files that end at the same moment ask for one assessment', async () => {
  const { submissionId, fileIds } = await give([
    { bytes: photo, type: 'image/jpeg' },
    { bytes: Buffer.from('plain words'), type: 'text/plain', name: 'note.txt' },
  ]);
  await Promise.all(fileIds.map((fileId) => handleMediaFile(context, { fileId })));
  expect(await assessJobs(submissionId)).toBe(1);
});

test('while the verdict is pending nothing is derived; once it is there the same job goes on', async () => {
  const { submissionId, fileId } = await give([{ bytes: photo, type: 'image/jpeg', verdict: 'pending' }]);
  await handleMediaFile(context, { fileId });
  expect(await stagesOf(fileId)).toMatchObject({ inspect: { state: 'done' }, derive: { state: 'pending', generation: 0 } });
  expect(await assessJobs(submissionId)).toBe(0);
  await assess(context, { submissionId }); // out of order: does nothing
  expect(await eventsOf(submissionId)).not.toContain('submission.ready');

  await world.superSql`update files set verdict = 'clean' where id = ${fileId}`;
  await world.superSql`update file_stages set state = 'done' where file_id = ${fileId} and stage = 'scan'`;
  await handleMediaFile(context, { fileId });
  expect(await stagesOf(fileId)).toMatchObject({ derive: { state: 'done' } });
  expect(await assessJobs(submissionId)).toBe(1);
});

test.each(['infected', 'encrypted', 'error'])('a file whose verdict is %s is inspected and never derived', async (verdict) => {
  const { submissionId, fileId } = await give([
    { bytes: infected, type: 'application/zip', name: 'papers.zip', verdict, finding: 'Eicar-Test' },
  ]);
  await handleMediaFile(context, { fileId });
  expect(await stagesOf(fileId)).toMatchObject({
    inspect: { state: 'done' },
    derive: { state: 'skipped', reason: 'the scan’s verdict allows no viewing copies' },
  });
  await assess(context, { submissionId });
  const [fact] = await world.superSql`select evidence from facts where submission_id = ${submissionId} and kind = 'scan_verdict'`;
  expect(fact?.evidence).toEqual({ verdict, finding: 'Eicar-Test' });
  const [item] = await world.superSql`select state from triage_items where submission_id = ${submissionId}`;
  expect(item?.state).toBe('ready');
});

test('kinds without a viewing copy are skipped and say so', async () => {
  const { fileIds } = await give([
    { bytes: sound, type: 'audio/wav' },
    { bytes: Buffer.from('%PDF-1.4'), type: 'application/pdf' },
  ]);
  for (const fileId of fileIds) await handleMediaFile(context, { fileId });
  expect(await stagesOf(fileIds[0] ?? '')).toMatchObject({
    inspect: { state: 'done' },
    derive: { state: 'skipped', reason: 'no viewing copy is made of sound yet' },
  });
  expect(await stagesOf(fileIds[1] ?? '')).toMatchObject({
    derive: { state: 'skipped', reason: 'no viewing copy is made of this kind of file yet' },
  });
});

test('a broken file costs its stages and nothing else', async () => {
  const { submissionId, fileId } = await give([{ bytes: photo.subarray(0, 300), type: 'image/jpeg' }]);
  await handleMediaFile(context, { fileId });
  expect(await stagesOf(fileId)).toMatchObject({
    inspect: { state: 'done' },
    derive: { state: 'failed', reason: 'pictures: the tool could not read the file' },
    fingerprint: { state: 'skipped' },
  });
  await assess(context, { submissionId });
  const facts = await world.superSql<{ kind: string }[]>`select kind from facts where submission_id = ${submissionId}`;
  expect(facts.map(({ kind }) => kind)).toContain('step_not_done');
});

test('a picture larger than the bound is refused by its own decoder', async () => {
  const huge = await sharp({ create: { width: 16_384, height: 16_384, channels: 3, background: '#fff' }, limitInputPixels: false })
    .png({ compressionLevel: 9 })
    .toBuffer();
  const { fileId } = await give([{ bytes: huge, type: 'image/png' }]);
  await handleMediaFile(context, { fileId });
  expect(await stagesOf(fileId)).toMatchObject({ derive: { state: 'failed' } });
});

test('bytes that differ from the record are never parsed: the stages park, with one alarm in custody', async () => {
  const { submissionId, fileId } = await give([{ bytes: photo, type: 'image/jpeg', sha256: sha256Of(Buffer.from('others')) }]);
  await handleMediaFile(context, { fileId });
  expect(await stagesOf(fileId)).toMatchObject({ inspect: { state: 'parked' }, derive: { state: 'parked' } });
  expect((await eventsOf(submissionId)).filter((action) => action === 'file.integrity_failed')).toHaveLength(1);
  expect(await world.superSql`select from metadata where file_id = ${fileId}`).toHaveLength(0);
  await assess(context, { submissionId });
  const facts = await world.superSql<{ kind: string }[]>`select kind from facts where submission_id = ${submissionId}`;
  expect(facts.map(({ kind }) => kind)).toContain('bytes_differ_from_record');
});

test('a stage whose worker fell silent is taken over; what the first one still finds is refused', async () => {
  const { submissionId, fileId } = await give([{ bytes: photo, type: 'image/jpeg' }]);
  await world.superSql`update file_stages set state = 'running', generation = 1, attempts = 1, progress_at = clock_timestamp() - interval '1 minute' where file_id = ${fileId} and stage = 'inspect'`;
  await handleMediaFile(context, { fileId });
  expect(await stagesOf(fileId)).toMatchObject({ inspect: { state: 'done', generation: 2 } });
  const { settleStage } = await import('#db/media/stages.ts');
  expect(await settleStage(context.sql, { fileId, submissionId, stage: 'inspect', generation: 1 }, { state: 'done', payload: {} })).toBe(
    false,
  );
  expect((await eventsOf(submissionId)).filter((action) => action === 'file.inspected')).toHaveLength(1);
});

test('a restricted submission is not touched: its stages are skipped, nothing is read', async () => {
  const { submissionId, fileId } = await give([{ bytes: photo, type: 'image/jpeg' }]);
  await world.superSql`update submissions set restricted_at = clock_timestamp() where id = ${submissionId}`;
  await handleMediaFile(context, { fileId });
  expect(await stagesOf(fileId)).toMatchObject({
    inspect: { state: 'skipped', reason: 'restricted' },
    derive: { state: 'skipped', reason: 'restricted' },
  });
  await assess(context, { submissionId });
  const [item] = await world.superSql`select state from triage_items where submission_id = ${submissionId}`;
  expect(item?.state).toBe('processing');
});

test('without a sandbox nothing is parsed: what would need one parks', async () => {
  const { fileId } = await give([{ bytes: photo, type: 'image/jpeg' }]);
  await handleMediaFile({ ...context, sandbox: await findRung([]) }, { fileId });
  expect(await stagesOf(fileId)).toMatchObject({
    inspect: { state: 'parked' },
    derive: { state: 'parked' },
    fingerprint: { state: 'skipped' },
  });
});

test('when the store is away the stage is handed back and the job fails, to come again', async () => {
  const { fileId } = await give([{ bytes: photo, type: 'image/jpeg' }]);
  const [file] = await world.superSql`select original_key from files where id = ${fileId}`;
  await world.superSql`update files set original_key = 'nowhere' where id = ${fileId}`;
  await expect(handleMediaFile(context, { fileId })).rejects.toThrow();
  expect(await stagesOf(fileId)).toMatchObject({ inspect: { state: 'pending', generation: 1 } });
  await world.superSql`update files set original_key = ${file?.original_key} where id = ${fileId}`;
  await handleMediaFile(context, { fileId });
  expect(await stagesOf(fileId)).toMatchObject({ inspect: { state: 'done', generation: 2 } });
});

test('a process that is asked to stop hands its stage back, uncounted, and asks for it at once', async () => {
  const { fileId } = await give([{ bytes: photo, type: 'image/jpeg' }]);
  await handleMediaFile({ ...context, stopping: AbortSignal.abort() }, { fileId });
  const [stage] = await world.superSql`select state, attempts from file_stages where file_id = ${fileId} and stage = 'inspect'`;
  expect(stage).toEqual({ state: 'pending', attempts: 0 });
  expect(await world.superSql`select from outbox where name = 'media.file' and payload ->> 'fileId' = ${fileId}`).toHaveLength(1);
  expect(await readdir(context.spool)).toEqual([]);
});

test('a person’s retry after the decision adds facts; the item is made ready once and stays where it was', async () => {
  const { submissionId, fileId } = await give([{ bytes: photo, type: 'image/jpeg' }]);
  await handleMediaFile(context, { fileId });
  await assess(context, { submissionId });
  await world.superSql`update triage_items set state = 'triaged' where submission_id = ${submissionId}`;
  await world.superSql`update submissions set state = 'triaged' where id = ${submissionId}`;
  await world.superSql`update file_stages set state = 'pending', attempts = 0 where file_id = ${fileId} and stage = 'derive'`;
  await handleMediaFile(context, { fileId });
  await assess(context, { submissionId });
  expect((await eventsOf(submissionId)).filter((action) => action.startsWith('submission.'))).toEqual([
    'submission.ready',
    'submission.assessed',
  ]);
  const [now] =
    await world.superSql`select s.state, t.state as item, (select max(generation) from facts where submission_id = s.id) as generation from submissions s join triage_items t on t.submission_id = s.id where s.id = ${submissionId}`;
  expect(now).toEqual({ state: 'triaged', item: 'triaged', generation: 2 });
  const copies =
    await world.superSql`select kind, state, count(*)::int as count from derivatives where file_id = ${fileId} group by kind, state order by kind, state`;
  expect(copies.map(({ kind, state, count }) => `${kind} ${state} ${count}`)).toEqual([
    'thumbnail stored 1',
    'thumbnail superseded 1',
    'view stored 1',
    'view superseded 1',
  ]);
});

test('the same bytes in another report are a fact of the later one', async () => {
  const earlier = await give([{ bytes: video, type: 'video/mp4' }]);
  const { submissionId, fileId } = await give([{ bytes: video, type: 'video/mp4', name: 'clip.jpg' }]);
  await handleMediaFile(context, { fileId });
  await assess(context, { submissionId });
  const facts = await world.superSql<
    { kind: string; evidence: { copies?: { submissionId: string }[] } }[]
  >`select kind, evidence from facts where submission_id = ${submissionId}`;
  const same = facts.find(({ kind }) => kind === 'same_file_elsewhere');
  expect(same?.evidence.copies?.map((copy) => copy.submissionId)).toContain(earlier.submissionId);
  expect(facts.map(({ kind }) => kind)).toContain('extension_differs');
});

test('no working copy stays behind, and a killed worker’s is swept at the next start', async () => {
  expect(await readdir(context.spool)).toEqual([]);
  await mkdir(join(context.spool, 'media-999999999-x'));
  await sweepSpool(context.spool);
  expect(await readdir(context.spool)).toEqual([]);
});
