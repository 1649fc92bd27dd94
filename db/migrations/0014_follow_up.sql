-- Coming back: a short session that proves itself by its token, messages both ways, files added later, corrections and choices as new versions.
-- Intake still has no table: each verb below proves the session, and through it which one report it may touch. EX007 no such session.

-- The token lies in the browser's cookie, its hash here. A row lives as long as its page is open and then goes: when a witness looked is kept nowhere.
create table follow_sessions (
  token_hash bytea primary key check (octet_length(token_hash) = 32),
  submission_id uuid not null references submissions,
  language text not null,
  expires_at timestamptz not null, -- moves on with use
  ends_at timestamptz not null -- does not
);
create index follow_sessions_submission on follow_sessions (submission_id);
create index follow_sessions_expiry on follow_sessions (expires_at);
grant select (token_hash, expires_at), delete on follow_sessions to exhibit_records; -- housekeeping

-- The text lies here alone. Its event carries a salted digest: bundles disclose what witnesses' events hold, and a message may say how to reach someone.
create table messages (
  id uuid primary key default uuid_v7(),
  submission_id uuid not null references submissions,
  sender text not null check (sender in ('witness', 'office')),
  body text not null check (char_length(body) between 1 and 5000),
  salt bytea not null default random_salt(),
  at timestamptz not null default clock_timestamp(),
  sent_by uuid references accounts,
  read_at timestamptz, -- by the office; when a witness read something is nobody's to know
  check ((sender = 'office') = (sent_by is not null)),
  check (sender = 'witness' or read_at is null)
);
create index messages_submission on messages (submission_id, id);
create index messages_waiting on messages (submission_id) where sender = 'witness' and read_at is null;

create table file_requests (
  id uuid primary key default uuid_v7(),
  submission_id uuid not null references submissions,
  file_id uuid not null references files,
  reason text not null check (reason in ('cannot_open', 'incomplete', 'original_wanted')),
  asked_by uuid not null references accounts,
  at timestamptz not null default clock_timestamp(),
  answered_by uuid references files, -- the file that came for it
  answered_at timestamptz,
  check ((answered_by is null) = (answered_at is null))
);
create unique index file_requests_open on file_requests (file_id) where answered_by is null;
create index file_requests_submission on file_requests (submission_id);

alter table submission_versions drop constraint submission_versions_kind_check;
alter table submission_versions add constraint submission_versions_kind_check check (kind in ('original', 'correction', 'choice'));
alter table submission_versions add column read_at timestamptz; -- by the office; of an original the queue says it

-- An addition is a draft over a report that exists: its uploads are events on that report's chain, so it is opened by the report's own session alone.
alter table drafts add column adds_to uuid references submissions;
alter table drafts drop constraint drafts_submission_id_key;
create unique index drafts_submission on drafts (submission_id) where adds_to is null;
create index drafts_adds_to on drafts (adds_to) where adds_to is not null;
alter table drafts add constraint drafts_adds_to_own check (adds_to is null or adds_to = submission_id);

do $$
declare t text;
begin
  foreach t in array array['messages', 'file_requests'] loop
    execute format('alter table %I enable row level security', t);
    execute format('create policy console on %I for select to exhibit_console using (account_sees(submission_id) and account_may(''message.write''))', t);
  end loop;
end $$;
create policy console_update on messages for update to exhibit_console using (account_sees(submission_id) and account_may('message.write'));
create policy console_insert on messages for insert to exhibit_console
  with check (account_sees(submission_id) and account_may('message.write') and sender = 'office' and sent_by = current_account() and read_at is null);
create policy console_insert on file_requests for insert to exhibit_console
  with check (account_sees(submission_id) and account_may('message.write') and asked_by = current_account() and answered_by is null);
grant select, insert on messages, file_requests to exhibit_console;
grant update (read_at) on messages, submission_versions to exhibit_console;

