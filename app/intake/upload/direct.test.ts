/** Opening an upload against the real record and store: asked again it is the same one, and a store that is away leaves nothing that counts. */
import { randomUUID } from 'node:crypto';
import type { AppLoadContext } from '@remix-run/node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readIntakeSettings } from '#db/settings/settings.ts';
import { openStore } from '#infra/store/client.ts';
import { openProxy, type Proxy } from '#tests/support/proxy.ts';
import { openWorld, type World } from '#tests/support/world.ts';
import { beginDraft, changeDraft, findDraft, type Draft } from '../draft/draft.ts';
import { openPaces } from '../load/paces.ts';
import { createUpload, dropUpload } from './direct.ts';

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
