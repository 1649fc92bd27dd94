/** Opening an upload against the real record and store: asked again it is the same one, and a store that is away leaves nothing that counts. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { AppLoadContext } from '@remix-run/node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readIntakeSettings } from '#db/settings/settings.ts';
import { openStore } from '#infra/store/client.ts';
import { abortMultipart, completeMultipart, listParts } from '#infra/store/multipart.ts';
import { openProxy, type Proxy } from '#tests/support/proxy.ts';
import { openWorld, type World } from '#tests/support/world.ts';
import { beginDraft, changeDraft, findDraft, type Draft } from '../draft/draft.ts';
import { openPaces } from '../load/paces.ts';
import { completeUpload } from './complete.ts';
import { createUpload, dropUpload, signPart } from './direct.ts';

const GiB = 1024 ** 3;
let world: World;
let proxy: Proxy;
let context: AppLoadContext;
beforeAll(async () => {
  world = await openWorld({ name: 'direct' });
  const sql = world.sql('intake');
  const environment = world.environment('intake');
  const endpoint = new URL(environment.S3_ENDPOINT ?? '');
  proxy = await openProxy({ host: endpoint.hostname, port: Number(endpoint.port) });
  endpoint.port = String(proxy.port);
  const store = openStore({
    endpoint: endpoint.href,
    publicEndpoint: endpoint.href,
    region: environment.S3_REGION ?? '',
    forcePathStyle: true,
    accessKeyId: environment.S3_ACCESS_KEY_ID ?? '',
    secretAccessKey: environment.S3_SECRET_ACCESS_KEY ?? '',
    prefix: environment.S3_BUCKET_PREFIX ?? '',
    encryption: 'none',
  });
  const intake = { settings: () => readIntakeSettings(sql), load: { paces: openPaces(() => {}) } };
  context = { sql, store, secure: false, intake } as unknown as AppLoadContext; // all that these functions use
});
afterAll(async () => {
  await proxy.close();
  await world.close();
});

async function newDraft(): Promise<{ read(): Promise<Draft> }> {
  const { id, key } = await beginDraft(context, 'en');
  const request = new Request('http://localhost/', { headers: { cookie: `draft=${id}.${key}` } });
  return { read: async () => (await findDraft(request, context)) as Draft }; // just begun
}
const video = () => ({ upload: randomUUID(), name: 'video.mp4', size: 10 * GiB, role: 'evidence' as const });
/** What counts against the report's limits, and what its draft names. */
async function read(draft: Draft): Promise<{ rows: { id: string; state: string; key: string | null }[]; named: string[] }> {
  const rows = await world.superSql<{ id: string; state: string; key: string | null }[]>`
    select id, state, store_upload_id as key from uploads where draft_id = ${draft.ticket.id} and state <> 'abandoned'`;
  return { rows: rows.map((row) => ({ ...row })), named: draft.content.files.map(({ upload }) => upload) };
}

describe('the store is away', () => {
  test('nothing stays of six tries, and the seventh, when it is back, is the one upload', async () => {
    const draft = await newDraft();
    const file = video();
    proxy.refuse(true);
    proxy.cutAll();
    for (let n = 0; n < 6; n += 1)
      await expect(createUpload(context, await draft.read(), file)).rejects.toMatchObject({ name: 'StoreUnavailable' });
    expect(await read(await draft.read())).toEqual({ rows: [], named: [] });
    proxy.refuse(false);
    const answer = await createUpload(context, await draft.read(), file);
    expect(answer.upload).toBe(file.upload);
    expect(await read(await draft.read())).toMatchObject({ rows: [{ id: file.upload, state: 'uploading' }], named: [file.upload] });
  }, 60_000);
});

