import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { appendCustody } from '#db/custody/append.ts';
import { keyFiles } from '#infra/local/environments.mjs';
import { deleteVersion, putObject, readObject, listVersions } from '#infra/store/objects.ts';
import { loadSigningKey, type SigningKey } from '#infra/vault/signing.ts';
import { runCommandOf } from '#tests/support/commands.ts';
import { openWorld, type World } from '#tests/support/world.ts';
import { runCheckpoint } from './checkpoint.ts';
import { compareNewestCopy, copyKey } from './compare-copies.ts';

let world: World;
let signingKey: SigningKey;
beforeAll(async () => {
  world = await openWorld({ name: 'copies' });
  signingKey = await loadSigningKey(path.join(world.installation.keys, keyFiles.signing), 'test');
});
afterAll(() => world.close());

async function checkpoint(): Promise<number> {
  await world.sql('records').begin((tx) =>
    appendCustody(tx, {
      subject: { kind: 'submission', id: randomUUID() },
      actor: 'service:records',
      role: 'records',
      action: 'submission.received',
    }),
  );
  return (await runCheckpoint({ sql: world.sql('records'), store: world.store('records'), signingKey })).closed?.treeSize ?? 0;
}
const compare = () => compareNewestCopy(world.sql('records'), world.store('root'));
const verify = () => runCommandOf(world, 'custody-verify');
/** Changes what no login of ours may change. */
const rewrite = (statement: string) =>
  world.superSql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx.unsafe(statement);
  });

test('before the first checkpoint there is nothing to compare', async () => {
  expect(await compare()).toBe('none');
});

test('the buckets’ owner reads the copies, and who wrote them does not', async () => {
  const size = await checkpoint();
  const versions = [];
  for await (const version of listVersions(world.store('records'), 'records', copyKey(size))) versions.push(version);
  const object = { bucket: 'records', key: copyKey(size), versionId: versions[0]?.versionId ?? '' } as const;
  const { body } = await readObject(world.store('root'), object);
  expect(Buffer.concat(await body.toArray()).toString()).toContain('exhibit');
  for (const user of ['records', 'console', 'intake', 'receive', 'media'] as const) {
    await expect(readObject(world.store(user), object)).rejects.toThrow(expect.objectContaining({ name: 'StoreDenied' }));
  }
  expect(await compare()).toBe('same');
  const { code, stdout } = await verify();
  expect(JSON.parse(stdout)).toMatchObject({ intact: true, storedCopy: 'same' });
  expect(code).toBe(0);
});

test('another text put over the newest copy is found, the first one being still there', async () => {
  const size = await checkpoint();
  await deleteMarker(copyKey(size));
  await putObject(world.store('records'), { bucket: 'records', key: copyKey(size), body: Buffer.from('another') });
  expect(await compare()).toBe('differs');
  const { code, stderr } = await verify();
  expect(code).toBe(1);
  expect(stderr).toContain('the newest copy of a checkpoint in the store is not the one that the record holds');
  expect(stderr).not.toMatch(/^\s+at /m);
});

test('a record that was cut back to an older state is found by the copy it no longer knows', async () => {
  const size = await checkpoint();
  await rewrite(
    `create table cut as select * from custody_checkpoints where tree_size = ${size}; delete from custody_checkpoints where tree_size = ${size}`,
  );
  expect(await compare()).toBe('ahead');
  await rewrite('insert into custody_checkpoints table cut; drop table cut');
  expect(await compare()).toBe('same');
});

test('a copy that is gone is found', async () => {
  const size = await checkpoint();
  for await (const { key, versionId } of listVersions(world.store('root'), 'records', copyKey(size))) {
    await deleteVersion(world.store('root'), { bucket: 'records', key, versionId });
  }
  expect(await compare()).toBe('behind');
});

/** With a marker above it a key can be written again, as on a store that does not know `If-None-Match`. */
async function deleteMarker(key: string): Promise<void> {
  const { DeleteObjectCommand } = await import('@aws-sdk/client-s3');
  const root = world.store('root');
  await root.client.send(new DeleteObjectCommand({ Bucket: `${root.prefix}records`, Key: key }));
}
