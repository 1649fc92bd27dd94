/**
 * Who may do what to which table: the whole of it, written out and compared with the catalogue. A grant that nobody wrote down here fails,
 * and so does one that is written here and was lost.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { roles, rights } from '#db/vocabularies/rights.ts';
import { verdicts, verdictKeys } from '#db/vocabularies/verdicts.ts';
import { openWorld, type World } from '#tests/support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld({ name: 'grants' });
});
afterAll(() => world.close());

const readers = (tables: string) => Object.fromEntries(tables.split(' ').map((table) => [table, 'select']));

const expected: Record<'intake' | 'console' | 'receive' | 'media' | 'records', Record<string, string>> = {
  intake: {},
  console: {
    ...readers('custody_checkpoints custody_events custody_heads derivatives facts fingerprints identities metadata original_copies'),
    ...readers('rights scans settings_current store_probes uploads keys.data_keys'),
    account_roles: 'delete insert select',
    accounts: 'insert select update',
    case_members: 'insert select',
    case_submissions: 'insert select',
    cases: 'select update(next_exhibit,next_export)',
    compartment_members: 'delete insert select',
    compartments: 'insert select',
    decisions: 'insert select',
    evidence_tickets: 'delete insert select',
    exhibits: 'insert select',
    exports: 'insert select',
    file_requests: 'insert select',
    file_stages: 'select update(attempts,progress_at,reason,state)',
    files: 'select update(restricted_at)',
    messages: 'insert select update(read_at)',
    outbox: 'insert',
    recusals: 'insert select',
    sessions: 'insert select update',
    settings: 'insert select',
    submission_versions: 'select update(read_at)',
    submissions:
      'select update(assess_attempts,assess_progress_at,assess_reason,assess_state,compartment_id,restricted_at,restricted_officer,state)',
    tasks: 'select update(done_at,done_by,note,outcome,state)',
    triage_items: 'select update(claimed_by,claimed_until,state,version)',
  },
  receive: {
    ...readers('settings_current submissions'),
    drafts: 'select(expires_at,id,submission_id,submitted_at)',
    file_stages: 'insert select update',
    files: 'select update(crc32,original_key,original_version_id,retain_until,retention_mode,sha256,type,verdict)',
    original_copies: 'insert select update',
    outbox: 'insert',
    scans: 'insert select',
    store_sightings: 'delete insert select update',
    store_walks: 'insert select update',
    stored_bytes: 'select',
    sweep_agreements: 'select',
    triage_items: 'select(attention,submission_id) update(attention)',
    uploads: 'select update(quarantine_deleted_at,state)',
  },
  media: {
    ...readers('files scans settings_current submission_versions'),
    derivatives: 'insert select update(height,sha256,size,state,version_id,width)',
    facts: 'insert select',
    file_stages: 'select update',
    fingerprints: 'insert select',
    metadata: 'insert select',
    outbox: 'insert',
    submissions: 'select update(assess_attempts,assess_generation,assess_progress_at,assess_reason,assess_state,state)',
    triage_items: 'select update(attention,ready_at,state,urgency,urgency_reasons)',
  },
  records: {
    ...readers('account_roles case_members case_submissions cases compartment_members compartments custody_events custody_heads decisions'),
    ...readers(
      'exhibits facts files fingerprints metadata original_copies recusals rights scans schema_migrations settings settings_current',
    ),
    ...readers('store_probes submission_versions'),
    accounts: 'select(demo,id,name)',
    custody_checkpoint_leaves: 'insert select',
    custody_checkpoints: 'insert select update(copied_at,copied_key)',
    derivatives: 'select update(state)',
    drafts: 'delete select(expires_at,id,submitted_at) update(expires_at)',
    evidence_tickets: 'delete select(expires_at,token_hash)',
    export_copies: 'insert select update',
    exports:
      'select update(attempts,bytes_done,bytes_total,generation,manifest_sha256,object_key,progress_at,ready_at,reason,sha256,state,version_id)',
    file_stages: 'select update(attempts,progress_at,reason,state)',
    follow_sessions: 'delete select(expires_at,token_hash)',
    outbox: 'delete insert select update',
    submissions: 'select update(assess_progress_at,assess_reason,assess_state)',
    triage_items: 'select update(attention)',
    uploads: 'select update(state)',
  },
};

const functions: Record<keyof typeof expected, string[]> = {
  intake: [
    'intake_add',
    'intake_change_proof',
    'intake_choose',
    'intake_close_page',
    'intake_correct',
    'intake_count_drafts',
    'intake_end_draft',
    'intake_ended_language',
    'intake_find_twin',
    'intake_forget_upload',
    'intake_read_parts',
    'intake_sign_part',
    'intake_give_up_draft',
    'intake_load_keys',
    'intake_mail_once',
    'intake_open_page',
    'intake_open_upload',
    'intake_page',
    'intake_page_language',
    'intake_page_proof',
    'intake_read_draft',
    'intake_read_uploads',
    'intake_remove_upload',
    'intake_save_draft',
    'intake_send_message',
    'intake_settings',
    'intake_spend',
    'intake_start_addition',
    'intake_start_draft',
    'intake_submit',
    'intake_suspect',
    'intake_upload_started',
    'intake_upload_stored',
    'intake_withdraw_page',
  ],
  console: [
    'account_in_case',
    'account_may',
    'account_role_for',
    'account_sees',
    'current_account',
    'custody_append',
    'open_case',
    'random_salt',
    'redeem_ticket',
    'session_alive',
    'uuid_v7',
    'verdict_in_bundle',
    'verdict_original_right',
    'verdict_shows_derivatives',
  ],
  receive: ['custody_append', 'random_salt', 'sweep_forget_uploads', 'sweep_recount_bytes', 'uuid_v7'],
  media: ['custody_append', 'random_salt', 'uuid_v7'],
  records: ['custody_append', 'random_salt', 'uuid_v7'],
};

const databaseRoles = Object.keys(expected) as (keyof typeof expected)[];

describe.each(databaseRoles)('the login of %s', (role) => {
  test('may do to tables exactly what is written here', async () => {
    const rows = await world.superSql<{ table: string; granted: string }[]>`
      with tables as (
        select c.oid, case n.nspname when 'public' then c.relname else n.nspname || '.' || c.relname end as name
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast') and n.nspname not like 'pg_temp%' and c.relkind in ('r', 'v', 'p', 'm', 'f')),
      privileges(privilege, columns) as (values ('select', true), ('insert', true), ('update', true), ('delete', false), ('truncate', false), ('references', true), ('trigger', false)),
      found as (
        select t.name, p.privilege, has_table_privilege(${`exhibit_${role}_login`}, t.oid, p.privilege) as whole,
          case when p.columns then (select string_agg(a.attname, ',' order by a.attname) from pg_attribute a
            where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped and has_column_privilege(${`exhibit_${role}_login`}, t.oid, a.attname, p.privilege)) end as columns
        from tables t cross join privileges p)
      select name as table, string_agg(privilege || case when whole then '' else '(' || columns || ')' end, ' ' order by privilege) as granted
      from found where whole or columns is not null group by name`;
    expect(Object.fromEntries(rows.map((row) => [row.table, row.granted]))).toEqual(expected[role]);
  });

  test('may call exactly the functions written here', async () => {
    const rows = await world.superSql<{ name: string }[]>`
      select p.proname as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where n.nspname not in ('pg_catalog', 'information_schema') and has_function_privilege(${`exhibit_${role}_login`}, p.oid, 'execute') order by 1`;
    expect(rows.map((row) => row.name)).toEqual(functions[role].toSorted());
  });

  test('is ordinary, has no sequence, makes nothing, and belongs to its own group alone', async () => {
    const login = `exhibit_${role}_login`;
    const [row] = await world.superSql`
      select rolsuper, rolcreaterole, rolcreatedb, rolbypassrls, rolreplication,
        has_schema_privilege(rolname, 'public', 'create') as creates, has_database_privilege(rolname, current_database(), 'create') as schemas,
        (select count(*)::int from pg_sequence s where has_sequence_privilege(r.rolname, s.seqrelid, 'usage')) as sequences,
        (select array_agg(g.rolname::text) from pg_auth_members m join pg_roles g on g.oid = m.roleid where m.member = r.oid) as groups
      from pg_roles r where rolname = ${login}`;
    expect(row).toEqual({
      rolsuper: false,
      rolcreaterole: false,
      rolcreatedb: false,
      rolbypassrls: false,
      rolreplication: false,
      creates: false,
      schemas: false,
      sequences: 0,
      groups: [`exhibit_${role}`],
    });
  });
});

describe('the schema', () => {
  test('belongs to exhibit_owner to the last object, which is no superuser', async () => {
    const rows = await world.superSql`
      select 'table ' || c.relname as object from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname in ('public', 'keys') and c.relowner <> 'exhibit_owner'::regrole
      union all select 'function ' || p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname in ('public', 'keys') and p.proowner <> 'exhibit_owner'::regrole`;
    expect([...rows]).toEqual([]);
    const [owner] =
      await world.superSql`select rolsuper, rolbypassrls, rolcanlogin, rolcreaterole from pg_roles where rolname = 'exhibit_owner'`;
    expect(owner).toEqual({ rolsuper: false, rolbypassrls: false, rolcanlogin: false, rolcreaterole: false });
  });

  test('has a fixed search path in every function that runs with its owner’s rights', async () => {
    const rows = await world.superSql`
      select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where n.nspname in ('public', 'keys') and p.prosecdef and not coalesce(p.proconfig @> array['search_path=public, pg_temp'], false)`;
    expect([...rows]).toEqual([]);
  });

  test('has row policies on every table that holds something of a report or a case, and on the settings', async () => {
    const rows = await world.superSql<{ name: string }[]>`
      select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' and c.relkind = 'r' and c.relrowsecurity order by 1`;
    expect(rows.map((row) => row.name)).toEqual([
      'case_members',
      'case_submissions',
      'cases',
      'custody_events',
      'decisions',
      'derivatives',
      'exhibits',
      'exports',
      'facts',
      'file_requests',
      'file_stages',
      'files',
      'fingerprints',
      'identities',
      'messages',
      'metadata',
      'original_copies',
      'scans',
      'settings',
      'submission_versions',
      'submissions',
      'tasks',
      'triage_items',
      'uploads',
    ]);
  });

  test('has no policy for all commands among the console’s, since permissive policies are joined by OR', async () => {
    const rows = await world.superSql`select tablename, policyname from pg_policies where 'exhibit_console' = any(roles) and cmd = 'ALL'`;
    expect([...rows]).toEqual([]);
  });

  test('has the rights of db/vocabularies/rights.ts, no more and no fewer', async () => {
    const rows = await world.ownerSql<{ verb: string; role: string }[]>`select verb, role from rights`;
    const written = Object.entries(rights).flatMap(([verb, holders]) => holders.map((role) => `${verb} ${role}`));
    expect(rows.map((row) => `${row.verb} ${row.role}`).toSorted()).toEqual(written.toSorted());
    expect(roles).toEqual(expect.arrayContaining(rows.map((row) => row.role)));
  });

  test.each(verdictKeys)('knows the verdict %s as db/vocabularies/verdicts.ts does', async (verdict) => {
    const [row] =
      await world.ownerSql`select verdict_shows_derivatives(${verdict}) as shows, verdict_original_right(${verdict}) as original`;
    expect(row).toEqual({ shows: verdicts[verdict].derivatives !== 'none', original: verdicts[verdict].original });
  });
});