describe('asked again', () => {
  test('after a lost answer it answers the same, and there is one row, one name and one upload in the store', async () => {
    const draft = await newDraft();
    const file = video();
    const first = await createUpload(context, await draft.read(), file);
    const before = await read(await draft.read());
    expect(await createUpload(context, await draft.read(), file)).toEqual(first);
    expect(await read(await draft.read())).toEqual(before);
    expect(before).toMatchObject({ rows: [{ id: file.upload }], named: [file.upload] });
  });
  test('while the first asking is still under way, both are answered and one counts', async () => {
    const draft = await newDraft();
    const file = video();
    const at = await draft.read();
    const answers = await Promise.all(Array.from({ length: 4 }, () => createUpload(context, at, file)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await read(await draft.read())).toMatchObject({ rows: [{ id: file.upload, state: 'uploading' }], named: [file.upload] });
  });
});

describe('an id', () => {
  test('that is another draft’s upload is gone for this one, which keeps nothing of it', async () => {
    const [own, other] = [await newDraft(), await newDraft()];
    const file = video();
    await createUpload(context, await other.read(), file);
    await expect(createUpload(context, await own.read(), file)).rejects.toMatchObject({ name: 'UploadGone' });
    expect(await read(await own.read())).toEqual({ rows: [], named: [] });
    expect(await read(await other.read())).toMatchObject({ rows: [{ id: file.upload }], named: [file.upload] });
  });
  test('that was given up does not come again, nor one with another length', async () => {
    const draft = await newDraft();
    const [given, kept] = [video(), video()];
    await createUpload(context, await draft.read(), given);
    await dropUpload(context, await draft.read(), given.upload);
    await expect(createUpload(context, await draft.read(), given)).rejects.toMatchObject({ name: 'UploadGone' });
    await createUpload(context, await draft.read(), kept);
    await expect(createUpload(context, await draft.read(), { ...kept, size: 7 })).rejects.toMatchObject({ name: 'UploadDiffers' });
    expect(await read(await draft.read())).toMatchObject({ rows: [{ id: kept.upload, state: 'uploading' }], named: [kept.upload] });
  });
});

test('over a limit nothing stays', async () => {
  const draft = await newDraft();
  await expect(createUpload(context, await draft.read(), { ...video(), size: 2_000 * GiB })).rejects.toMatchObject({ name: 'OverLimit' });
  expect(await read(await draft.read())).toEqual({ rows: [], named: [] });
});

test('removing cleans a name in the draft of which the record knows nothing', async () => {
  const draft = await newDraft();
  const upload = randomUUID();
  await changeDraft(context, await draft.read(), (content) => ({
    ...content,
    files: [{ upload, name: 'stray.mp4', caption: '', declared: { role: 'statement' } }],
  }));
  await dropUpload(context, await draft.read(), upload);
  expect((await draft.read()).content.files).toEqual([]);
});

describe('a file of three parts', () => {
  const MiB = 1024 ** 2;
  const size = 11 * MiB;
  const bytes = randomBytes(size);
  const hex = (part: Uint8Array) => createHash('sha256').update(part).digest('hex');
  const partOf = (n: number) => bytes.subarray((n - 1) * 5 * MiB, Math.min(size, n * 5 * MiB));
  const hashes = [1, 2, 3].map((n) => hex(partOf(n)));
  const whole = { sha256: hex(bytes), parts: hashes };
  const file = () => ({ upload: randomUUID(), name: 'video.mp4', size, role: 'evidence' as const });

  async function send(draft: Draft, upload: string, n: number, body: Uint8Array = partOf(n)): Promise<number> {
    const address = await signPart(context, draft.proof, { upload, part: n, size: partOf(n).length, sha256: hashes[n - 1] ?? '' });
    if (!('url' in address)) throw new Error('stored already');
    const reply = await fetch(address.url, { method: 'PUT', body: new Uint8Array(body), headers: address.headers });
    await reply.arrayBuffer();
    return reply.status;
  }
  const keyOf = async (upload: string) => {
    const [row] = await world.superSql<
      { key: string; id: string }[]
    >`select object_key as key, store_upload_id as id from uploads where id = ${upload}`;
    return { bucket: 'quarantine', key: row?.key ?? '', uploadId: row?.id ?? '' } as const;
  };

  test('that is asked for again tells which parts the store holds, and only the missing ones are needed', async () => {
    const draft = await (await newDraft()).read();
    const asked = file();
    expect(await createUpload(context, draft, asked)).toMatchObject({ parts: [], twin: false });
    expect([await send(draft, asked.upload, 1), await send(draft, asked.upload, 3)]).toEqual([200, 200]);
    await signPart(context, draft.proof, { upload: asked.upload, part: 2, size: 5 * MiB, sha256: hashes[1] ?? '' }); // asked for and never sent
    const again = await createUpload(context, draft, asked);
    expect(again.parts).toEqual([1, 3].map((n) => ({ n, sha256: hashes[n - 1] })));
    expect(await completeUpload(context, draft, { upload: asked.upload, ...whole })).toEqual({ stored: false, missing: [2] });
    await send(draft, asked.upload, 2);
    expect(await completeUpload(context, draft, { upload: asked.upload, ...whole })).toEqual({ stored: true });
    expect(await completeUpload(context, draft, { upload: asked.upload, ...whole })).toEqual({ stored: true });
    const events = await world.superSql<{ parts: unknown }[]>`
      select payload::jsonb -> 'parts' as parts from custody_events where item = ${asked.upload} and action = 'upload.stored'`;
    expect(events.map((event) => event.parts)).toEqual([[1, 2, 3].map((n) => ({ n, size: partOf(n).length, sha256: hashes[n - 1] }))]);
    expect(await world.superSql`select from upload_parts where upload_id = ${asked.upload}`).toHaveLength(0);
  });

  test('has one hash for each part: an address for other bytes is never made, and the store takes no others', async () => {
    const draft = await (await newDraft()).read();
    const { upload } = await createUpload(context, draft, file());
    await send(draft, upload, 1);
    const other = { upload, part: 1, size: 5 * MiB, sha256: hex(Buffer.from('other')) };
    await expect(signPart(context, draft.proof, other)).rejects.toMatchObject({ name: 'UploadDiffers' });
    await expect(signPart(context, draft.proof, { ...other, part: 2, size: 5 * MiB + 1 })).rejects.toMatchObject({ name: 'UploadDiffers' });
    await expect(signPart(context, draft.proof, { ...other, part: 4, size: 1 })).rejects.toMatchObject({ name: 'UploadDiffers' });
    expect(await send(draft, upload, 2, partOf(1))).toBe(400);
    await send(draft, upload, 2);
    await send(draft, upload, 3);
    const told = [...hashes.slice(0, 2), hex(Buffer.from('told otherwise'))];
    await expect(completeUpload(context, draft, { upload, sha256: whole.sha256, parts: told })).rejects.toMatchObject({
      name: 'UploadDiffers',
    });
    const stranger = await (await newDraft()).read();
    await expect(signPart(context, stranger.proof, { ...other, sha256: hashes[0] ?? '' })).rejects.toMatchObject({ name: 'UploadGone' });
  });

  test('of which nobody heard whether a part arrived: asked again, it is not sent twice', async () => {
    const draft = await (await newDraft()).read();
    const { upload } = await createUpload(context, draft, file());
    const part = { upload, part: 1, size: 5 * MiB, sha256: hashes[0] ?? '', again: true as const };
    expect(await signPart(context, draft.proof, part)).toHaveProperty('url');
    await send(draft, upload, 2); // a later one does not stand for it
    expect(await signPart(context, draft.proof, part)).toHaveProperty('url');
    await send(draft, upload, 1);
    expect(await signPart(context, draft.proof, part)).toEqual({ stored: true });
  });

  test('that was put together and never recorded has nothing left to send', async () => {
    const draft = await (await newDraft()).read();
    const asked = file();
    const { upload } = await createUpload(context, draft, asked);
    for (const n of [1, 2, 3]) await send(draft, upload, n);
    const where = await keyOf(upload);
    await completeMultipart(context.store, { ...where, parts: await listParts(context.store, where) });
    expect((await createUpload(context, draft, asked)).parts).toHaveLength(3);
    expect(await completeUpload(context, draft, { upload, ...whole })).toEqual({ stored: true });
  });

  test('that the store has ended is given up, and its name with it', async () => {
    const draft = await newDraft();
    const asked = file();
    const { upload } = await createUpload(context, await draft.read(), asked);
    await send(await draft.read(), upload, 1);
    await abortMultipart(context.store, await keyOf(upload));
    await expect(createUpload(context, await draft.read(), asked)).rejects.toMatchObject({ name: 'UploadGone' });
    expect(await read(await draft.read())).toEqual({ rows: [], named: [] });
  });

  test('that the report holds already is refused before a byte travels, or at the end, and kept once', async () => {
    const draft = await newDraft();
    const [first, second] = [file(), file()];
    await createUpload(context, await draft.read(), first);
    await createUpload(context, await draft.read(), second); // begun in another tab
    for (const { upload } of [first, second]) for (const n of [1, 2, 3]) await send(await draft.read(), upload, n);
    await completeUpload(context, await draft.read(), { upload: first.upload, ...whole });
    await expect(completeUpload(context, await draft.read(), { upload: second.upload, ...whole })).rejects.toMatchObject({
      name: 'UploadTwin',
    });
    const third = file();
    expect(await createUpload(context, await draft.read(), third)).toMatchObject({ twin: true, parts: [] });
    await expect(createUpload(context, await draft.read(), { ...third, sha256: whole.sha256 })).rejects.toMatchObject({
      name: 'UploadTwin',
    });
    expect(await read(await draft.read())).toMatchObject({ rows: [{ id: first.upload, state: 'stored' }], named: [first.upload] });
    const other = await createUpload(context, await draft.read(), { ...third, sha256: hex(Buffer.from('as long, and another')) });
    expect(other).toMatchObject({ upload: third.upload, twin: false });
  });

  test('keeps its draft alive, by parts alone and never beyond two weeks', async () => {
    const draft = await (await newDraft()).read();
    const { upload } = await createUpload(context, draft, file());
    const ends = async (): Promise<number> => {
      const [row] = await world.superSql<{ hours: number }[]>`
        select extract(epoch from expires_at - clock_timestamp())::float / 3600 as hours from drafts where id = ${draft.ticket.id}`;
      return Math.round(row?.hours ?? 0);
    };
    await world.superSql`update drafts set expires_at = clock_timestamp() + interval '2 hours' where id = ${draft.ticket.id}`;
    expect(await ends()).toBe(2);
    await send(draft, upload, 1);
    expect(await ends()).toBe(30);
    await world.superSql`update drafts set created_at = clock_timestamp() - interval '14 days', expires_at = clock_timestamp() + interval '1 hour' where id = ${draft.ticket.id}`;
    await send(draft, upload, 2);
    expect(await ends()).toBe(1);
  });
});

describe('what counts as the report holding a file already', () => {
  const bytes = randomBytes(1_000);
  const sha256 = createHash('sha256').update(bytes).digest();
  const [size, hex] = [bytes.length, sha256.toString('hex')];
  const about = () => ({ upload: randomUUID(), name: 'photo.jpg', size, role: 'evidence' as const });

  async function store(draft: Draft, upload: string): Promise<void> {
    const address = await signPart(context, draft.proof, { upload, part: 1, size, sha256: hex });
    if ('url' in address) await fetch(address.url, { method: 'PUT', body: new Uint8Array(bytes), headers: address.headers });
    await completeUpload(context, draft, { upload, sha256: hex, parts: [hex] });
  }
  /** The draft is handed in, as far as its one file goes; a second draft adds to it. */
  async function handInAndAdd(draft: Draft, upload: string): Promise<{ addition: Draft; file: string }> {
    const [report, file] = [draft.submissionId, randomUUID()];
    await world.superSql`insert into submissions (id, reference, proof_hash, idempotency_key, language) values (${report}, ${randomUUID()}, ${randomBytes(32)}, ${randomUUID()}, 'en')`;
    await world.superSql`insert into files (id, submission_id, upload_id, ordinal, name, caption, declared, size, sha256_declared, hash_source)
      values (${file}, ${report}, ${upload}, 1, 'photo.jpg', '', '{}', ${size}, ${sha256}, 'device')`;
    await world.superSql`insert into file_stages (file_id, stage) values (${file}, 'receive')`;
    return { addition: await addTo(report), file };
  }
  async function addTo(report: string): Promise<Draft> {
    const draft = await (await newDraft()).read();
    await world.superSql`update drafts set adds_to = ${report}, submission_id = ${report} where id = ${draft.ticket.id}`;
    return { ...draft, submissionId: report };
  }
  const twinOf = async (draft: Draft) => (await createUpload(context, draft, about())).twin;

  test('a file that was handed in does; one of another addition, which may yet end, does not', async () => {
    const draft = await (await newDraft()).read();
    const first = await createUpload(context, draft, about());
    await store(draft, first.upload);
    const { addition } = await handInAndAdd(draft, first.upload);
    expect(await twinOf(addition)).toBe(true);
    const other = { ...about(), size: 500 };
    await createUpload(context, addition, other);
    await world.superSql`update uploads set state = 'stored', version_id = 'v', sha256_declared = ${sha256} where id = ${other.upload}`;
    const second = await addTo(draft.submissionId);
    expect(await createUpload(context, second, { ...about(), size: 500 })).toMatchObject({ twin: false });
    expect(await createUpload(context, addition, { ...about(), size: 500 })).toMatchObject({ twin: true });
  });

  test('one that the office asks for again, cannot receive, finds other than declared or misses does not', async () => {
    const draft = await (await newDraft()).read();
    const first = await createUpload(context, draft, about());
    await store(draft, first.upload);
    const { addition, file } = await handInAndAdd(draft, first.upload);
    const sql = world.superSql;
    const [account] = await sql<
      { id: string }[]
    >`insert into accounts (id, email, name, password_hash, totp_sealed) values (${randomUUID()}, 'r@example.org', 'R', 'x', '') returning id`;
    const troubles = {
      asked: [
        sql`insert into file_requests (submission_id, file_id, reason, asked_by) values (${draft.submissionId}, ${file}, 'incomplete', ${account?.id ?? ''})`,
        sql`delete from file_requests where file_id = ${file}`,
      ],
      parked: [
        sql`update file_stages set state = 'parked', reason = 'x' where file_id = ${file}`,
        sql`update file_stages set state = 'done', reason = null where file_id = ${file}`,
      ],
      differs: [
        sql`update files set sha256 = ${randomBytes(32)} where id = ${file}`,
        sql`update files set sha256 = ${sha256} where id = ${file}`,
      ],
      missing: [
        sql`insert into store_sightings (kind, bucket, object_key, store_id) select 'missing', 'quarantine', object_key, 'v' from uploads where id = ${first.upload}`,
        sql`delete from store_sightings`,
      ],
    };
    for (const [name, [begin, end]] of Object.entries(troubles)) {
      await begin;
      const again = about();
      expect(await createUpload(context, addition, { ...again, sha256: hex }), name).toMatchObject({ twin: false });
      await dropUpload(context, addition, again.upload);
      await end;
      expect(await twinOf(addition), `after ${name}`).toBe(true);
    }
  });

  test('a file that is only tried against another row gives up nothing', async () => {
    const draft = await newDraft();
    const [there, other] = [about(), about()];
    await createUpload(context, await draft.read(), other); // as long, another file, half sent
    await createUpload(context, await draft.read(), there);
    await store(await draft.read(), there.upload);
    await expect(createUpload(context, await draft.read(), { ...other, sha256: hex })).rejects.toMatchObject({ name: 'UploadTwin' });
    expect((await read(await draft.read())).named.toSorted()).toEqual([there.upload, other.upload].toSorted());
  });
});
