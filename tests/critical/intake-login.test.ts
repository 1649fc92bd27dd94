/** Whoever has stolen the intake process's database login, and nothing else: no narrative, no message, no draft, no name comes out. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sql } from '#db/connect.ts';
import { openWorld, type World } from '#tests/support/world.ts';

const canary = `canary-${randomBytes(8).toString('hex')}`;
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();
const draft = { id: randomUUID(), proof: randomBytes(32), submission: randomUUID(), upload: randomUUID() };
const report = { reference: 'EX-7K3M-9QXT', proof: randomBytes(32) };

let world: World;
let intake: Sql;
let relations: string[];
beforeAll(async () => {
  world = await openWorld({ name: 'intake-login' });
  intake = world.sql('intake');
  // A report was handed in, and a second draft is under way.
  await intake`select intake_start_draft(${draft.id}, ${sha256(draft.proof)}, ${draft.submission}, ${randomUUID()}, ${Buffer.from(canary)})`;
  await intake`select intake_open_upload(${draft.id}, ${draft.proof}, ${draft.upload}, ${`key-${canary}`}, 'direct', 10, 5242880)`;
  const submitted = { id: randomUUID(), proof: randomBytes(32) };
  await intake`select intake_start_draft(${submitted.id}, ${sha256(submitted.proof)}, ${randomUUID()}, ${randomUUID()}, ${Buffer.from('x')})`;
  const answers = JSON.stringify({ narrative: canary });
  const content = {
    reference: report.reference,
    proofHash: sha256(report.proof).toString('hex'),
    language: 'en',
    answers,
    showsReport: true,
    files: [],
    identities: ['witness', 'affected', 'others', 'links'].map((kind) => ({ kind, sealed: Buffer.from(canary).toString('hex') })),
    tasks: [{ kind: 'help', ordinal: 1, about: { need: 'legal' }, dueOn: null }],
    dataKey: { sealingKeyId: 'key', wrapped: Buffer.from(canary).toString('hex') },
  };
  await intake`select intake_submit(${submitted.id}, ${submitted.proof}, ${JSON.stringify(content)}::text::jsonb)`;
  relations = (
    await world.superSql<{ name: string }[]>`
      select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname in ('public', 'keys') and c.relkind in ('r', 'v', 'm', 'p', 'S') order by 1`
  ).map((row) => row.name);
});
afterAll(() => world.close());

describe('with intake’s login and nothing else', () => {
  test('the planted words are in the record, so that finding none means something', async () => {
    const [row] =
      await world.superSql`select (select answers::text from submission_versions) as answers, (select convert_from(ciphertext, 'UTF8') from drafts where id = ${draft.id}) as draft`;
    expect(row?.answers).toContain(canary);
    expect(row?.draft).toBe(canary);
  });

  test('no table, view or sequence can be read, counted, written or locked', async () => {
    expect(relations.length).toBeGreaterThan(35);
    for (const relation of relations) {
      const isSequence = relation === 'public.case_numbers';
      const statements = isSequence
        ? [`select last_value from ${relation}`, `select nextval('${relation}')`]
        : [
            `select * from ${relation}`,
            `select count(*) from ${relation}`,
            `select 1 from ${relation} for update`,
            `delete from ${relation}`,
            `truncate ${relation}`,
            `copy ${relation} to stdout`,
          ];
      for (const statement of statements)
        await expect(intake.unsafe(statement), statement).rejects.toMatchObject({
          code: expect.stringMatching(/^(42501|42809|55000|0A000)$/),
        });
    }
  });

  test('no other role can be taken on, and no file, program or password of the server reached', async () => {
    const statements = [
      'set role exhibit_owner',
      'set role exhibit_console',
      'set session authorization exhibit_records_login',
      'reset role; set role exhibit_records',
      'select * from pg_authid',
      "select pg_read_file('/etc/passwd')",
      "copy (select 1) to program 'true'",
      'create schema mine',
      'create table public.mine (a int)',
      'create function public.mine() returns int language sql as $$select 1$$',
      'set session_replication_role = replica',
      'alter table public.submissions disable row level security',
    ];
    for (const statement of statements) await expect(intake.unsafe(statement), statement).rejects.toMatchObject({ code: '42501' });
  });

  test('the function that opens a draft for the others cannot be called', async () => {
    await expect(intake`select * from intake_draft(${draft.id}, ${draft.proof})`).rejects.toMatchObject({ code: '42501' });
  });

  test.each(['custody_append', 'account_sees', 'redeem_ticket', 'open_case', 'random_salt', 'uuid_v7'])(
    '%s cannot be called',
    async (name) => {
      const [found] = await world.superSql<{ call: string }[]>`
      select p.proname || '(' || coalesce((select string_agg('null::' || format_type(t, null), ',' order by n) from unnest(p.proargtypes::oid[]) with ordinality a (t, n)), '') || ')' as call
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'public' and p.proname = ${name}`;
      await expect(intake.unsafe(`select ${found?.call}`)).rejects.toMatchObject({ code: '42501' });
    },
  );

  const wrong = randomBytes(32);
  const calls: [string, (id: string, proof: Buffer) => Promise<unknown>][] = [
    ['intake_read_draft', (id, proof) => intake`select * from intake_read_draft(${id}, ${proof})`],
    ['intake_save_draft', (id, proof) => intake`select intake_save_draft(${id}, ${proof}, 1, ${Buffer.from('')})`],
    ['intake_end_draft', (id, proof) => intake`select intake_end_draft(${id}, ${proof})`],
    ['intake_give_up_draft', (id, proof) => intake`select intake_give_up_draft(${id}, ${proof}, false)`],
    ['intake_open_upload', (id, proof) => intake`select intake_open_upload(${id}, ${proof}, ${randomUUID()}, 'k', 'direct', 1, 1)`],
    ['intake_upload_started', (id, proof) => intake`select intake_upload_started(${id}, ${proof}, ${draft.upload}, 'u')`],
    ['intake_read_uploads', (id, proof) => intake`select * from intake_read_uploads(${id}, ${proof})`],
    [
      'intake_upload_stored',
      (id, proof) => intake`select intake_upload_stored(${id}, ${proof}, ${draft.upload}, 'v', 1, '[]', null, null)`,
    ],
    ['intake_remove_upload', (id, proof) => intake`select * from intake_remove_upload(${id}, ${proof}, ${draft.upload})`],
    ['intake_mail_once', (id, proof) => intake`select intake_mail_once(${id}, ${proof}, false)`],
    ['intake_suspect', (id, proof) => intake`select intake_suspect(${id}, ${proof})`],
    ['intake_submit', (id, proof) => intake`select intake_submit(${id}, ${proof}, '{}'::jsonb)`],
  ];
  test.each(calls)('%s gives the same refusal for a wrong proof, an unknown draft, no proof and the stored hash', async (_, call) => {
    const seen = new Set<string>();
    for (const [id, proof] of [
      [draft.id, wrong],
      [randomUUID(), draft.proof],
      [draft.id, Buffer.alloc(0)],
      [draft.id, sha256(draft.proof)],
    ] as const) {
      await expect(call(id, proof)).rejects.toSatisfy((error: Error & { code: string }) => {
        seen.add(`${error.code} ${error.message}`);
        return error.code === 'EX001';
      });
    }
    expect(seen.size).toBe(1);
  });

  test('the follow-up page gives the same refusal for a wrong proof and an unknown reference', async () => {
    const seen = new Set<string>();
    for (const [reference, proof] of [
      [report.reference, wrong],
      ['EX-0000-0000', report.proof],
      [report.reference, sha256(report.proof)],
    ] as const) {
      await expect(intake`select intake_open_page(${reference}, ${proof}, ${randomBytes(32)}, null)`).rejects.toSatisfy(
        (error: Error & { code: string }) => {
          seen.add(`${error.code} ${error.message}`);
          return error.code === 'EX006';
        },
      );
    }
    expect(seen.size).toBe(1);
  });

  const session = randomBytes(32);
  const open = () => intake`select intake_open_page(${report.reference}, ${report.proof}, ${sha256(session)}, null)`;
  const pageVerbs: [string, (token: Buffer) => Promise<unknown>][] = [
    ['intake_page', (token) => intake`select intake_page(${token})`],
    ['intake_page_proof', (token) => intake`select intake_page_proof(${token})`],
    ['intake_page_language', (token) => intake`select intake_page_language(${token}, 'en')`],
    ['intake_send_message', (token) => intake`select intake_send_message(${token}, 'x')`],
    ['intake_correct', (token) => intake`select intake_correct(${token}, 'what', 'x')`],
    ['intake_choose', (token) => intake`select intake_choose(${token}, '{}')`],
    ['intake_change_proof', (token) => intake`select intake_change_proof(${token}, ${report.proof}, ${wrong})`],
    ['intake_withdraw_page', (token) => intake`select intake_withdraw_page(${token}, ${report.proof})`],
    [
      'intake_start_addition',
      (token) => intake`select intake_start_addition(${token}, ${randomUUID()}, ${wrong}, ${randomUUID()}, ${wrong})`,
    ],
    ['intake_add', (token) => intake`select intake_add(${token}, ${draft.id}, ${draft.proof}, '{}')`],
  ];
  test.each(pageVerbs)(
    '%s gives the same refusal for an unknown token, none, the stored hash and the proof of the report',
    async (_, call) => {
      await open().catch(() => undefined); // opened once for all verbs
      const seen = new Set<string>();
      for (const token of [wrong, Buffer.alloc(0), sha256(session), report.proof]) {
        await expect(call(token)).rejects.toSatisfy((error: Error & { code: string }) => {
          seen.add(`${error.code} ${error.message}`);
          return error.code === 'EX007';
        });
      }
      expect(seen.size).toBe(1);
    },
  );

  test.each(['intake_followed', 'intake_next_version'])('%s, which the others use, cannot be called', async (name) => {
    const [found] = await world.superSql<{ call: string }[]>`
      select p.proname || '(' || (select string_agg('null::' || format_type(t, null), ',' order by n) from unnest(p.proargtypes::oid[]) with ordinality a (t, n)) || ')' as call
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'public' and p.proname = ${name}`;
    await expect(intake.unsafe(`select ${found?.call}`)).rejects.toMatchObject({ code: '42501' });
  });

  test('the follow-up page with the right proof shows the report only because the witness chose so, and never who they are', async () => {
    const page = async () => (await intake<{ page: Record<string, unknown> }[]>`select intake_page(${session}) as page`)[0]?.page;
    await world.superSql`insert into messages (submission_id, sender, body) select id, 'witness', 'mine' from submissions where reference = ${report.reference}`;
    const shown = await page();
    expect(shown?.report).toEqual({ narrative: canary });
    expect(shown?.messages).toMatchObject([{ body: 'mine' }]);
    expect(JSON.stringify({ ...shown, report: null })).not.toContain(canary);
    await world.superSql`update submissions set shows_report = false where reference = ${report.reference}`;
    expect(JSON.stringify(await page())).not.toContain(canary);
  });

  test('an ended draft cannot be opened again, even with its proof', async () => {
    await world.superSql`update drafts set expires_at = clock_timestamp() - interval '1 second' where id = ${draft.id}`;
    await expect(intake`select * from intake_read_draft(${draft.id}, ${draft.proof})`).rejects.toMatchObject({ code: 'EX001' });
  });

  test('settings that do not start with intake. stay unread', async () => {
    const [row] = await intake<{ keys: string[] }[]>`select array(select jsonb_object_keys(intake_settings())) as keys`;
    expect(row?.keys.length).toBeGreaterThan(5);
    expect(row?.keys.filter((key) => !key.startsWith('intake.'))).toEqual([]);
  });
});
