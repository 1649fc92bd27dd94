import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asAccount } from '#db/connect.ts';
import type { DatabaseRole } from '#db/logins.ts';
import { openWorld, type World } from '#tests/support/world.ts';
import { appendCustody, type Actor, type CustodyEntry, type Subject } from './append.ts';
import { canonicalise } from './canonical.ts';
import { verifyRecord } from './verify-record.ts';
import vectors from './vectors.json' with { type: 'json' };

let world: World;
beforeAll(async () => {
  world = await openWorld({ name: 'custody' });
});
afterAll(() => world.close());

const newSubject = (): Subject => ({ kind: 'submission', id: randomUUID() });

function append(role: DatabaseRole, entry: Partial<CustodyEntry> & { subject: Subject; actor: Actor }) {
  return world.sql(role).begin((tx) => appendCustody(tx, { role, action: 'file.received', ...entry }));
}

async function appendMany(subject: Subject, count: number) {
  for (let n = 1; n <= count; n += 1) await append('receive', { subject, actor: 'service:receive', payload: { n } });
}

/** What a superuser could do by hand: triggers do not fire. */
function tamper(statement: (tx: Parameters<Parameters<World['superSql']['begin']>[1]>[0]) => Promise<unknown>) {
  return world.superSql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await statement(tx);
  });
}

async function findBroken(subject: Subject) {
  const report = await verifyRecord(world.sql('records'));
  return report.broken.find((one) => one.subject === `${subject.kind}:${subject.id}`) ?? null;
}

describe('the envelope that SQL writes', () => {
  test.each(vectors.strings)('is canonical JSON with %j in it', async (text) => {
    const subject = newSubject();
    const item = randomUUID();
    await append('owner', { subject, actor: 'service:records', role: text, item, reason: text, payload: { text } });
    const [row] = await world.ownerSql<{ envelope: string; at: Date; digest: string; payload: string }[]>`
      select envelope, at, encode(sha256(salt || convert_to(payload, 'UTF8')), 'hex') as digest, payload from custody_events where subject_id = ${subject.id}`;
    expect(row?.envelope).toBe(
      canonicalise({
        v: 1,
        seq: 1,
        subject: `submission:${subject.id}`,
        at: row?.at.toISOString(),
        actor: 'service:records',
        role: text,
        action: 'file.received',
        item,
        reason: text,
        payload: row?.digest,
        prev: '0'.repeat(64),
      }),
    );
    expect(row?.payload).toBe(canonicalise({ text }));
    expect(await findBroken(subject)).toBeNull();
  });

  test('has null where there is no item, reason or payload', async () => {
    const subject = newSubject();
    await append('media', { subject, actor: 'service:media' });
    const [row] = await world.ownerSql<
      { envelope: string; payload: string | null; salt: Buffer | null }[]
    >`select envelope, payload, salt from custody_events where subject_id = ${subject.id}`;
    expect(JSON.parse(row?.envelope ?? '')).toMatchObject({ item: null, reason: null, payload: null });
    expect(row).toMatchObject({ payload: null, salt: null });
  });

  test('salts each payload anew, so that equal payloads have different digests', async () => {
    const subject = newSubject();
    await appendMany(subject, 1);
    await append('receive', { subject, actor: 'service:receive', payload: { n: 1 } });
    const rows = await world.ownerSql<{ envelope: string }[]>`select envelope from custody_events where subject_id = ${subject.id}`;
    expect(new Set(rows.map((row) => JSON.parse(row.envelope).payload)).size).toBe(2);
  });

  test('is made canonical by SQL where SQL itself writes the payload', async () => {
    const value = {
      z: [1, { b: vectors.strings.join(''), a: null }],
      a: true,
      Z: 'upper before lower',
      n: 900_000_000_000_000,
      empty: {},
      none: [],
    };
    const [row] = await world.ownerSql<{ text: string }[]>`select canonical_json(${canonicalise(value)}::text::jsonb) as text`;
    expect(row?.text).toBe(canonicalise(value));
    await expect(world.ownerSql`select canonical_json('{"n":1.5}'::jsonb)`).rejects.toMatchObject({ code: 'XC004' });
  });
});

describe('the log is append-only', () => {
  const statements = [
    `update custody_events set action = 'x'`,
    `update custody_events set payload = '{}' where payload is not null`,
    'delete from custody_events',
    'truncate custody_events',
    `insert into custody_events (subject_kind, subject_id, seq, at, action, actor, envelope, hash) values ('office', '00000000-0000-0000-0000-000000000000', 1, now(), 'x', 'x', '{}', sha256(''))`,
    'delete from custody_heads',
    'update custody_heads set seq = 0',
    'truncate custody_heads',
  ];
  const roles = ['intake', 'console', 'receive', 'media', 'records'] as const;

  test.each(roles.flatMap((role) => statements.map((statement) => [role, statement] as const)))(
    '%s may not: %s',
    async (role, statement) => {
      await expect(world.sql(role).unsafe(statement)).rejects.toMatchObject({ code: '42501' });
    },
  );

  test.each(statements.filter((statement) => !statement.startsWith('update custody_heads')))(
    'for the owner it raises: %s',
    async (statement) => {
      await appendMany(newSubject(), 1);
      await expect(world.ownerSql.unsafe(statement)).rejects.toMatchObject({ code: expect.stringMatching(/^XC00[12]$/) });
    },
  );
});

