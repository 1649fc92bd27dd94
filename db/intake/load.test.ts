import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWorld, type World } from '#tests/support/world.ts';
import { startDraft } from './drafts.ts';
import { countDrafts, readLoadKeys, spendOnce, suspectDraft } from './load.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld({ name: 'load' });
});
afterAll(() => world.close());

async function beginDraft() {
  const draft = { id: randomUUID(), proof: randomBytes(32), submissionId: randomUUID() };
  const proofHash = createHash('sha256').update(draft.proof).digest();
  await startDraft(world.sql('intake'), {
    id: draft.id,
    proofHash,
    submissionId: draft.submissionId,
    idempotencyKey: randomUUID(),
    ciphertext: Buffer.from('x'),
  });
  return draft;
}

async function handIn(draft: Awaited<ReturnType<typeof beginDraft>>, reference: string): Promise<boolean> {
  const content = {
    reference,
    proofHash: randomBytes(32).toString('hex'),
    language: 'en',
    answers: '{}',
    showsReport: false,
    files: [],
    identities: [],
    dataKey: null,
  };
  await world.sql('intake')`select intake_submit(${draft.id}, ${draft.proof}, ${JSON.stringify(content)}::text::jsonb)`;
  const [row] = await world.superSql<{ suspected: boolean }[]>`select suspected from submissions where id = ${draft.submissionId}`;
  return row?.suspected ?? false;
}

describe('the day’s key', () => {
  test('is made once, however many ask at the same moment, and is the same for all', async () => {
    const asked = await Promise.all(Array.from({ length: 12 }, () => readLoadKeys(world.sql('intake'))));
    expect(new Set(asked.map(([key]) => Buffer.from(key?.key ?? []).toString('hex'))).size).toBe(1);
    expect(asked[0]?.[0]?.key.byteLength).toBe(32);
    expect(asked[0]?.[0]?.day).toBe(new Date().toISOString().slice(0, 10));
  });

  test('is still known on the day after, newest first, and gone on the third', async () => {
    const [first] = await readLoadKeys(world.sql('intake'));
    await world.superSql`update load_keys set day = day - 1`;
    const both = await readLoadKeys(world.sql('intake'));
    expect(both.map(({ key }) => Buffer.from(key).equals(Buffer.from(first?.key ?? [])))).toEqual([false, true]);
    await world.superSql`update load_keys set day = day - 1 where day < current_date`;
    await world.superSql`delete from load_keys where day = current_date`;
    expect(await readLoadKeys(world.sql('intake'))).toHaveLength(1);
    expect(await world.superSql`select from load_keys`).toHaveLength(1);
  });
});

describe('what was paid with', () => {
  test('is good for one of twenty who come with it at the same moment', async () => {
    const id = randomUUID();
    const firsts = await Promise.all(Array.from({ length: 20 }, () => spendOnce(world.sql('intake'), id)));
    expect(firsts.filter(Boolean)).toHaveLength(1);
  });
  test('is forgotten after two hours, so that the list stays short', async () => {
    for (let n = 0; n < 5; n += 1) await spendOnce(world.sql('intake'), randomUUID());
    await world.superSql`update load_spent set until = clock_timestamp() - interval '1 second'`;
    await spendOnce(world.sql('intake'), randomUUID());
    expect(await world.superSql`select from load_spent`).toHaveLength(1);
  });
});

test('drafts that are alive are counted, and no further than was asked', async () => {
  const before = await countDrafts(world.sql('intake'), 1000);
  const ended = await beginDraft();
  for (let n = 0; n < 3; n += 1) await beginDraft();
  await world.superSql`update drafts set expires_at = clock_timestamp() - interval '1 second' where id = ${ended.id}`;
  expect(await countDrafts(world.sql('intake'), 1000)).toBe(before + 3);
  expect(await countDrafts(world.sql('intake'), 2)).toBe(2);
});

describe('a hidden field that was filled in', () => {
  test('is remembered on the report that comes of the draft, and on no other', async () => {
    const [program, person] = [await beginDraft(), await beginDraft()];
    await suspectDraft(world.sql('intake'), program);
    await suspectDraft(world.sql('intake'), program);
    expect(await handIn(program, 'EX-0000-0001')).toBe(true);
    expect(await handIn(person, 'EX-0000-0002')).toBe(false);
  });
  test('cannot be noted on a draft of somebody else', async () => {
    const draft = await beginDraft();
    await expect(suspectDraft(world.sql('intake'), { id: draft.id, proof: randomBytes(32) })).rejects.toMatchObject({ name: 'DraftEnded' });
    expect(await handIn(draft, 'EX-0000-0003')).toBe(false);
  });
});
