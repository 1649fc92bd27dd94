-- Coming back, in one order and looked at twice: every verb takes the report first, then the session, then a draft, then its uploads, then the chain's head; and what
-- was read before a lock was waited for is read again after it.

-- As in 0014; new is the second look: while this one waited, the passphrase may have been changed or the page closed, which ends sessions.
create or replace function intake_followed(p_session bytea, p_lock boolean) returns submissions language plpgsql security definer set search_path = public, pg_temp as $$
declare f follow_sessions; s submissions;
begin
  select * into f from follow_sessions where token_hash = sha256(p_session) and expires_at > clock_timestamp();
  if not found then raise exception 'no such session' using errcode = 'EX007'; end if;
  -- The report first and the session second: who closes other sessions locks in the same order.
  if p_lock then
    select * into s from submissions where id = f.submission_id and page_closed_at is null for update;
    if not exists (select from follow_sessions where token_hash = f.token_hash and expires_at > clock_timestamp()) then
      raise exception 'no such session' using errcode = 'EX007';
    end if;
  else
    select * into s from submissions where id = f.submission_id and page_closed_at is null;
  end if;
  if s.id is null then raise exception 'no such session' using errcode = 'EX007'; end if;
  update follow_sessions set expires_at = follow_until(ends_at) where token_hash = f.token_hash and expires_at <> follow_until(ends_at);
  return s;
end $$; -- used by the functions below; intake itself may not call it

-- As in 0014; new is the lock, under which the proof is compared once more: the session's foreign key would wait for whoever changes the passphrase, and then be
-- opened by the old one. Sessions that are being ended elsewhere are left to whoever ends them.
create or replace function intake_open_page(p_reference text, p_proof bytea, p_token_hash bytea, p_language text) returns text
language plpgsql security definer set search_path = public, pg_temp as $$
declare s submissions; v_ends timestamptz := date_trunc('minute', clock_timestamp()) + interval '8 hours';
begin
  select * into s from submissions where reference = p_reference and proof_hash = sha256(p_proof) and page_closed_at is null for key share;
  if not found then raise exception 'no such report' using errcode = 'EX006'; end if;
  delete from follow_sessions where token_hash in (select token_hash from follow_sessions where expires_at <= clock_timestamp() for update skip locked);
  delete from follow_sessions where token_hash in (select token_hash from follow_sessions where submission_id = s.id order by ends_at desc offset 7);
  insert into follow_sessions (token_hash, submission_id, language, expires_at, ends_at)
    values (p_token_hash, s.id, left(coalesce(p_language, s.language), 20), follow_until(v_ends), v_ends);
  return left(coalesce(p_language, s.language), 20);
end $$;

-- As in 0014; a look alone writes nothing.
create or replace function intake_page_language(p_session bytea, p_language text) returns text language plpgsql security definer set search_path = public, pg_temp as $$
declare s submissions := intake_followed(p_session, false); v_language text;
begin
  if p_language is null then select language into v_language from follow_sessions where token_hash = sha256(p_session);
  else update follow_sessions set language = left(p_language, 20) where token_hash = sha256(p_session) returning language into v_language; end if;
  if v_language is null then raise exception 'no such session' using errcode = 'EX007'; end if; -- ended between the two
  return v_language;
end $$;

-- In which language to say that the page was closed: the session's row may still lie there. Null where it is gone.
create function intake_ended_language(p_session bytea) returns text language sql stable security definer set search_path = public, pg_temp as $$
  select language from follow_sessions where token_hash = sha256(p_session)
$$;
grant execute on function intake_ended_language(bytea) to exhibit_intake;

-- The files of a report as its witness sees them. `later`: handed in after the report itself, whose event is the last act of its own transaction. A file's row is
-- always younger than the report's row, and of an event the time is kept even where its payload is erased; it is kept in whole milliseconds, cut off.
create function intake_page_files(p_submission uuid) returns jsonb language sql stable security definer set search_path = public, pg_temp as $$
  select jsonb_agg(jsonb_build_object('ordinal', f.ordinal, 'name', f.name, 'size', f.size, 'at', utc_text(f.created_at),
    'later', f.created_at >= coalesce(received.at + interval '1 millisecond', 'infinity'),
    'sha256Declared', encode(f.sha256_declared, 'hex'), 'hashSource', f.hash_source, 'sha256', encode(f.sha256, 'hex')) order by f.ordinal)
  from files f left join lateral (select e.at from custody_events e
    where e.subject_kind = 'submission' and e.subject_id = p_submission and e.action = 'submission.received' order by e.seq limit 1) received on true
  where f.submission_id = p_submission
$$; -- used by the two below; not for intake itself

create or replace function intake_page(p_session bytea) returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
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
    'files', intake_page_files(s.id),
    'requests', (select jsonb_agg(jsonb_build_object('id', r.id, 'file', f.ordinal, 'reason', r.reason, 'at', utc_text(r.at),
      'answer', (select ordinal from files where id = r.answered_by)) order by r.id) from file_requests r join files f on f.id = r.file_id where r.submission_id = s.id),
    'messages', (select jsonb_agg(jsonb_build_object('id', m.id, 'sender', m.sender, 'body', m.body, 'at', utc_text(m.at)) order by m.id)
      from (select * from messages where submission_id = s.id order by id desc limit 200) m));
end $$;

create or replace function intake_page_proof(p_session bytea) returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare s submissions := intake_followed(p_session, false);
begin
  return jsonb_build_object('reference', s.reference, 'receivedAt', utc_text(s.received_at),
    'events', (select jsonb_agg(jsonb_build_object('action', e.action, 'at', utc_text(e.at), 'head', encode(e.hash, 'hex')) order by e.seq) from custody_events e
      where e.subject_kind = 'submission' and e.subject_id = s.id and e.actor = 'witness'
        and e.action in ('submission.received', 'submission.added_to', 'submission.corrected', 'choice.changed', 'message.received')),
    'files', intake_page_files(s.id));
