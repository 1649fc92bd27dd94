import { PutObjectCommand } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { bucketName } from '#infra/store/client.ts';
import { openWorld } from '#tests/support/world.ts';

test('a world has a migrated database, buckets and keys, and leaves nothing behind', async () => {
  const world = await openWorld({ name: 'world itself' });
  const { database } = world.installation;
  const [settings] = await world.superSql`select count(*)::int as many from settings`;
  expect(settings?.many).toBeGreaterThan(0);
  const [who] = await world.sql('intake')`select session_user as name, current_database() as base`;
  expect(who).toEqual({ name: 'exhibit_intake_login', base: database });
  const store = world.store('root');
  await store.client.send(new PutObjectCommand({ Bucket: bucketName(store, 'derivatives'), Key: 'left', Body: 'behind' }));
  await world.close();

  const after = await openWorld({ name: 'after' });
  try {
    const [gone] = await after.superSql`select count(*)::int as many from pg_database where datname = ${database}`;
    expect(gone?.many).toBe(0);
  } finally {
    await after.close();
  }
});

test('two worlds do not see each other', async () => {
  const [one, other] = await Promise.all([openWorld({ name: 'one' }), openWorld({ name: 'other' })]);
  try {
    expect(one.installation.database).not.toBe(other.installation.database);
    expect(one.environment('intake').S3_BUCKET_PREFIX).not.toBe(other.environment('intake').S3_BUCKET_PREFIX);
    expect(one.installation.origins.intake).not.toBe(other.installation.origins.intake);
  } finally {
    await Promise.all([one.close(), other.close()]);
  }
});
