-- The whole report: other witnesses as a third sealed identity, and tasks that the answers ask for.

alter table identities drop constraint identities_kind_check;
alter table identities add constraint identities_kind_check check (kind in ('witness', 'affected', 'others'));

-- Evidence to be kept in time, and help that was asked for. `about` names a key of the form and never a witness's word: tasks are listed apart from their reports.
create table tasks (
  id uuid primary key default uuid_v7(),
  submission_id uuid not null references submissions,
  kind text not null check (kind in ('preservation', 'help')),
  ordinal integer not null check (ordinal between 1 and 20), -- of the entry on the form, within its kind
  about jsonb not null,
  due_on date,
  state text not null default 'open' check (state in ('open', 'done')),
  created_at timestamptz not null default clock_timestamp(),
  done_at timestamptz,
  done_by uuid references accounts,
  outcome text check (char_length(outcome) <= 5000),
  unique (submission_id, kind, ordinal),
  check (case kind
    when 'preservation' then about ?& array['lead'] and about - 'lead' = '{}' and (about ->> 'lead') ~ '^[a-z_]{1,40}$' and due_on is not null
    else about ?& array['need'] and about - 'need' = '{}' and (about ->> 'need') ~ '^[a-z_]{1,40}$' end),
  check ((state = 'done') = (done_at is not null)),
  check ((state = 'done') = (done_by is not null))
);
create index tasks_open on tasks (due_on, id) where state = 'open';

alter table tasks enable row level security;
create policy console on tasks for select to exhibit_console using (account_sees(submission_id));
-- Whoever closes a task does so in their own name.
create policy console_update on tasks for update to exhibit_console using (account_sees(submission_id) and account_may('task.work'))
  with check (account_sees(submission_id) and account_may('task.work') and (done_by is null or done_by = current_account()));
grant select, update (state, done_at, done_by, outcome) on tasks to exhibit_console;

-- As in 0010; new are `tasks: [{kind, ordinal, about, dueOn}]` and identities of the kind `others`. The receipt's head stays that of `submission.received`.
create or replace function intake_submit(p_draft uuid, p_proof bytea, p jsonb) returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  d drafts := intake_draft(p_draft, p_proof); s submissions; f jsonb; u uploads; v_file uuid; v_ordinal integer := 0; v_files jsonb := '[]'; i jsonb; v_head bytea;
  v_tasks jsonb;
