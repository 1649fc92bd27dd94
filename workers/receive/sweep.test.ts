/** The sweep against the real record and store, round by round. Time passes by moving what was seen back by it. */
import { randomBytes, randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { expireDrafts } from '#db/flow/drafts.ts';
import { openLog } from '#infra/log/log.ts';
import { abortMultipart, completeMultipart, createMultipart, uploadPart } from '#infra/store/multipart.ts';
import { deleteVersion, listVersions, putObject } from '#infra/store/objects.ts';
import { readUploadsPage } from '#infra/store/pages.ts';
import type { ReceiveContext } from '#workers/receive/context.ts';
import { clearQuarantine } from '#workers/receive/quarantine.ts';
import { receiveFile } from '#workers/receive/receive-file.ts';
import { sweep, usualPace, type Pace } from '#workers/receive/sweep.ts';
import { checkInvariants } from '#tests/support/invariants.ts';
import { receiveContext } from '#tests/support/receive.ts';
import { fileReport, prepareReport } from '#tests/support/report.ts';
import { openWorld, type World } from '#tests/support/world.ts';

let world: World;
let lines: string[];
let context: ReceiveContext; // of the last round
// A world each: what one test leaves in the store is another's orphan.
beforeEach(async () => {
  world = await openWorld({ name: 'sweep' });
  lines = [];
});
afterEach(() => world.close());

const none = { sighted: 0, aborted: 0, deleted: 0, abandoned: 0, forgotten: 0, strangers: 0, missing: 0 };
function run(pace: Partial<Pace> = {}) {
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  context = { ...receiveContext(world), log: openLog({ service: 'receive', mode: 'test', sink }) };
  return sweep(context, { ...usualPace, ...pace });
}
async function passes(time: '61 minutes' | '25 hours' | '29 days' | '31 days'): Promise<void> {
  await world.superSql`update store_sightings set first_seen = first_seen - ${time}::interval`;
}
async function openIn(bucket: 'quarantine' | 'originals'): Promise<string[]> {
  return (await readUploadsPage(world.store('root'), bucket, { marker: null, limit: 1000 })).entries.map(({ id }) => id);
}
async function versionsIn(bucket: 'quarantine' | 'originals', key = ''): Promise<string[]> {
  const found: string[] = [];
  for await (const version of listVersions(world.store('root'), bucket, key)) if (!version.deleted) found.push(version.versionId);
  return found;
}
/** A draft with an upload under way, as intake leaves it between two parts. */
async function beginUpload(): Promise<{ id: string; key: string; storeUpload: string; draft: string }> {
  const sql = world.sql('intake');
  const [draft, id, key, proof] = [randomUUID(), randomUUID(), randomUUID(), randomBytes(32)];
  await sql`select intake_start_draft(${draft}, sha256(${proof}::bytea), ${randomUUID()}, ${randomUUID()}, ${randomBytes(64)})`;
  await sql`select intake_open_upload(${draft}, ${proof}, ${id}, ${key}, 'direct', ${10_000_000}, ${5_242_880})`;
  const storeUpload = await createMultipart(world.store('intake'), 'quarantine', key);
  await sql`select intake_upload_started(${draft}, ${proof}, ${id}, ${storeUpload})`;
  return { id, key, storeUpload, draft };
}
async function stateOf(id: string): Promise<string | undefined> {
  const [row] = await world.superSql<{ state: string }[]>`select state from uploads where id = ${id}`;
  return row?.state;
}

test('an upload that no row names, after a crash or a lost race, is ended at the second sighting and not before; the one that is under way goes on for days', async () => {
  const live = await beginUpload();
  const loser = await createMultipart(world.store('intake'), 'quarantine', live.key); // a second create of the same upload
  const nameless = await createMultipart(world.store('intake'), 'quarantine', randomUUID()); // its row was never committed
  expect(await run()).toEqual({ ...none, sighted: 2 });
  expect(await run(), 'minutes later').toEqual({ ...none, sighted: 2 });
  expect((await openIn('quarantine')).toSorted()).toEqual([live.storeUpload, loser, nameless].toSorted());

  await passes('61 minutes');
  expect(await run(), 'after a restore one of them may have parts that a witness was told of').toEqual({ ...none, sighted: 2 });
  await passes('25 hours');
  await world.superSql`update uploads set created_at = created_at - interval '5 days' where id = ${live.id}`;
  expect(await run()).toEqual({ ...none, aborted: 2 });
  expect(await openIn('quarantine')).toEqual([live.storeUpload]);
  await passes('31 days');
  expect(await run()).toEqual(none);
  expect(await stateOf(live.id)).toBe('uploading');
  await checkInvariants(world);
});

test('a row that comes between two sightings saves its upload', async () => {
  const sql = world.sql('intake');
  const [draft, id, key, proof] = [randomUUID(), randomUUID(), randomUUID(), randomBytes(32)];
  await sql`select intake_start_draft(${draft}, sha256(${proof}::bytea), ${randomUUID()}, ${randomUUID()}, ${randomBytes(64)})`;
  await sql`select intake_open_upload(${draft}, ${proof}, ${id}, ${key}, 'direct', ${10_000_000}, ${5_242_880})`;
  const storeUpload = await createMultipart(world.store('intake'), 'quarantine', key);
  expect(await run()).toEqual({ ...none, sighted: 1 });
  await sql`select intake_upload_started(${draft}, ${proof}, ${id}, ${storeUpload})`;
  await passes('31 days');
  expect(await run()).toEqual(none);
  expect(await openIn('quarantine')).toEqual([storeUpload]);
  expect(await world.superSql`select from store_sightings`).toHaveLength(0);
});

test('bytes that no row names are deleted from quarantine at the second sighting, on the office’s chain; acknowledged ones stay', async () => {
  const report = await fileReport(world, { files: [{ name: 'a', bytes: randomBytes(1000) }] });
  const orphan = { bucket: 'quarantine', key: randomUUID(), body: randomBytes(7) } as const;
  const { versionId } = await putObject(world.store('intake'), orphan);
  expect(await run()).toEqual({ ...none, sighted: 1 });
  expect(await versionsIn('quarantine')).toHaveLength(2);
  await passes('31 days');
  expect(await run()).toEqual({ ...none, deleted: 1 });
  expect(await versionsIn('quarantine')).toEqual([report.files[0]?.versionId]);
  const [event] = await world.superSql<[{ payload: string }]>`select payload from custody_events where action = 'orphans.deleted'`;
  expect(JSON.parse(event.payload)).toEqual({ bucket: 'quarantine', versions: [{ key: orphan.key, size: 7, versionId }] });
  await checkInvariants(world, { acknowledged: [report] });
});

test('a completion that the record never learned of belongs to its row until the draft has ended; then it goes with it', async () => {
  const upload = await beginUpload();
  const store = world.store('intake');
  const body = randomBytes(100);
  const { sha256Of } = await import('#tests/support/received-file.ts');
  const where = { bucket: 'quarantine', key: upload.key, uploadId: upload.storeUpload } as const;
  const etag = await uploadPart(store, { ...where, partNumber: 1, body, sha256: sha256Of(body).toString('hex') });
  await completeMultipart(store, { ...where, parts: [{ partNumber: 1, etag }] });
  for (let round = 0; round < 3; round++) {
    expect(await run()).toEqual(none);
    await passes('31 days');
  }
  expect(await stateOf(upload.id)).toBe('uploading');
  expect(await versionsIn('quarantine')).toHaveLength(1);

  await world.superSql`update drafts set expires_at = clock_timestamp() where id = ${upload.draft}`;
  await expireDrafts(world.sql('records'));
  await world.superSql`update uploads set abandoned_at = abandoned_at - interval '2 days' where id = ${upload.id}`;
  expect(await clearQuarantine(receiveContext(world))).toBe(1);
  expect(await versionsIn('quarantine')).toEqual([]);
  // Its deletion is on the report's chain, which names the upload: so its row stays.
  await world.superSql`update uploads set quarantine_deleted_at = quarantine_deleted_at - interval '2 days'`;
  expect(await run()).toEqual(none);
  expect(await stateOf(upload.id)).toBe('abandoned');
  await checkInvariants(world);
});

test('bytes that come under a key after its upload was given up and cleared are orphans', async () => {
  const upload = await beginUpload();
  await world.superSql`update uploads set state = 'abandoned', quarantine_deleted_at = clock_timestamp() where id = ${upload.id}`;
  await putObject(world.store('intake'), { bucket: 'quarantine', key: upload.key, body: randomBytes(7) });
  expect(await run()).toEqual({ ...none, sighted: 2 });
  await passes('31 days');
  expect(await run()).toEqual({ ...none, aborted: 1, deleted: 1 });
});

test('a row whose upload the store has ended is given up, and a day later out of the record', async () => {
  const upload = await beginUpload();
  await abortMultipart(world.store('root'), { bucket: 'quarantine', key: upload.key, uploadId: upload.storeUpload }); // the bucket's own rule
  expect(await run()).toEqual({ ...none, sighted: 1 });
  expect(await stateOf(upload.id)).toBe('uploading');
  await passes('25 hours');
  expect(await run()).toEqual({ ...none, abandoned: 1 });
  expect(await stateOf(upload.id)).toBe('abandoned');

  await world.superSql`update uploads set abandoned_at = abandoned_at - interval '23 hours' where id = ${upload.id}`;
  await clearQuarantine(receiveContext(world));
  await world.superSql`update uploads set quarantine_deleted_at = quarantine_deleted_at - interval '23 hours' where id = ${upload.id}`;
  expect(await run()).toEqual(none);
  await world.superSql`update uploads set abandoned_at = abandoned_at - interval '2 hours', quarantine_deleted_at = quarantine_deleted_at - interval '2 hours'`;
  expect(await run()).toEqual({ ...none, forgotten: 1 });
  expect(await stateOf(upload.id)).toBeUndefined();
  await checkInvariants(world);
});

test.each(['quarantine', 'originals'] as const)(
  'bytes of a report that are gone from %s call a person, once, and are told in every walk',
  async (bucket) => {
    const report = await fileReport(world, { files: [{ name: 'a', bytes: randomBytes(1000) }] });
    const [file] = report.files;
    if (bucket === 'originals') {
      await receiveFile(receiveContext(world), file?.fileId ?? '');
      await clearQuarantine(receiveContext(world));
      expect(await run(), 'all is well').toEqual(none);
      const [original] = await world.superSql<
        [{ key: string; id: string }]
      >`select original_key as key, original_version_id as id from files`;
      const { DeleteObjectCommand } = await import('@aws-sdk/client-s3');
      const { bucketName } = await import('#infra/store/client.ts');
      const root = world.store('root');
      await root.client.send(
        new DeleteObjectCommand({
          Bucket: bucketName(root, bucket),
          Key: original.key,
          VersionId: original.id,
          BypassGovernanceRetention: true,
        }),
      );
    } else {
      await deleteVersion(world.store('root'), { bucket, key: file?.key ?? '', versionId: file?.versionId ?? '' });
    }
    expect(await run()).toEqual({ ...none, sighted: 1 });
    const attention = async () => (await world.superSql<[{ attention: string | null }]>`select attention from triage_items`)[0].attention;
    expect(await attention()).toBeNull();
    await passes('61 minutes');
    expect(await run()).toEqual({ ...none, missing: 1 });
    expect(await run()).toEqual({ ...none, missing: 1 });
    expect(await attention()).toBe('a file is missing from the store');
    const events = await world.superSql<{ item: string }[]>`select item from custody_events where action = 'file.missing'`;
    expect(events).toEqual([{ item: file?.fileId }]);
    const alarms = lines.filter((line) => line.includes('bytes are missing'));
    expect(alarms).toHaveLength(2);
    expect(JSON.parse(alarms[0] ?? '')).toMatchObject({ level: 'error', submission: report.submissionId, file: file?.fileId, bucket });
  },
);

test('an object among the originals that no row names is told by its key and stays', async () => {
  const key = randomBytes(16).toString('hex');
  await putObject(world.store('receive'), { bucket: 'originals', key, body: randomBytes(7) });
  await run();
  await passes('61 minutes');
  expect(await run()).toEqual({ ...none, strangers: 1 });
  expect(await versionsIn('originals')).toHaveLength(1);
  expect(
    lines.filter((line) => line.includes('object without a row')).map((line) => (JSON.parse(line) as { object: string }).object),
  ).toEqual([key]);
});

test('a long listing is walked over many rounds, every entry once, whatever the pages', async () => {
  const reports = await prepareReport(world, { files: Array.from({ length: 5 }, (_, n) => ({ name: `${n}`, bytes: randomBytes(10) })) });
  for (let n = 0; n < 5; n++) await putObject(world.store('intake'), { bucket: 'quarantine', key: randomUUID(), body: randomBytes(7) });
  for (let n = 0; n < 5; n++) await createMultipart(world.store('intake'), 'quarantine', randomUUID());
  const slow = { pages: 1, pageSize: 3 };
  let sighted = 0;
  for (let round = 0; round < 4; round++) sighted += (await run(slow))?.sighted ?? 0;
  const walks = await world.superSql<{ walk: string }[]>`select walk from store_walks where ended_at is not null order by 1`;
  expect(walks.map(({ walk }) => walk)).toEqual(['originals.uploads', 'originals.versions', 'quarantine.uploads', 'quarantine.versions']);
  expect(sighted).toBeGreaterThanOrEqual(10);
  expect(await world.superSql`select from store_sightings where kind in ('upload', 'version')`).toHaveLength(10);
  expect(
    await world.superSql`select from store_sightings where kind in ('gone', 'missing')`,
    'nothing is missed at a page’s edge',
  ).toHaveLength(0);
  await passes('31 days');
  for (let round = 0; round < 8; round++) await run(slow);
  expect(await openIn('quarantine')).toEqual([]);
  expect((await versionsIn('quarantine')).toSorted()).toEqual(reports.files.map(({ versionId }) => versionId).toSorted());
});

test('two processes never sweep at once, and each round tells its result', async () => {
  await createMultipart(world.store('intake'), 'quarantine', randomUUID());
  const results = await Promise.all([run(), run()]);
  expect(results.filter((swept) => swept !== null)).toEqual([{ ...none, sighted: 1 }]);
  const told = lines.map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ msg }) => msg === 'swept');
  expect(told).toEqual([expect.objectContaining({ ...none, loop: 'sweep', outcome: 'ended', sighted: 1 })]);
  expect(await run()).toEqual({ ...none, sighted: 1 });
});