describe('an inserted event', () => {
  const forge = async (change: Record<string, unknown>, columns: Record<string, unknown> = {}) => {
    const subject = newSubject();
    await appendMany(subject, 2);
    const [head] = await world.ownerSql<{ hash: Buffer }[]>`select hash from custody_heads where subject_id = ${subject.id}`;
    const envelope = canonicalise({
      v: 1,
      seq: 3,
      subject: `submission:${subject.id}`,
      at: '2026-01-02T03:04:05.006Z',
      actor: 'service:media',
      role: 'media',
      action: 'file.received',
      item: null,
      reason: null,
      payload: null,
      prev: head?.hash.toString('hex'),
      ...change,
    });
    const row = {
      subject_kind: 'submission',
      subject_id: subject.id,
      seq: 3,
      at: '2026-01-02T03:04:05.006Z',
      action: 'file.received',
      actor: 'service:media',
      item: null,
      payload: null,
      salt: null,
      envelope,
      ...columns,
    };
    await world.ownerSql`
      insert into custody_events (subject_kind, subject_id, seq, at, action, actor, item, envelope, hash, payload, salt)
      values (${row.subject_kind}, ${row.subject_id}, ${row.seq}, ${row.at}, ${row.action}, ${row.actor}, ${row.item}, ${row.envelope},
        ${'hash' in columns ? (columns.hash as Buffer) : world.ownerSql`sha256(convert_to(${row.envelope}, 'UTF8'))`}, ${row.payload}, ${row.salt})`;
  };

  test('that continues its chain is taken, whoever writes it', async () => {
    await expect(forge({})).resolves.toBeUndefined();
  });

  test.each([
    ['skips a seq', { seq: 4 }, { seq: 4 }],
    ['repeats a seq', { seq: 2 }, { seq: 2 }],
    ['names another seq in its envelope', { seq: 4 }, {}],
    ['points to another predecessor', { prev: '0'.repeat(64) }, {}],
    ['names another subject', { subject: 'office:00000000-0000-0000-0000-000000000000' }, {}],
    ['names another actor', { actor: 'witness' }, {}],
    ['names another action', { action: 'file.scanned' }, {}],
    ['names another time', { at: '2026-01-02T03:04:05.007Z' }, {}],
    ['names another item', { item: '01890a5d-ac96-774b-bcce-b302099a8058' }, {}],
    ['claims a payload that it has not', { payload: 'ab'.repeat(32) }, {}],
    ['has a payload that it does not bind', {}, { payload: '{}', salt: Buffer.alloc(32) }],
    ['has another hash', {}, { hash: Buffer.alloc(32, 1) }],
    ['has a subject without a head', {}, { subject_id: '01890a5d-ac96-774b-bcce-b302099a8058' }],
  ])('that %s is refused', async (_, change, columns) => {
    await expect(forge(change, columns)).rejects.toMatchObject({ code: 'XC001' });
  });
});

describe('who may speak', () => {
  const actors: Actor[] = [
    'witness',
    'service:intake',
    'service:console',
    'service:receive',
    'service:media',
    'service:records',
    `account:${randomUUID()}`,
  ];
  const allowed: Record<'console' | 'receive' | 'media' | 'records', (actor: Actor) => boolean> = {
    console: (actor) => actor === 'service:console', // as a person only within that person's transaction
    receive: (actor) => actor === 'service:receive',
    media: (actor) => actor === 'service:media',
    records: (actor) => actor === 'service:records',
  };
  const cases = Object.entries(allowed).flatMap(([role, may]) =>
    actors.map((actor) => [role as keyof typeof allowed, actor, may(actor) ? 'may' : 'may not'] as const),
  );

  test.each(cases)('%s as %s: %s', async (role, actor, outcome) => {
    const attempt = append(role, { subject: newSubject(), actor });
    if (outcome === 'may') await expect(attempt).resolves.toMatchObject({ seq: 1 });
    else await expect(attempt).rejects.toMatchObject({ name: 'CustodyRefused', code: 'XC003' });
  });

  test('the console speaks as a person only in a transaction of that very person', async () => {
    const [person, another] = [randomUUID(), randomUUID()];
    const speak = (as: string, actor: Actor) =>
      asAccount(world.sql('console'), as, (tx) =>
        appendCustody(tx, { subject: newSubject(), actor, role: 'reviewer', action: 'submission.viewed' }),
      );
    await expect(speak(person, `account:${person}`)).resolves.toMatchObject({ seq: 1 });
    await expect(speak(person, `account:${another}`)).rejects.toMatchObject({ name: 'CustodyRefused', code: 'XC003' });
    await expect(speak('', 'account:')).rejects.toMatchObject({ name: 'CustodyRefused', code: 'XC003' });
  });

  test('intake has no way to append but through its own functions', async () => {
    await expect(append('intake', { subject: newSubject(), actor: 'witness' })).rejects.toMatchObject({ code: '42501' });
  });
});

