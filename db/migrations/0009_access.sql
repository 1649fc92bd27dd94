-- Who may touch what. Intake has no table at all: 0010 gives it functions that take a proof. The console reads through row policies that ask
-- for the account of the transaction (`set local exhibit.account`); no account, no row.

create function current_account() returns uuid language sql stable as $$
  select nullif(current_setting('exhibit.account', true), '')::uuid
$$;
create function account_may(p_verb text) returns boolean language sql stable security definer set search_path = public, pg_temp as $$
  select exists (
    select from account_roles a join rights r on r.role = a.role join accounts c on c.id = a.account_id
    where a.account_id = current_account() and r.verb = p_verb and c.state = 'active')
$$;
-- Restriction beats everything, then recusal, then compartment, then role; a prosecutor sees what is in their cases.
create function account_sees(p_submission uuid) returns boolean language sql stable security definer set search_path = public, pg_temp as $$
  select exists (
    select from submissions s
    where s.id = p_submission
      and (s.restricted_at is null or s.restricted_officer = current_account())
      and not exists (select from recusals r where r.submission_id = s.id and r.account_id = current_account())
      and (s.compartment_id is null
        or exists (select from compartment_members m where m.compartment_id = s.compartment_id and m.account_id = current_account()))
      and (account_may('submission.read')
        or (account_may('case.read') and exists (
          select from case_submissions c join case_members m on m.case_id = c.case_id
          where c.submission_id = s.id and m.account_id = current_account()))))
$$;
create function account_in_case(p_case uuid) returns boolean language sql stable security definer set search_path = public, pg_temp as $$
  select account_may('case.read') and exists (select from case_members where case_id = p_case and account_id = current_account())
$$;
grant execute on function current_account(), account_may(text), account_sees(uuid), account_in_case(uuid) to exhibit_console;

-- Policies are named per command: permissive ones are joined by OR, so a policy for ALL would undo the stricter ones for INSERT below.
do $$
declare t text;
begin
  -- Everything that hangs on a submission.
  foreach t in array array['submissions', 'submission_versions', 'identities', 'files', 'facts', 'triage_items', 'decisions'] loop
    execute format('alter table %I enable row level security', t);
    execute format('create policy workers on %I to exhibit_receive, exhibit_media, exhibit_records using (true) with check (true)', t);
    execute format('create policy console on %I for select to exhibit_console using (account_sees(%I))', t, case t when 'submissions' then 'id' else 'submission_id' end);
    execute format('create policy console_update on %I for update to exhibit_console using (account_sees(%I))', t, case t when 'submissions' then 'id' else 'submission_id' end);
  end loop;
  -- Everything that hangs on a file: visible where the file is.
  foreach t in array array['file_stages', 'original_copies', 'scans', 'metadata', 'derivatives', 'fingerprints'] loop
    execute format('alter table %I enable row level security', t);
    execute format('create policy workers on %I to exhibit_receive, exhibit_media, exhibit_records using (true) with check (true)', t);
    execute format('create policy console on %I for select to exhibit_console using (exists (select from files f where f.id = file_id))', t);
    execute format('create policy console_update on %I for update to exhibit_console using (exists (select from files f where f.id = file_id))', t);
  end loop;
  foreach t in array array['cases', 'case_members', 'case_submissions', 'exhibits', 'exports'] loop
    execute format('alter table %I enable row level security', t);
    execute format('create policy workers on %I to exhibit_records using (true) with check (true)', t);
    execute format('create policy console on %I for select to exhibit_console using (account_in_case(%I))', t, case t when 'cases' then 'id' else 'case_id' end);
    execute format('create policy console_update on %I for update to exhibit_console using (account_in_case(%I))', t, case t when 'cases' then 'id' else 'case_id' end);
  end loop;
end $$;

-- Console: people and sessions, reading by policy, and the writes of its verbs.
grant select on settings, settings_current, store_probes, accounts, account_roles, sessions, rights, compartments, compartment_members to exhibit_console;
grant insert on settings to exhibit_console;
grant insert, update on accounts, sessions to exhibit_console;
grant insert, delete on account_roles, compartment_members to exhibit_console;
grant insert on compartments to exhibit_console;
grant select on submissions, submission_versions, identities, files, facts, triage_items, decisions, recusals, uploads to exhibit_console;
grant update (state, restricted_at, restricted_officer, compartment_id, assess_state, assess_reason) on submissions to exhibit_console;
grant update (restricted_at) on files to exhibit_console;
grant update (state, claimed_by, claimed_until, version) on triage_items to exhibit_console;
grant insert on decisions, recusals to exhibit_console;
grant select on file_stages, original_copies, scans, metadata, derivatives, fingerprints to exhibit_console;
grant update (state, attempts, reason, progress_at) on file_stages to exhibit_console; -- a person's retry
grant select, insert, delete on evidence_tickets to exhibit_console;
grant select on cases, case_members, case_submissions, exhibits, exports to exhibit_console;
grant insert on exports to exhibit_console;
grant update (next_exhibit, next_export) on cases to exhibit_console;
grant insert on exhibits, case_members, case_submissions to exhibit_console;
grant insert on outbox to exhibit_console;
grant select on custody_events, custody_heads, custody_checkpoints to exhibit_console;
grant select on keys.data_keys to exhibit_console;
create policy console_insert on decisions for insert to exhibit_console with check (account_sees(submission_id) and decided_by = current_account());
create policy console_insert on exports for insert to exhibit_console with check (account_may('export.request') and account_in_case(case_id) and requested_by = current_account());
create policy console_insert on exhibits for insert to exhibit_console with check (account_in_case(case_id));
create policy console_insert on case_members for insert to exhibit_console with check (account_in_case(case_id) and account_may('case.write'));
create policy console_insert on case_submissions for insert to exhibit_console
  with check (account_in_case(case_id) and account_may('case.write') and account_sees(submission_id));

