/** Housekeeping of quarantine with more rows than one batch: nobody's choice of ids, and no failure, keeps others waiting. */
import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMultipart } from '#infra/store/multipart.ts';
import { readUploadsPage } from '#infra/store/pages.ts';
import { receiveContext } from '#tests/support/receive.ts';
import { openWorld, type World } from '#tests/support/world.ts';
import { clearQuarantine } from './quarantine.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld({ name: 'quarantine' });
});
afterAll(() => world.close());

async function begin(): Promise<string> {
  const draft = randomUUID();
  await world.sql(
    'intake',
  )`select intake_start_draft(${draft}, sha256(${randomBytes(32)}::bytea), ${randomUUID()}, ${randomUUID()}, ${randomBytes(64)})`;
  return draft;
}
/** Rows of given-up uploads, the first of their ids first. */
function giveUp(draft: string, { count, ago, key }: { count: number; ago: string; key: string }) {
  return world.superSql`
    insert into uploads (id, draft_id, submission_id, object_key, route, size, part_size, state, abandoned_at)
    select ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, ${draft}, (select submission_id from drafts where id = ${draft}), ${key} || n, 'direct', 1, 5242880,
      'abandoned', clock_timestamp() - ${ago}::interval from generate_series(1, ${count}) n`;
}
async function isCleared(id: string): Promise<boolean | undefined> {
  const [row] = await world.superSql<
    { cleared: boolean }[]
  >`select quarantine_deleted_at is not null as cleared from uploads where id = ${id}`;
  return row?.cleared;
}

test('a round goes on until all is cleared, from the oldest, and passes by what cannot be cleared', async () => {
  const draft = await begin();
  await giveUp(draft, { count: 120, ago: '10 minutes', key: 'chosen' });
  const [old, last] = [randomUUID(), randomUUID()];
  const key = randomUUID();
  const storeUpload = await createMultipart(world.store('intake'), 'quarantine', key);
  for (const [id, name, ago, store] of [
    [old, 'old', '10 days', null],
    [last, key, '5 minutes', storeUpload],
  ] as const)
    await world.superSql`insert into uploads (id, draft_id, submission_id, object_key, route, size, part_size, state, abandoned_at, store_upload_id)
      values (${id}, ${draft}, ${randomUUID()}, ${name}, 'direct', 1, 5242880, 'abandoned', clock_timestamp() - ${ago}::interval, ${store})`;
  // More than a batch holds fail, whatever is tried, and they are not the youngest.
  await world.superSql.unsafe(`
    create function refuse() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;
    create trigger refuse before update on uploads for each row when (old.id <= '00000000-0000-4000-8000-000000000060') execute function refuse();`);
  expect(await clearQuarantine(receiveContext(world))).toBe(62);
  expect(await isCleared(old)).toBe(true);
  expect(await isCleared(last)).toBe(true);
  expect((await readUploadsPage(world.store('root'), 'quarantine', { marker: null, limit: 10 })).entries).toEqual([]);
  expect(await isCleared('00000000-0000-4000-8000-000000000001')).toBe(false);
  await world.superSql`drop trigger refuse on uploads`;
});

test('the oldest come first where there is more than a round takes', async () => {
  const { deletableUploads } = await import('#db/receive/quarantine.ts');
  const draft = await begin();
  const oldest = randomUUID();
  await world.superSql`insert into uploads (id, draft_id, submission_id, object_key, route, size, part_size, state, abandoned_at)
    values (${oldest}, ${draft}, ${randomUUID()}, 'oldest', 'direct', 1, 5242880, 'abandoned', clock_timestamp() - interval '20 days')`;
  const page = await deletableUploads(world.sql('receive'), { restSeconds: 6, limit: 1, after: undefined });
  expect(page.map(({ uploadId }) => uploadId)).toEqual([oldest]);
});
