import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appendCustody, type Subject } from '#db/custody/append.ts';
import { canonicalise } from '#db/custody/canonical.ts';
import { openCheckpoint } from '#db/custody/note.ts';
import { verifyRecord } from '#db/custody/verify-record.ts';
import { keyFiles, plainEnvironment } from '#infra/local/environments.mjs';
import { listVersions } from '#infra/store/objects.ts';
import { isSignature, loadSigningKey, type SigningKey } from '#infra/vault/signing.ts';
import { openWorld, type World } from '#tests/support/world.ts';
import { runCheckpoint, type CheckpointParts } from './checkpoint.ts';

let world: World;
let parts: CheckpointParts;
let signingKey: SigningKey;
beforeAll(async () => {
  world = await openWorld({ name: 'checkpoint' });
  signingKey = await loadSigningKey(path.join(world.installation.keys, keyFiles.signing), 'test');
  parts = { sql: world.sql('records'), store: world.store('records'), signingKey };
});
afterAll(() => world.close());

const isSigned = (note: string) => openCheckpoint(note, signingKey.publicKey, isSignature) !== null;
const append = (subject: Subject) =>
  world.sql('records').begin((tx) =>
    appendCustody(tx, {
      subject,
      actor: 'service:records',
      role: 'records',
      action: 'submission.received',
      payload: { at: randomUUID() },
    }),
  );
const newSubject = (): Subject => ({ kind: 'submission', id: randomUUID() });

function tamper(statement: (tx: Parameters<Parameters<World['superSql']['begin']>[1]>[0]) => Promise<unknown>) {
  return world.superSql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await statement(tx);
  });
}

describe('a checkpoint', () => {
  test('takes in the heads that moved, is signed, lies in the records bucket, and is not made when nothing moved', async () => {
    const [first, second] = [newSubject(), newSubject()];
    await append(first);
    await append(second);
    const one = await runCheckpoint(parts);
    expect(one).toMatchObject({ closed: { treeSize: 2, newLeaves: 2 }, copied: 1 });
    expect(await runCheckpoint(parts)).toEqual({ closed: null, copied: 0 });
    await append(first);
    const two = await runCheckpoint(parts);
    expect(two).toMatchObject({ closed: { treeSize: 3, newLeaves: 1 }, copied: 1 });
    expect(isSigned(two.closed?.note ?? '')).toBe(true);
    const [stored] = await world.ownerSql<{ key: string }[]>`select copied_key as key from custody_checkpoints where tree_size = 3`;
    // What is written there may be listed by its writer, but not read back or replaced.
    const copies = [];
    for await (const version of listVersions(world.store('records'), 'records', stored?.key ?? 'none')) copies.push(version);
    expect(copies).toHaveLength(1);
    expect(copies[0]).toMatchObject({
      key: 'checkpoints/000000000000003.txt',
      size: Buffer.byteLength(two.closed?.note ?? ''),
      deleted: false,
    });
    expect(await verifyRecord(parts.sql, isSigned)).toMatchObject({ intact: true, checkpoints: 2, leaves: 3 });
  });

  test('is closed by one process when several try at once', async () => {
    for (let n = 0; n < 5; n += 1) await append(newSubject());
    const rounds = await Promise.allSettled([runCheckpoint(parts), runCheckpoint(parts), runCheckpoint(parts)]);
    expect(rounds.filter((round) => round.status === 'fulfilled' && round.value.closed !== null)).toHaveLength(1);
    expect(await verifyRecord(parts.sql, isSigned)).toMatchObject({ intact: true });
  });

  test('that was not copied is copied by the next round', async () => {
    await append(newSubject());
    await runCheckpoint(parts);
    await world.ownerSql`update custody_checkpoints set copied_key = null, copied_at = null where tree_size = (select max(tree_size) from custody_checkpoints)`;
    expect(await runCheckpoint(parts)).toMatchObject({ closed: null, copied: 1 });
  });

  test('gives away a chain that was rewritten whole, each hash fitting the next', async () => {
    const subject = newSubject();
    await append(subject);
    await append(subject);
    await runCheckpoint(parts);
    await tamper(async (tx) => {
      const rows = await tx<
        { seq: number; envelope: string }[]
      >`select seq, envelope from custody_events where subject_id = ${subject.id} order by seq`;
      let previous = '0'.repeat(64);
      for (const { seq, envelope } of rows) {
        const forged = canonicalise({ ...JSON.parse(envelope), role: 'forged', prev: previous });
        const [row] = await tx<{ hash: Buffer }[]>`
          update custody_events set envelope = ${forged}, hash = sha256(convert_to(${forged}, 'UTF8')) where subject_id = ${subject.id} and seq = ${seq} returning hash`;
        previous = row?.hash.toString('hex') ?? '';
      }
      await tx`update custody_heads set hash = decode(${previous}, 'hex') where subject_id = ${subject.id}`;
    });
    const report = await verifyRecord(parts.sql, isSigned);
    expect(report.broken.filter((one) => one.subject.endsWith(subject.id))).toEqual([]);
    expect(report.leafDefects).toContainEqual({ subject: `submission:${subject.id}`, seq: 2, why: 'event_differs' });
    expect(report.intact).toBe(false);
  });

  test.each([
    ['root', `update custody_checkpoints set root = sha256('') where tree_size = (select max(tree_size) from custody_checkpoints)`],
    ['note', `update custody_checkpoints set note = replace(note, 'exhibit/custody', 'exhibit/other')`],
    [
      'signature',
      `update custody_checkpoints set note = substr(note, 1, strpos(note, '—') - 1) || '— exhibit ' || encode(decode(repeat('00', 50), 'hex'), 'base64') || E'\\n'`,
    ],
    ['leaves', 'delete from custody_checkpoint_leaves where leaf = 1'],
  ])('gives it away when its %s was changed', async (why, statement) => {
    await tamper(async (tx) => {
      await tx`create table saved_checkpoints as table custody_checkpoints`;
      await tx`create table saved_leaves as table custody_checkpoint_leaves`;
      await tx`grant select on saved_checkpoints, saved_leaves to exhibit_records`;
      await tx.unsafe(statement);
    });
    const report = await verifyRecord(parts.sql, isSigned);
    expect(report.checkpointDefects.map((one) => one.why)).toContain(why);
    expect(report.intact).toBe(false);
    await tamper(async (tx) => {
      await tx.unsafe(
        'delete from custody_checkpoint_leaves; delete from custody_checkpoints; insert into custody_checkpoints table saved_checkpoints; insert into custody_checkpoint_leaves table saved_leaves; drop table saved_checkpoints, saved_leaves',
      );
    });
  });
});