describe('a chain', () => {
  test('stays whole when many append to it at once', async () => {
    const subject = newSubject();
    const writers = (['receive', 'media', 'records', 'console'] as const).flatMap((role) =>
      Array.from({ length: 10 }, (_, n) => append(role, { subject, actor: `service:${role}`, payload: { n } })),
    );
    const seqs = (await Promise.all(writers)).map((event) => event.seq).toSorted((a, b) => a - b);
    expect(seqs).toEqual(Array.from({ length: 40 }, (_, n) => n + 1));
    expect(await findBroken(subject)).toBeNull();
  });

  test('leaves no gap when a transaction is rolled back', async () => {
    const subject = newSubject();
    await appendMany(subject, 1);
    const failed = world.sql('receive').begin(async (tx) => {
      await appendCustody(tx, { subject, actor: 'service:receive', role: 'receive', action: 'file.received' });
      throw new Error('rolled back');
    });
    await expect(failed).rejects.toThrow('rolled back');
    await expect(append('receive', { subject, actor: 'service:receive' })).resolves.toMatchObject({ seq: 2 });
    expect(await findBroken(subject)).toBeNull();
  });

  test('records a step back of the clock instead of hiding it', async () => {
    const subject = newSubject();
    await appendMany(subject, 1);
    // One hour ahead, consistently: as if the clock had been wrong when event 1 was written.
    await tamper(async (tx) => {
      const [event] = await tx<{ envelope: string }[]>`select envelope from custody_events where subject_id = ${subject.id}`;
      const ahead = new Date(Date.now() + 3_600_000).toISOString();
      const envelope = canonicalise({ ...JSON.parse(event?.envelope ?? ''), at: ahead });
      await tx`update custody_events set at = ${ahead}, envelope = ${envelope}, hash = sha256(convert_to(${envelope}, 'UTF8')) where subject_id = ${subject.id}`;
      await tx`update custody_heads set at = ${ahead}, hash = sha256(convert_to(${envelope}, 'UTF8')) where subject_id = ${subject.id}`;
    });
    await append('receive', { subject, actor: 'service:receive', payload: { n: 2 } });
    const rows = await world.ownerSql<
      { action: string; payload: string; at: Date }[]
    >`select action, payload, at from custody_events where subject_id = ${subject.id} order by seq`;
    expect(rows.map((row) => row.action)).toEqual(['file.received', 'clock.stepped_back', 'file.received']);
    const step = JSON.parse(rows[1]?.payload ?? '') as { now: string; previous: string };
    expect(step.previous).toBe(rows[0]?.at.toISOString());
    // The clock was read for the payload, then once more for the event itself.
    const [now, at] = [Date.parse(step.now), rows[1]?.at.getTime() ?? 0];
    expect(now).toBeLessThanOrEqual(at);
    expect(now).toBeLessThan(Date.parse(step.previous));
    expect(await findBroken(subject)).toBeNull();
  });

  test('stays valid when a payload is erased, which the owner may do to payload and salt together only', async () => {
    const subject = newSubject();
    await appendMany(subject, 3);
    await world.ownerSql`update custody_events set payload = null, salt = null where subject_id = ${subject.id} and seq = 2`;
    expect(await findBroken(subject)).toBeNull();
    await expect(
      world.ownerSql`update custody_events set payload = null where subject_id = ${subject.id} and seq = 3`,
    ).rejects.toMatchObject({ code: 'XC002' });
    await expect(
      world.ownerSql`update custody_events set payload = '{}', salt = sha256('') where subject_id = ${subject.id} and seq = 2`,
    ).rejects.toMatchObject({ code: 'XC002' });
  });

  test('names the first bad seq after a superuser changed one byte', async () => {
    for (const column of ['envelope', 'payload', 'action', 'actor'] as const) {
      const subject = newSubject();
      await appendMany(subject, 4);
      await tamper(
        (tx) =>
          tx`update custody_events set ${tx(column)} = overlay(${tx(column)} placing 'X' from 3 for 1) where subject_id = ${subject.id} and seq = 3`,
      );
      expect(await findBroken(subject), column).toMatchObject({ seq: 3 });
    }
  });

  test('names the first bad seq after a superuser deleted an event, the first, the last or its head', async () => {
    for (const seq of [1, 2, 4]) {
      const subject = newSubject();
      await appendMany(subject, 4);
      await tamper((tx) => tx`delete from custody_events where subject_id = ${subject.id} and seq = ${seq}`);
      expect(await findBroken(subject)).toMatchObject({ seq });
    }
    const subject = newSubject();
    await appendMany(subject, 2);
    await tamper((tx) => tx`delete from custody_heads where subject_id = ${subject.id}`);
    expect(await findBroken(subject)).toMatchObject({ defect: 'head' });
  });
});