function errors(): Record<string, unknown>[] {
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ level }) => level === 'error');
}

test('the record restored from before a report was handed in: its files stay for a month', async () => {
  const report = await fileReport(world, { files: [{ name: 'a.mp4', bytes: randomBytes(2000) }] });
  await world.superSql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`delete from file_stages`;
    await tx`delete from files`;
    await tx`delete from uploads`;
  });
  for (const time of ['61 minutes', '25 hours'] as const) {
    expect(await run()).toEqual({ ...none, sighted: 1 });
    await passes(time);
  }
  expect(await run()).toEqual({ ...none, sighted: 1 });
  await world.superSql`update store_sightings set first_seen = clock_timestamp() - interval '29 days'`;
  expect(await run()).toEqual({ ...none, sighted: 1 });
  expect(await versionsIn('quarantine')).toEqual([report.files[0]?.versionId]);
});

test('many versions without a row, as with another database, are left until a person agrees to their number', async () => {
  for (let n = 0; n < 51; n++) await putObject(world.store('intake'), { bucket: 'quarantine', key: randomUUID(), body: randomBytes(7) });
  await run();
  await passes('31 days');
  expect(await run()).toEqual({ ...none, sighted: 51 });
  expect(await versionsIn('quarantine')).toHaveLength(51);
  expect(errors().at(-1)).toMatchObject({
    bucket: 'quarantine',
    kind: 'version',
    count: 51,
    total: 51,
    msg: 'do the store and the record belong together?',
  });
  expect(await context.metrics.text()).toMatch(/exhibit_sweep_held\{[^}]*bucket="quarantine",kind="version"[^}]*\} 51/);

  const agree = (most: number) => world.superSql`insert into sweep_agreements (bucket, kind, most, expires_at)
    values ('quarantine', 'version', ${most}, clock_timestamp() + interval '1 day') on conflict (bucket, kind) do update set most = excluded.most`;
  await agree(50);
  expect(await run(), 'to fewer').toEqual({ ...none, sighted: 51 });
  await agree(51);
  expect(await run()).toEqual({ ...none, deleted: 51 });
  expect(await context.metrics.text()).toMatch(/exhibit_sweep_held\{[^}]*bucket="quarantine",kind="version"[^}]*\} 0/);
});