-- uploads and custody: row policies too, so that a console session without rights reads nothing of a restricted submission there either.
alter table uploads enable row level security;
create policy workers on uploads to exhibit_receive, exhibit_media, exhibit_records using (true) with check (true);
create policy console on uploads for select to exhibit_console using (account_sees(submission_id));
alter table custody_events enable row level security;
create policy workers on custody_events to exhibit_receive, exhibit_media, exhibit_records using (true) with check (true);
create policy console on custody_events for select to exhibit_console using (
  account_may('custody.read')
  or (subject_kind = 'submission' and account_sees(subject_id))
  or (subject_kind = 'case' and account_in_case(subject_id)));

-- A case is opened with its first member in one step, because a row that no one belongs to would be invisible to its maker.
create function open_case(p_title text) returns table (id uuid, number text) language plpgsql security definer set search_path = public, pg_temp as $$
declare v_id uuid := uuid_v7(); v_number text;
begin
  if not account_may('case.write') then raise exception 'not allowed' using errcode = 'EX403'; end if;
  v_number := 'CASE-' || to_char(clock_timestamp() at time zone 'UTC', 'YYYY') || '-' || lpad(nextval('case_numbers')::text, 6, '0');
  insert into cases (id, number, title, created_by) values (v_id, v_number, p_title, current_account());
  insert into case_members (case_id, account_id, added_by) values (v_id, current_account(), current_account());
  return query select v_id, v_number;
end $$;
grant execute on function open_case(text) to exhibit_console;

-- Receive: the files it copies, scans and later removes from quarantine.
grant select on settings_current, uploads, submissions, files, file_stages, original_copies, scans, drafts to exhibit_receive;
grant update (quarantine_deleted_at, state) on uploads to exhibit_receive;
grant update (sha256, crc32, type, verdict, original_key, original_version_id, retention_mode, retain_until) on files to exhibit_receive;
grant insert, update on file_stages, original_copies to exhibit_receive;
grant insert on scans, outbox to exhibit_receive;
-- triage items: receive may say that a person should look at a file that could not be received.
grant select (submission_id, attention), update (attention) on triage_items to exhibit_receive;
-- drafts: receive may learn which drafts have ended, never their content.
revoke select on drafts from exhibit_receive;
grant select (id, submission_id, expires_at, submitted_at) on drafts to exhibit_receive;

-- Media: reads what was received, adds what was found.
grant select on settings_current, submissions, submission_versions, files, file_stages, scans, metadata, derivatives, fingerprints, facts, triage_items to exhibit_media;
grant update on file_stages to exhibit_media;
grant insert on metadata, fingerprints, facts, outbox to exhibit_media;
grant insert on derivatives to exhibit_media;
grant update (state, version_id, size, sha256, width, height) on derivatives to exhibit_media;
grant update (state, assess_state, assess_generation, assess_attempts, assess_progress_at, assess_reason) on submissions to exhibit_media;
grant update (state, urgency, urgency_reasons, attention, ready_at) on triage_items to exhibit_media;

-- Records: relay, reconciler, bundles, custody checkpoints, housekeeping.
grant select on all tables in schema public to exhibit_records;
revoke select on drafts, accounts, sessions, identities, evidence_tickets from exhibit_records;
grant select (id, name, demo) on accounts to exhibit_records; -- demo: production refuses to start beside such accounts
grant select (id, expires_at, submitted_at) on drafts to exhibit_records;
grant delete, update (expires_at) on drafts to exhibit_records; -- the update is for locking the row: whoever may delete it gains nothing by it
grant select (token_hash, expires_at), delete on evidence_tickets to exhibit_records;
grant update, delete on outbox to exhibit_records;
grant insert on outbox to exhibit_records;
grant update (state, generation, attempts, progress_at, bytes_done, bytes_total, object_key, version_id, sha256, manifest_sha256, reason, ready_at) on exports to exhibit_records;
grant insert, update on export_copies to exhibit_records;
grant update (progress_at, state, reason, attempts) on file_stages to exhibit_records;
grant update (assess_progress_at, assess_state, assess_reason) on submissions to exhibit_records;
grant update (attention) on triage_items to exhibit_records;
grant update (state) on uploads to exhibit_records;
grant update (state) on derivatives to exhibit_records; -- what the restriction of a report had deleted from the store
grant insert on custody_checkpoints, custody_checkpoint_leaves to exhibit_records;
grant update (copied_key, copied_at) on custody_checkpoints to exhibit_records;