create function utc_text(p_at timestamptz) returns text language sql stable strict as $$
  select to_char(p_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;

-- Half an hour after the last use and never past the end; to the minute, so that not even the open page's row tells the moment.
create function follow_until(p_ends timestamptz) returns timestamptz language sql stable as $$
  select least(p_ends, date_trunc('minute', clock_timestamp()) + interval '31 minutes')
$$;

-- The report that a session may touch; `p_lock` for whoever changes it, so that two windows take turns.
create function intake_followed(p_session bytea, p_lock boolean) returns submissions language plpgsql security definer set search_path = public, pg_temp as $$
declare f follow_sessions; s submissions;
begin
  select * into f from follow_sessions where token_hash = sha256(p_session) and expires_at > clock_timestamp();
  if not found then raise exception 'no such session' using errcode = 'EX007'; end if;
  -- The report first and the session second: who closes other sessions locks in the same order.
  if p_lock then select * into s from submissions where id = f.submission_id and page_closed_at is null for update;
  else select * into s from submissions where id = f.submission_id and page_closed_at is null; end if;
  if not found then raise exception 'no such session' using errcode = 'EX007'; end if;
  update follow_sessions set expires_at = follow_until(ends_at) where token_hash = f.token_hash and expires_at <> follow_until(ends_at);
  return s;
end $$; -- used by the functions below; intake itself may not call it

-- Reference and passphrase open a session. Unknown reference and wrong proof: the same error by the same path. Looking is no event of custody (see 0010).
-- `p_language` null: the report's own. Returns the language of the session.
drop function intake_follow(text, bytea);
create function intake_open_page(p_reference text, p_proof bytea, p_token_hash bytea, p_language text) returns text
language plpgsql security definer set search_path = public, pg_temp as $$
declare s submissions; v_ends timestamptz := date_trunc('minute', clock_timestamp()) + interval '8 hours';
begin
  select * into s from submissions where reference = p_reference and proof_hash = sha256(p_proof) and page_closed_at is null;
  if not found then raise exception 'no such report' using errcode = 'EX006'; end if;
  delete from follow_sessions where expires_at <= clock_timestamp();
  delete from follow_sessions where token_hash in (select token_hash from follow_sessions where submission_id = s.id order by ends_at desc offset 7);
  insert into follow_sessions (token_hash, submission_id, language, expires_at, ends_at)
    values (p_token_hash, s.id, left(coalesce(p_language, s.language), 20), follow_until(v_ends), v_ends);
  return left(coalesce(p_language, s.language), 20);
end $$;

create function intake_page_language(p_session bytea, p_language text) returns text language plpgsql security definer set search_path = public, pg_temp as $$
declare s submissions := intake_followed(p_session, false); v_language text;
begin
  update follow_sessions set language = coalesce(left(p_language, 20), language) where token_hash = sha256(p_session) returning language into v_language;
  return v_language;
end $$;

create function intake_close_page(p_session bytea) returns void language sql volatile security definer set search_path = public, pg_temp as $$
  delete from follow_sessions where token_hash = sha256(p_session)
$$;

-- All that the page shows. The report itself only where the witness chose so; of who they are only whether something is sealed; of restriction, compartment,
-- claims and notes nothing.
create function intake_page(p_session bytea) returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare s submissions := intake_followed(p_session, false); v submission_versions;
begin
  select * into v from submission_versions where submission_id = s.id order by version desc limit 1;
  return jsonb_build_object('reference', s.reference, 'state', s.state, 'receivedAt', utc_text(s.received_at),
    'language', (select language from follow_sessions where token_hash = sha256(p_session)),
    'decision', (select decision from decisions where submission_id = s.id and file_id is null order by at desc, id desc limit 1),
    'showsReport', s.shows_report, 'hasIdentity', exists (select from identities where submission_id = s.id), 'use', v.answers -> 'use',
    'report', case when s.shows_report then v.answers end,
    'changes', (select jsonb_agg(jsonb_build_object('kind', x.kind, 'at', utc_text(x.created_at)) order by x.version)
      from submission_versions x where x.submission_id = s.id and x.kind <> 'original'),
    'files', (select jsonb_agg(jsonb_build_object('ordinal', f.ordinal, 'name', f.name, 'size', f.size, 'at', utc_text(f.created_at), 'later', f.created_at > s.received_at,
      'sha256Declared', encode(f.sha256_declared, 'hex'), 'hashSource', f.hash_source, 'sha256', encode(f.sha256, 'hex')) order by f.ordinal)
      from files f where f.submission_id = s.id),
    'requests', (select jsonb_agg(jsonb_build_object('id', r.id, 'file', f.ordinal, 'reason', r.reason, 'at', utc_text(r.at),
      'answer', (select ordinal from files where id = r.answered_by)) order by r.id) from file_requests r join files f on f.id = r.file_id where r.submission_id = s.id),
    'messages', (select jsonb_agg(jsonb_build_object('id', m.id, 'sender', m.sender, 'body', m.body, 'at', utc_text(m.at)) order by m.id)
      from (select * from messages where submission_id = s.id order by id desc limit 200) m));
end $$;

-- What a witness needs to show later that this was filed: as on the receipt, with what we computed since. The chain's head of today stays inside: it moves with every look of staff.
create function intake_page_proof(p_session bytea) returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare s submissions := intake_followed(p_session, false);
begin
  return jsonb_build_object('reference', s.reference, 'receivedAt', utc_text(s.received_at),
    'events', (select jsonb_agg(jsonb_build_object('action', e.action, 'at', utc_text(e.at), 'head', encode(e.hash, 'hex')) order by e.seq) from custody_events e
      where e.subject_kind = 'submission' and e.subject_id = s.id and e.actor = 'witness'
        and e.action in ('submission.received', 'submission.added_to', 'submission.corrected', 'choice.changed', 'message.received')),
    'files', (select jsonb_agg(jsonb_build_object('ordinal', f.ordinal, 'name', f.name, 'size', f.size, 'at', utc_text(f.created_at), 'later', f.created_at > s.received_at,
      'sha256Declared', encode(f.sha256_declared, 'hex'), 'hashSource', f.hash_source, 'sha256', encode(f.sha256, 'hex')) order by f.ordinal)
      from files f where f.submission_id = s.id));
end $$;

-- Returns the message's id. EX003 `messages`: so many a day that nobody would read them.
create function intake_send_message(p_session bytea, p_body text) returns uuid language plpgsql security definer set search_path = public, pg_temp as $$
declare s submissions := intake_followed(p_session, true); m messages;
begin
  if (select count(*) from messages where submission_id = s.id and sender = 'witness' and at > clock_timestamp() - interval '1 day') >= 20 then
    raise exception 'too many messages' using errcode = 'EX003', detail = 'messages';
  end if;
  insert into messages (submission_id, sender, body) values (s.id, 'witness', p_body) returning * into m;
  perform custody_append('submission', s.id, 'witness', 'witness', 'message.received', m.id, null,
    canonical_json(jsonb_build_object('textSha256Salted', encode(sha256(m.salt || convert_to(m.body, 'UTF8')), 'hex'))));
  return m.id;
end $$;

-- The next version of the answers; the one before stays as it was. Called with the report's row locked.
create function intake_next_version(p_submission uuid, p_kind text, p_answers jsonb) returns integer language plpgsql security definer set search_path = public, pg_temp as $$
declare v_version integer := (select max(version) + 1 from submission_versions where submission_id = p_submission);
begin
  if v_version > 200 then raise exception 'too many versions' using errcode = 'EX003', detail = 'corrections'; end if;
  insert into submission_versions (submission_id, version, kind, answers) values (p_submission, v_version, p_kind, p_answers);
  return v_version;
end $$; -- not for intake itself

-- A correction is added to the answers, which otherwise stay word for word. EX003 `corrections`.
create function intake_correct(p_session bytea, p_section text, p_text text) returns integer language plpgsql security definer set search_path = public, pg_temp as $$
declare s submissions := intake_followed(p_session, true); v_answers jsonb; v_version integer;
begin
  if p_section !~ '^[a-z]{2,20}$' or char_length(p_text) > 5000 or p_text !~ '\S' then raise exception 'not a correction' using errcode = 'EX005'; end if;
  select answers into v_answers from submission_versions where submission_id = s.id order by version desc limit 1;
  if jsonb_array_length(coalesce(v_answers -> 'corrections', '[]')) >= 50 then raise exception 'too many corrections' using errcode = 'EX003', detail = 'corrections'; end if;
  v_answers := v_answers || jsonb_build_object('corrections', coalesce(v_answers -> 'corrections', '[]')
    || jsonb_build_array(jsonb_build_object('section', p_section, 'text', p_text, 'at', utc_text(clock_timestamp()))));
  v_version := intake_next_version(s.id, 'correction', v_answers);
  perform custody_append('submission', s.id, 'witness', 'witness', 'submission.corrected', null, null,
    canonical_json(jsonb_build_object('version', v_version, 'section', p_section, 'answersSha256', encode(sha256(convert_to(canonical_json(v_answers), 'UTF8')), 'hex'))));
  return v_version;
end $$;

-- Choices given or taken back. `p` = {sharing: {prosecutors, oversight, publicReport}, showsReport, shown: {version, language, sha256}}: the last names the very words
-- beside the boxes. Returns the version, or null where nothing changed.
create function intake_choose(p_session bytea, p jsonb) returns integer language plpgsql security definer set search_path = public, pg_temp as $$
declare s submissions := intake_followed(p_session, true); v_before jsonb; v_answers jsonb; v_version integer; v_sharing jsonb; k text;
begin
  foreach k in array array['prosecutors', 'oversight', 'publicReport'] loop
    if jsonb_typeof(p -> 'sharing' -> k) is distinct from 'boolean' then raise exception 'not a choice' using errcode = 'EX005'; end if;
  end loop;
  if jsonb_typeof(p -> 'showsReport') is distinct from 'boolean' then raise exception 'not a choice' using errcode = 'EX005'; end if;
  v_sharing := jsonb_build_object('prosecutors', p -> 'sharing' -> 'prosecutors', 'oversight', p -> 'sharing' -> 'oversight', 'publicReport', p -> 'sharing' -> 'publicReport');
  if (select count(*) from submission_versions where submission_id = s.id and kind = 'choice' and created_at > clock_timestamp() - interval '1 day') >= 10 then
    raise exception 'too many changes' using errcode = 'EX003', detail = 'corrections'; -- each is a whole version
  end if;
  select answers into v_before from submission_versions where submission_id = s.id order by version desc limit 1;
  v_answers := v_before || jsonb_build_object('use', coalesce(v_before -> 'use', '{}') || jsonb_build_object('sharing', v_sharing, 'showsReport', p -> 'showsReport'));
  if v_answers = v_before then return null; end if;
  v_version := intake_next_version(s.id, 'choice', v_answers);
  update submissions set shows_report = (p ->> 'showsReport')::boolean where id = s.id;
  perform custody_append('submission', s.id, 'witness', 'witness', 'choice.changed', null, null,
    canonical_json(jsonb_build_object('version', v_version, 'sharing', v_sharing, 'showsReport', p -> 'showsReport',
      'shown', jsonb_build_object('version', left(p #>> '{shown,version}', 40), 'language', left(p #>> '{shown,language}', 20), 'sha256', left(p #>> '{shown,sha256}', 64)),
      'answersSha256', encode(sha256(convert_to(canonical_json(v_answers), 'UTF8')), 'hex'))));
  return v_version;
end $$;

-- Whoever held the page until now may have additions open: they end with it.
create function intake_end_additions(p_submission uuid) returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update uploads set state = 'abandoned' where state <> 'abandoned' and draft_id in (select id from drafts where adds_to = p_submission and submitted_at is null);
  delete from drafts where adds_to = p_submission and submitted_at is null;
end $$; -- not for intake itself

-- A new passphrase in the place of the old one, which must be shown once more: an open page on somebody's table is not enough. Other open pages are closed.
create function intake_change_proof(p_session bytea, p_proof bytea, p_new_hash bytea) returns void language plpgsql security definer set search_path = public, pg_temp as $$
declare s submissions := intake_followed(p_session, true);
begin
  if s.proof_hash <> sha256(p_proof) then raise exception 'no such report' using errcode = 'EX006'; end if;
  if octet_length(p_new_hash) <> 32 then raise exception 'not a hash' using errcode = 'EX005'; end if;
  update submissions set proof_hash = p_new_hash where id = s.id;
  delete from follow_sessions where submission_id = s.id and token_hash <> sha256(p_session);
  perform intake_end_additions(s.id);
  perform custody_append('submission', s.id, 'witness', 'witness', 'access.changed', null, 'new_passphrase', null);
end $$;

-- Closes the page for good. The report stays.
create function intake_withdraw_page(p_session bytea, p_proof bytea) returns void language plpgsql security definer set search_path = public, pg_temp as $$
declare s submissions := intake_followed(p_session, true);
begin
  if s.proof_hash <> sha256(p_proof) then raise exception 'no such report' using errcode = 'EX006'; end if;
  update submissions set page_closed_at = clock_timestamp() where id = s.id;
  delete from follow_sessions where submission_id = s.id;
  perform intake_end_additions(s.id);
  perform custody_append('submission', s.id, 'witness', 'witness', 'access.changed', null, 'page_closed', null);
end $$;

-- Opens an addition: from here on its uploads go the way of any draft's. EX003 `additions`: too many are open at once.
create function intake_start_addition(p_session bytea, p_draft uuid, p_proof_hash bytea, p_idempotency uuid, p_ciphertext bytea) returns timestamptz
language plpgsql security definer set search_path = public, pg_temp as $$
declare s submissions := intake_followed(p_session, true); v_hours numeric := coalesce((select value::text::numeric from settings_current where key = 'intake.draftHours'), 72); v_until timestamptz;
begin
  if (select count(*) from drafts where adds_to = s.id and submitted_at is null and expires_at > clock_timestamp()) >= 5 then
    raise exception 'too many additions' using errcode = 'EX003', detail = 'additions';
  end if;
  perform intake_bound_draft(p_ciphertext);
  v_until := clock_timestamp() + make_interval(secs => v_hours::double precision * 3600);
  insert into drafts (id, proof_hash, submission_id, adds_to, idempotency_key, ciphertext, expires_at)
    values (p_draft, p_proof_hash, s.id, s.id, p_idempotency, p_ciphertext, v_until);
  return v_until;
end $$;

-- The limits hold for a report with all that is added to it: its reserved id stands on every upload.
create or replace function intake_bound_upload(p_draft uuid, p_upload uuid, p_size bigint) returns void language plpgsql stable set search_path = public, pg_temp as $$
declare v jsonb := intake_settings(); v_report uuid := (select submission_id from drafts where id = p_draft);
begin
  if p_size > (v ->> 'intake.maxFileBytes')::numeric then raise exception 'file too large' using errcode = 'EX003', detail = 'file'; end if;
  if p_size + (select coalesce(sum(size), 0) from uploads where submission_id = v_report and id <> p_upload and state <> 'abandoned') > (v ->> 'intake.maxSubmissionBytes')::numeric then
    raise exception 'submission too large' using errcode = 'EX003', detail = 'submission';
  end if;
end $$;
create index uploads_submission on uploads (submission_id);

create or replace function intake_open_upload(p_draft uuid, p_proof bytea, p_upload uuid, p_key text, p_route text, p_size bigint, p_part_size integer) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare d drafts := intake_draft(p_draft, p_proof);
begin
  if d.submitted_at is not null then raise exception 'already submitted' using errcode = 'EX005'; end if;
  -- Several additions to one report take turns, or each would count without the others.
  if d.adds_to is not null then perform from submissions where id = d.adds_to for no key update; end if;
  if (select count(*) + 1 from uploads where submission_id = d.submission_id and state <> 'abandoned') > (intake_settings() ->> 'intake.maxFiles')::integer then
    raise exception 'too many files' using errcode = 'EX003', detail = 'files';
  end if;
  perform intake_bound_upload(d.id, p_upload, p_size);
  insert into uploads (id, draft_id, submission_id, object_key, route, size, part_size) values (p_upload, d.id, d.submission_id, p_key, p_route, p_size, p_part_size);
end $$;

-- Hands an addition in: one transaction, repeatable. `p` = {files: [{uploadId, name, caption, declared, answers: id of a request | null}]}.
-- The report is in processing again until its new files are read, whatever was decided before; the decision stays in its history. Of a restricted report the
-- new bytes are secured like any others, and nothing else moves. Returns {files, head, again}.
create function intake_add(p_session bytea, p_draft uuid, p_proof bytea, p jsonb) returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare s submissions := intake_followed(p_session, false); d drafts := intake_draft(p_draft, p_proof); f jsonb; u uploads; v_file uuid; v_ordinal integer; v_files jsonb := '[]'; v_head bytea;
begin
  if d.adds_to is distinct from s.id then raise exception 'no such draft' using errcode = 'EX001'; end if;
  if d.submitted_at is not null then return jsonb_build_object('files', 0, 'again', true); end if;
  if jsonb_array_length(coalesce(p -> 'files', '[]')) = 0 then raise exception 'nothing to add' using errcode = 'EX005'; end if;
  if exists (select from uploads x where x.draft_id = d.id and x.state = 'stored'
    and not exists (select from jsonb_array_elements(p -> 'files') e where (e ->> 'uploadId')::uuid = x.id)) then
    raise exception 'changed since it was read' using errcode = 'EX002'; -- as in intake_submit
  end if;
  -- The turn that whoever settles a file takes (db/flow/settle.ts), and then the row: as everywhere.
  perform pg_advisory_xact_lock(hashtextextended(s.id::text, 0));
  select * into s from submissions where id = s.id for update;
  v_ordinal := (select coalesce(max(ordinal), 0) from files where submission_id = s.id);
  for f in select * from jsonb_array_elements(p -> 'files') loop
    select * into u from uploads where id = (f ->> 'uploadId')::uuid and draft_id = d.id for update;
    if not found or u.state <> 'stored' then raise exception 'a file is not stored yet' using errcode = 'EX005', detail = f ->> 'uploadId'; end if;
    v_ordinal := v_ordinal + 1;
    v_file := uuid_v7();
    insert into files (id, submission_id, upload_id, ordinal, name, caption, declared, size, sha256_declared, hash_source)
      values (v_file, s.id, u.id, v_ordinal, f ->> 'name', coalesce(f ->> 'caption', ''), coalesce(f -> 'declared', '{}'), u.size, u.sha256_declared, u.hash_source);
    insert into file_stages (file_id, stage) select v_file, x from unnest(array['receive', 'scan', 'inspect', 'derive', 'fingerprint']) x;
    insert into outbox (queue, name, payload) values ('receive', 'receive.file', jsonb_build_object('fileId', v_file));
    update file_requests set answered_by = v_file, answered_at = clock_timestamp()
      where id = (f ->> 'answers')::uuid and submission_id = s.id and answered_by is null;
    v_files := v_files || jsonb_build_object('file', v_file, 'upload', u.id, 'size', u.size, 'sha256Declared', encode(u.sha256_declared, 'hex'), 'hashSource', u.hash_source,
      'answers', case when found then f ->> 'answers' end);
  end loop;
  if s.restricted_at is null then
    update triage_items set state = 'processing', ready_at = null, version = version + 1 where submission_id = s.id;
    update submissions set state = case when state = 'closed' then state else 'processing' end,
      assess_state = 'pending', assess_attempts = 0, assess_reason = null, assess_progress_at = clock_timestamp() where id = s.id;
  end if;
  update uploads set state = 'abandoned' where draft_id = d.id and state <> 'abandoned' and not exists (select from files x where x.upload_id = uploads.id);
  update drafts set submitted_at = clock_timestamp() where id = d.id;
  select hash into v_head from custody_append('submission', s.id, 'witness', 'witness', 'submission.added_to', null, null, canonical_json(jsonb_build_object('files', v_files)));
  return jsonb_build_object('files', jsonb_array_length(v_files), 'head', encode(v_head, 'hex'), 'again', false);
end $$;

do $$
declare f text;
begin
  foreach f in array array['intake_open_page(text, bytea, bytea, text)', 'intake_page_language(bytea, text)', 'intake_close_page(bytea)', 'intake_page(bytea)',
    'intake_page_proof(bytea)', 'intake_send_message(bytea, text)', 'intake_correct(bytea, text, text)', 'intake_choose(bytea, jsonb)',
    'intake_change_proof(bytea, bytea, bytea)', 'intake_withdraw_page(bytea, bytea)', 'intake_start_addition(bytea, uuid, bytea, uuid, bytea)',
    'intake_add(bytea, uuid, bytea, jsonb)'] loop
    execute format('grant execute on function %s to exhibit_intake', f);
  end loop;
end $$;