end $$;

-- As in 0014; new is the drafts' turn before their uploads', as every verb of a draft takes it.
create or replace function intake_end_additions(p_submission uuid) returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform from drafts where adds_to = p_submission and submitted_at is null order by id for update;
  update uploads set state = 'abandoned' where state <> 'abandoned' and draft_id in (select id from drafts where adds_to = p_submission and submitted_at is null);
  delete from drafts where adds_to = p_submission and submitted_at is null;
end $$; -- not for intake itself

-- The receipt holds the passphrase: it goes with it, in whichever browser it lies, whose cookie then opens nothing.
create function intake_end_receipt(p_submission uuid) returns void language sql volatile security definer set search_path = public, pg_temp as $$
  delete from drafts where submission_id = p_submission and adds_to is null and submitted_at is not null
$$; -- not for intake itself

-- As in 0014; repeatable: who did not hear the answer sends the same form again, and the passphrase that they saved counts.
create or replace function intake_change_proof(p_session bytea, p_proof bytea, p_new_hash bytea) returns void language plpgsql security definer set search_path = public, pg_temp as $$
declare s submissions := intake_followed(p_session, true);
begin
  if s.proof_hash = p_new_hash then return; end if;
  if s.proof_hash <> sha256(p_proof) then raise exception 'no such report' using errcode = 'EX006'; end if;
  if octet_length(p_new_hash) <> 32 then raise exception 'not a hash' using errcode = 'EX005'; end if;
  update submissions set proof_hash = p_new_hash where id = s.id;
  delete from follow_sessions where submission_id = s.id and token_hash <> sha256(p_session);
  perform intake_end_additions(s.id);
  perform intake_end_receipt(s.id);
  perform custody_append('submission', s.id, 'witness', 'witness', 'access.changed', null, 'new_passphrase', null);
end $$;

create or replace function intake_withdraw_page(p_session bytea, p_proof bytea) returns void language plpgsql security definer set search_path = public, pg_temp as $$
declare s submissions := intake_followed(p_session, true);
begin
  if s.proof_hash <> sha256(p_proof) then raise exception 'no such report' using errcode = 'EX006'; end if;
  update submissions set page_closed_at = clock_timestamp() where id = s.id;
  delete from follow_sessions where submission_id = s.id;
  perform intake_end_additions(s.id);
  perform intake_end_receipt(s.id);
  perform custody_append('submission', s.id, 'witness', 'witness', 'access.changed', null, 'page_closed', null);
end $$;

-- As in 0014; the report's turn comes before the draft's, and only whoever holds the draft's proof waits for it.
create or replace function intake_open_upload(p_draft uuid, p_proof bytea, p_upload uuid, p_key text, p_route text, p_size bigint, p_part_size integer) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare d drafts; u uploads; v_report uuid := (select adds_to from drafts where id = p_draft and proof_hash = sha256(p_proof));
begin
  -- Several additions to one report take turns, or each would count without the others.
  if v_report is not null then perform from submissions where id = v_report for no key update; end if;
  d := intake_draft(p_draft, p_proof);
  if d.submitted_at is not null then raise exception 'already submitted' using errcode = 'EX005'; end if;
  select * into u from uploads where id = p_upload; -- repeatable, as in 0018
  if found then
    if u.draft_id is distinct from d.id or u.state not in ('open', 'uploading') then raise exception 'no such upload' using errcode = 'EX008', detail = 'gone'; end if;
    if u.route <> p_route or u.size <> p_size then raise exception 'not the upload that was opened' using errcode = 'EX008', detail = 'differs'; end if;
    return;
  end if;
  if (select count(*) + 1 from uploads where submission_id = d.submission_id and state <> 'abandoned') > (intake_settings() ->> 'intake.maxFiles')::integer then
    raise exception 'too many files' using errcode = 'EX003', detail = 'files';
  end if;
  perform intake_bound_upload(d.id, p_upload, p_size);
  insert into uploads (id, draft_id, submission_id, object_key, route, size, part_size) values (p_upload, d.id, d.submission_id, p_key, p_route, p_size, p_part_size);
end $$;

-- As in 0014; the report's turn comes before the draft's.
create or replace function intake_add(p_session bytea, p_draft uuid, p_proof bytea, p jsonb) returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare s submissions; d drafts; f jsonb; u uploads; v_file uuid; v_ordinal integer; v_files jsonb := '[]'; v_head bytea;
begin
  -- The turn that whoever settles a file takes (db/flow/settle.ts), and then the row: as everywhere.
  perform pg_advisory_xact_lock(hashtextextended(submission_id::text, 0)) from follow_sessions where token_hash = sha256(p_session);
  s := intake_followed(p_session, true);
  d := intake_draft(p_draft, p_proof);
  if d.adds_to is distinct from s.id then raise exception 'no such draft' using errcode = 'EX001'; end if;
  if d.submitted_at is not null then return jsonb_build_object('files', 0, 'again', true); end if;
  if jsonb_array_length(coalesce(p -> 'files', '[]')) = 0 then raise exception 'nothing to add' using errcode = 'EX005'; end if;
  if exists (select from uploads x where x.draft_id = d.id and x.state = 'stored'
    and not exists (select from jsonb_array_elements(p -> 'files') e where (e ->> 'uploadId')::uuid = x.id)) then
    raise exception 'changed since it was read' using errcode = 'EX002'; -- as in intake_submit
  end if;
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