begin
  select * into s from submissions where idempotency_key = d.idempotency_key;
  if found then
    return jsonb_build_object('reference', s.reference, 'receivedAt', to_char(s.received_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
      'head', (select encode(hash, 'hex') from custody_events where subject_kind = 'submission' and subject_id = s.id and action = 'submission.received' limit 1), 'again', true);
  end if;
  -- Nothing that was acknowledged may miss the report: an answer saved, or a file stored, after whoever hands in has looked. They look again (EX002).
  if p ? 'draftVersion' and (p ->> 'draftVersion')::integer is distinct from d.version
    or exists (select from uploads x where x.draft_id = d.id and x.state = 'stored'
      and not exists (select from jsonb_array_elements(coalesce(p -> 'files', '[]')) e where (e ->> 'uploadId')::uuid = x.id)) then
    raise exception 'changed since it was read' using errcode = 'EX002';
  end if;
  if octet_length(p ->> 'answers') > 2097152 or jsonb_typeof((p ->> 'answers')::jsonb) is distinct from 'object' or octet_length(decode(p ->> 'proofHash', 'hex')) is distinct from 32
    or (p ->> 'reference') !~ '^EX-[0-9A-Z-]{8,20}$' then
    raise exception 'not a report' using errcode = 'EX005';
  end if;
  -- A compartment that nobody made yet hides the report all the same; the private health page names those without members.
  if p ->> 'compartment' is not null then
    insert into compartments (code, name) values (left(p ->> 'compartment', 40), left(p ->> 'compartment', 40)) on conflict (code) do nothing;
  end if;
  insert into submissions (id, reference, proof_hash, idempotency_key, language, shows_report, compartment_id, state)
    values (d.submission_id, p ->> 'reference', decode(p ->> 'proofHash', 'hex'), d.idempotency_key, p ->> 'language', coalesce((p ->> 'showsReport')::boolean, false),
      (select id from compartments where code = left(p ->> 'compartment', 40)), 'processing') returning * into s;
  insert into submission_versions (submission_id, version, kind, answers) values (s.id, 1, 'original', (p ->> 'answers')::jsonb);
  if p -> 'dataKey' is not null and jsonb_typeof(p -> 'dataKey') = 'object' then
    insert into keys.data_keys (submission_id, sealing_key_id, wrapped) values (s.id, p #>> '{dataKey,sealingKeyId}', decode(p #>> '{dataKey,wrapped}', 'hex'));
    for i in select * from jsonb_array_elements(coalesce(p -> 'identities', '[]')) loop
      insert into identities (submission_id, kind, sealed) values (s.id, i ->> 'kind', decode(i ->> 'sealed', 'hex'));
    end loop;
  end if;
  for f in select * from jsonb_array_elements(coalesce(p -> 'files', '[]')) loop
    select * into u from uploads where id = (f ->> 'uploadId')::uuid and draft_id = d.id for update;
    if not found or u.state <> 'stored' then raise exception 'a file is not stored yet' using errcode = 'EX005', detail = f ->> 'uploadId'; end if;
    v_ordinal := v_ordinal + 1;
    v_file := uuid_v7();
    insert into files (id, submission_id, upload_id, ordinal, name, caption, declared, size, sha256_declared, hash_source)
      values (v_file, s.id, u.id, v_ordinal, f ->> 'name', coalesce(f ->> 'caption', ''), coalesce(f -> 'declared', '{}'), u.size, u.sha256_declared, u.hash_source);
    insert into file_stages (file_id, stage) select v_file, x from unnest(array['receive', 'scan', 'inspect', 'derive', 'fingerprint']) x;
    insert into outbox (queue, name, payload) values ('receive', 'receive.file', jsonb_build_object('fileId', v_file));
    v_files := v_files || jsonb_build_object('file', v_file, 'upload', u.id, 'size', u.size, 'sha256Declared', encode(u.sha256_declared, 'hex'), 'hashSource', u.hash_source);
  end loop;
  insert into triage_items (submission_id) values (s.id);
  if v_ordinal = 0 then
    insert into outbox (queue, name, payload) values ('media', 'media.assess', jsonb_build_object('submissionId', s.id));
  end if;
  insert into tasks (submission_id, kind, ordinal, about, due_on)
    select s.id, t ->> 'kind', (t ->> 'ordinal')::integer, t -> 'about', (t ->> 'dueOn')::date from jsonb_array_elements(coalesce(p -> 'tasks', '[]')) t;
  -- What was stored but not handed in is left to housekeeping.
  update uploads set state = 'abandoned' where draft_id = d.id and not exists (select from files x where x.upload_id = uploads.id);
  update drafts set submitted_at = clock_timestamp() where id = d.id;
  select hash into v_head from custody_append('submission', s.id, 'witness', 'witness', 'submission.received', null, null,
    canonical_json(jsonb_build_object('reference', s.reference, 'answersSha256', encode(sha256(convert_to(p ->> 'answers', 'UTF8')), 'hex'), 'files', v_files)));
  select jsonb_agg(jsonb_build_object('task', id, 'kind', kind, 'about', about, 'dueOn', due_on) order by kind, ordinal) into v_tasks from tasks where submission_id = s.id;
  if v_tasks is not null then
    perform custody_append('submission', s.id, 'service:intake', 'intake', 'tasks.opened', null, null, canonical_json(jsonb_build_object('tasks', v_tasks)));
  end if;
  return jsonb_build_object('reference', s.reference, 'receivedAt', to_char(s.received_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'head', encode(v_head, 'hex'), 'again', false);
end $$;