test('nothing is done before a whole walk has ended: what a page shows again after a round that broke off is not all there is', async () => {
  for (let n = 0; n < 2; n++) await putObject(world.store('intake'), { bucket: 'quarantine', key: randomUUID(), body: randomBytes(7) });
  const onePage = { pages: 1, pageSize: 1 };
  await run(onePage);
  await world.superSql`update store_walks set key_marker = null, id_marker = null where walk = 'quarantine.versions'`; // never written
  await passes('31 days');
  expect(await run(onePage)).toEqual({ ...none, sighted: 1 });
  expect(await versionsIn('quarantine')).toHaveLength(2);
  await run();
  await passes('31 days');
  expect(await run()).toEqual({ ...none, deleted: 2 });
});

test('many rows whose bytes or uploads the store does not have, as with a wrong prefix, are left as they are, over several pages too', async () => {
  const { draft } = await beginUpload();
  for (const state of ['uploading', 'stored'])
    await world.superSql`insert into uploads (id, draft_id, submission_id, object_key, route, size, part_size, state, store_upload_id, version_id, stored_at)
      select uuid_v7(), ${draft}, uuid_v7(), uuid_v7()::text, 'direct', 1, 5242880, ${state}, 'u', case when ${state} = 'stored' then 'v' end, case when ${state} = 'stored' then clock_timestamp() end
      from generate_series(1, 51)`;
  for (let n = 0; n < 2; n++) await putObject(world.store('intake'), { bucket: 'quarantine', key: randomUUID(), body: randomBytes(7) });
  await run({ pageSize: 1 });
  await passes('25 hours');
  expect(await run({ pageSize: 1 })).toEqual({ ...none, sighted: 51 + 51 + 2 });
  const kinds = errors().map(({ kind, count }) => `${String(kind)} ${String(count)}`);
  expect(kinds.filter((kind) => kind === 'gone 51')).not.toHaveLength(0);
  expect(kinds.filter((kind) => kind === 'missing 51')).not.toHaveLength(0);
  const states = await world.superSql`select state, count(*)::int from uploads group by state order by state`;
  expect(states.map(({ state, count }) => `${state} ${count}`)).toEqual(['stored 51', 'uploading 52']);
  expect(await world.superSql`select from custody_events where action = 'file.missing'`).toHaveLength(0);
}, 90_000);
