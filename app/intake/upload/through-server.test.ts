/** Files of a form against the real record and store: what is too much is refused by name, and every file keeps what it is. */
import { createHash, randomUUID } from 'node:crypto';
import type { AppLoadContext } from '@remix-run/node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readIntakeSettings } from '#db/settings/settings.ts';
import { openWorld, type World } from '#tests/support/world.ts';
import { beginDraft, findDraft, type Draft } from '../draft/draft.ts';
import { openPaces } from '../load/paces.ts';
import { readReportFiles } from './report-files.ts';
import { receiveForm, type Received } from './through-server.ts';

let world: World;
let context: AppLoadContext;
beforeAll(async () => {
  world = await openWorld({ name: 'through-server' });
  await world.superSql`insert into settings (key, version, value) values ('intake.maxFiles', 2, '2'::jsonb)`;
  const sql = world.sql('intake');
  const intake = { settings: () => readIntakeSettings(sql), load: { paces: openPaces(() => {}) } };
  context = { sql, store: world.store('intake'), secure: false, intake } as unknown as AppLoadContext; // all that these functions use
});
afterAll(() => world.close());

async function newDraft(): Promise<{ read(): Promise<Draft> }> {
  const { id, key } = await beginDraft(context, 'en');
  const request = new Request('http://localhost/', { headers: { cookie: `draft=${id}.${key}` } });
  return {
    async read() {
      const draft = await findDraft(request, context);
      if (draft === null) throw new Error('there is no draft');
      return draft;
    },
  };
}
type Sent = { name: string; type?: string; bytes?: string };
function send(
  draft: Draft,
  files: readonly Sent[],
  role: 'evidence' | 'statement',
  fields: Record<string, string> = {},
): Promise<Received> {
  const body = new FormData();
  for (const { name, type = 'image/jpeg', bytes = name } of files) body.append('file', new File([bytes], name, { type }));
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  return receiveForm(context, draft, new Request('http://localhost/', { method: 'POST', body }), { code: 'en', role });
}

test('each of the files that are too many is refused by its own name, however many', async () => {
  const draft = await newDraft();
  const many = Array.from({ length: 30 }, (_, n) => ({ name: `${n}.jpg` }));
  const received = await send(await draft.read(), many, 'evidence', { go: 'on', 'caption.x': 'a\r\nb' });
  expect(received.stored).toBe(2);
  expect(received.refused.map(({ name }) => name)).toEqual(many.slice(2).map(({ name }) => name));
  for (const { refusal } of received.refused) expect(refusal).toEqual({ key: 'tooManyFiles', values: { limit: 2 } });
  expect(Object.fromEntries(received.fields)).toEqual({ go: 'on', 'caption.x': 'a\r\nb' });
  expect((await readReportFiles(context, await draft.read())).map(({ name, stored }) => [name, stored])).toEqual([
    ['0.jpg', true],
    ['1.jpg', true],
  ]);
});

test('a statement is sound or film; its bytes are kept as they are and marked as a statement', async () => {
  const draft = await newDraft();
  const received = await send(
    await draft.read(),
    [
      { name: 'plate.jpg' },
      { name: 'account.m4a', type: 'audio/mp4', bytes: 'spoken' },
      { name: 'account.3gp', type: '', bytes: 'filmed' },
    ],
    'statement',
  );
  expect(received).toMatchObject({ stored: 2, refused: [], unsuitable: ['plate.jpg'] });
  const read = await draft.read();
  expect((await readReportFiles(context, read)).map(({ name, declared }) => [name, declared])).toEqual([
    ['account.m4a', { role: 'statement' }],
    ['account.3gp', { role: 'statement' }],
  ]);
  const stored = await world.superSql<{ sha256: string }[]>`
    select encode(sha256_declared, 'hex') as sha256 from uploads where draft_id = ${read.ticket.id} order by created_at`;
  expect(stored.map(({ sha256 }) => sha256)).toEqual(['spoken', 'filmed'].map((text) => createHash('sha256').update(text).digest('hex')));
});

test('more text beside the files than the page can send ends the form', async () => {
  const draft = await newDraft();
  const fields = Object.fromEntries(Array.from({ length: 80 }, () => [randomUUID(), 'x'.repeat(60_000)]));
  const received = await send(await draft.read(), [], 'evidence', fields);
  expect(received.broken).toMatchObject({ name: 'FormBroken' });
});

test('a file that the report holds already is named and kept once, in the same form and in a later one', async () => {
  const draft = await newDraft();
  const first = await send(
    await draft.read(),
    [
      { name: 'plate.jpg', bytes: 'the same' },
      { name: 'copy of plate.jpg', bytes: 'the same' },
    ],
    'evidence',
  );
  expect(first).toMatchObject({ stored: 1, refused: [{ name: 'copy of plate.jpg', refusal: { key: 'fileDuplicate' } }] });
  const later = await send(await draft.read(), [{ name: 'again.jpg', bytes: 'the same' }, { name: 'other.jpg' }], 'evidence');
  expect(later).toMatchObject({ stored: 1, refused: [{ name: 'again.jpg', refusal: { key: 'fileDuplicate' } }] });
  expect((await readReportFiles(context, await draft.read())).map(({ name }) => name)).toEqual(['plate.jpg', 'other.jpg']);
});

test('empty files, folders, paths and long names: each is said or kept as it is', async () => {
  const draft = await newDraft();
  const emoji = '👩‍👧📹'.repeat(20); // 300 bytes as UTF-8, more than file systems take
  const files = [
    { name: 'a.jpg', bytes: '' },
    { name: 'b.jpg', bytes: '' },
    { name: 'folder', type: '', bytes: '' }, // as browsers send one that was dropped on the field
    { name: `${emoji}.jpg` },
    { name: '../../etc/C:\\fakepath\\van.jpg' },
  ];
  const received = await send(await draft.read(), files, 'evidence');
  expect(received.refused).toEqual(['a.jpg', 'b.jpg', 'folder'].map((name) => ({ name, refusal: { key: 'fileEmpty' } })));
  expect((await readReportFiles(context, await draft.read())).map(({ name }) => name)).toEqual([`${emoji}.jpg`, 'van.jpg']);
});

test('where the budget of the whole store is used up, each file is told so by name', async () => {
  await world.superSql`insert into settings (key, version, value) values ('intake.maxStoreBytes', 2, '1'::jsonb)`;
  const draft = await newDraft();
  const received = await send(await draft.read(), [{ name: 'a.jpg' }, { name: 'b.jpg' }], 'evidence');
  expect(received).toMatchObject({ stored: 0, refused: ['a.jpg', 'b.jpg'].map((name) => ({ name, refusal: { key: 'storeFull' } })) });
  expect(await readReportFiles(context, await draft.read())).toEqual([]);
  await world.superSql`insert into settings (key, version, value) values ('intake.maxStoreBytes', 3, '1000000000'::jsonb)`;
});