describe('npm run custody:verify', () => {
  const run = (...options: string[]) =>
    promisify(execFile)(process.execPath, ['workers/commands/custody-verify.ts', ...options], {
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      env: {
        ...plainEnvironment(process.env),
        NODE_ENV: 'test',
        MODE: 'test',
        DATABASE_URL: world.environment('records').DATABASE_URL ?? '',
      },
    }).then(
      (done) => ({ code: 0, ...done }),
      (failed: { code: number; stdout: string; stderr: string }) => failed,
    );
  const officeActions = async () =>
    (
      await world.ownerSql<{ action: string }[]>`select action from custody_events where subject_kind = 'office' order by seq desc limit 1`
    )[0]?.action;

  test('says what is broken, where and how, exits 1, and writes that down', async () => {
    const done = await run();
    expect(done.code).toBe(1); // the chain rewritten above
    expect(done.stderr).toContain('differs at seq 2 from a signed checkpoint');
    expect(done.stderr).toContain('signatures were not checked');
    expect(await officeActions()).toBe('custody.broken');
  });

  test('exits 0 on an intact record, with the signatures checked', async () => {
    await tamper(async (tx) => {
      await tx.unsafe(
        'delete from custody_checkpoint_leaves; delete from custody_checkpoints; delete from custody_events; delete from custody_heads',
      );
    });
    await append(newSubject());
    await runCheckpoint(parts);
    const done = await run('--key', path.join(world.installation.keys, keyFiles.signingPublic));
    expect(done.code).toBe(0);
    expect(JSON.parse(done.stdout)).toMatchObject({ intact: true, subjects: 1, events: 1, checkpoints: 1, signaturesChecked: true });
    expect(await officeActions()).toBe('custody.verified');
  });
});
