-- Intake's only door. Each function proves who asks: a draft's proof, or a submission's. A wrong proof and an unknown id are the same error.
-- EX001 no such draft · EX002 changed elsewhere · EX003 over a limit (detail names it) · EX005 not in that state · EX006 no such report

create function intake_settings() returns jsonb language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(jsonb_object_agg(key, value), '{}') from settings_current where key like 'intake.%'
$$;

create function intake_draft(p_draft uuid, p_proof bytea) returns drafts language plpgsql security definer set search_path = public, pg_temp as $$
declare d drafts;
begin
  select * into d from drafts where id = p_draft and proof_hash = sha256(p_proof) and expires_at > clock_timestamp() for update;
  if not found then raise exception 'no such draft' using errcode = 'EX001'; end if;
  return d;
end $$; -- used by the functions below; intake itself may not call it

-- Several times what the forms' own limits can add up to: a draft that only ever grows must not become the record's burden.
create function intake_bound_draft(p_ciphertext bytea) returns void language plpgsql immutable as $$
begin
  if octet_length(p_ciphertext) > 2097152 then raise exception 'the draft is too large' using errcode = 'EX003', detail = 'draft'; end if;
end $$; -- not for intake itself either

create function intake_start_draft(p_draft uuid, p_proof_hash bytea, p_submission uuid, p_idempotency uuid, p_ciphertext bytea) returns timestamptz
language plpgsql security definer set search_path = public, pg_temp as $$
declare v_hours numeric := coalesce((select value::text::numeric from settings_current where key = 'intake.draftHours'), 72); v_until timestamptz;
begin
  -- Ids of reports are announced to every login (0008): a draft may not be laid over one, or its uploads would be events on that report's chain.
  if exists (select from submissions where id = p_submission or idempotency_key = p_idempotency)
    or exists (select from custody_heads where subject_kind = 'submission' and subject_id = p_submission) then
    raise exception 'the report''s id is taken' using errcode = 'EX005';
  end if;
  perform intake_bound_draft(p_ciphertext);
  v_until := clock_timestamp() + make_interval(secs => v_hours::double precision * 3600);
  insert into drafts (id, proof_hash, submission_id, idempotency_key, ciphertext, expires_at)
    values (p_draft, p_proof_hash, p_submission, p_idempotency, p_ciphertext, v_until);
  return v_until;
end $$;

create function intake_read_draft(p_draft uuid, p_proof bytea)
returns table (ciphertext bytea, version integer, submission_id uuid, expires_at timestamptz, submitted_at timestamptz)
language plpgsql security definer set search_path = public, pg_temp as $$
declare d drafts := intake_draft(p_draft, p_proof);
begin
  return query select d.ciphertext, d.version, d.submission_id, d.expires_at, d.submitted_at;
end $$;

-- Returns the new version; EX002 when another tab saved since `p_version` was read.
create function intake_save_draft(p_draft uuid, p_proof bytea, p_version integer, p_ciphertext bytea) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare d drafts := intake_draft(p_draft, p_proof);
begin
  if d.submitted_at is not null then raise exception 'already submitted' using errcode = 'EX005'; end if;
  if d.version <> p_version then raise exception 'saved elsewhere' using errcode = 'EX002'; end if;
  perform intake_bound_draft(p_ciphertext);
  update drafts set ciphertext = p_ciphertext, version = version + 1 where id = d.id;
  return d.version + 1;
end $$;

create function intake_end_draft(p_draft uuid, p_proof bytea) returns void language plpgsql security definer set search_path = public, pg_temp as $$
declare d drafts := intake_draft(p_draft, p_proof);
begin
  update uploads set state = 'abandoned' where draft_id = d.id and state <> 'abandoned' and d.submitted_at is null;
  delete from drafts where id = d.id;
end $$;

-- Asked when an upload is opened and again when it is stored: what goes through the server has no size before its bytes are here.
create function intake_bound_upload(p_draft uuid, p_upload uuid, p_size bigint) returns void language plpgsql stable set search_path = public, pg_temp as $$
declare v jsonb := intake_settings();
begin
  if p_size > (v ->> 'intake.maxFileBytes')::numeric then raise exception 'file too large' using errcode = 'EX003', detail = 'file'; end if;
  if p_size + (select coalesce(sum(size), 0) from uploads where draft_id = p_draft and id <> p_upload and state <> 'abandoned') > (v ->> 'intake.maxSubmissionBytes')::numeric then
    raise exception 'submission too large' using errcode = 'EX003', detail = 'submission';
  end if;
end $$; -- called by the two below; intake itself may not call it

-- Row first, store second: what is created in the store afterwards always has a row.
create function intake_open_upload(p_draft uuid, p_proof bytea, p_upload uuid, p_key text, p_route text, p_size bigint, p_part_size integer) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare d drafts := intake_draft(p_draft, p_proof);
begin
  if d.submitted_at is not null then raise exception 'already submitted' using errcode = 'EX005'; end if;
  if (select count(*) + 1 from uploads where draft_id = d.id and state <> 'abandoned') > (intake_settings() ->> 'intake.maxFiles')::integer then
    raise exception 'too many files' using errcode = 'EX003', detail = 'files';
  end if;
  perform intake_bound_upload(d.id, p_upload, p_size);
  insert into uploads (id, draft_id, submission_id, object_key, route, size, part_size) values (p_upload, d.id, d.submission_id, p_key, p_route, p_size, p_part_size);
end $$;

create function intake_upload_started(p_draft uuid, p_proof bytea, p_upload uuid, p_store_upload text) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare d drafts := intake_draft(p_draft, p_proof);
begin
  update uploads set store_upload_id = p_store_upload, state = 'uploading' where id = p_upload and draft_id = d.id and state = 'open';
  if not found then raise exception 'upload is not open' using errcode = 'EX005'; end if;
end $$;

create function intake_read_uploads(p_draft uuid, p_proof bytea)
returns table (id uuid, object_key text, store_upload_id text, route text, size bigint, part_size integer, state text, version_id text, sha256_declared bytea, hash_source text)
language plpgsql security definer set search_path = public, pg_temp as $$
declare d drafts := intake_draft(p_draft, p_proof);
begin
  return query select u.id, u.object_key, u.store_upload_id, u.route, u.size, u.part_size, u.state, u.version_id, u.sha256_declared, u.hash_source
    from uploads u where u.draft_id = d.id and u.state <> 'abandoned' order by u.created_at, u.id;
end $$;

-- The upload is complete in the store: VersionId, size and parts' hashes become the submission's first custody event. Repeatable.
create function intake_upload_stored(p_draft uuid, p_proof bytea, p_upload uuid, p_version_id text, p_size bigint, p_parts jsonb, p_sha256 bytea, p_hash_source text)
returns void language plpgsql security definer set search_path = public, pg_temp as $$
declare d drafts := intake_draft(p_draft, p_proof); u uploads;
begin
  select * into u from uploads where id = p_upload and draft_id = d.id for update;
  if not found then raise exception 'no such upload' using errcode = 'EX005'; end if;
  if u.state = 'stored' and u.version_id = p_version_id then return; end if;
  if u.state <> 'uploading' then raise exception 'upload is not under way' using errcode = 'EX005'; end if;
  if u.route = 'direct' and p_size <> u.size then raise exception 'not as long as was declared' using errcode = 'EX005'; end if;
  perform intake_bound_upload(d.id, u.id, p_size);
  update uploads set state = 'stored', version_id = p_version_id, size = p_size, parts = p_parts, sha256_declared = p_sha256,
    hash_source = case when p_sha256 is null then null else p_hash_source end, stored_at = clock_timestamp() where id = u.id;
  perform custody_append('submission', d.submission_id, 'witness', 'witness', 'upload.stored', u.id, null,
    canonical_json(jsonb_build_object('bucket', 'quarantine', 'key', u.object_key, 'versionId', p_version_id, 'size', p_size, 'parts', p_parts,
      'sha256Declared', encode(p_sha256, 'hex'), 'hashSource', p_hash_source)));
end $$;

create function intake_remove_upload(p_draft uuid, p_proof bytea, p_upload uuid) returns table (object_key text, store_upload_id text, was text)
language plpgsql security definer set search_path = public, pg_temp as $$
declare d drafts := intake_draft(p_draft, p_proof); u uploads;
begin
  if d.submitted_at is not null then raise exception 'already submitted' using errcode = 'EX005'; end if;
  select * into u from uploads where id = p_upload and draft_id = d.id for update;
  if not found then raise exception 'no such upload' using errcode = 'EX005'; end if;
  if u.state <> 'abandoned' then
    update uploads set state = 'abandoned' where id = u.id;
    if u.state = 'stored' then
      perform custody_append('submission', d.submission_id, 'witness', 'witness', 'upload.removed', u.id, 'removed_by_witness', null);
    end if;
  end if;
  return query select u.object_key, u.store_upload_id, u.state;
end $$;

-- Submitting: one transaction, repeatable. `p` = {reference, proofHash, language, answers (canonical JSON as a string, RFC 8785), showsReport, compartment, files: [{uploadId, name, caption, declared}],
-- identities: [{kind, sealed}], dataKey: {sealingKeyId, wrapped} | null}; binary values in hex. Returns {reference, receivedAt, head, again}.
create function intake_submit(p_draft uuid, p_proof bytea, p jsonb) returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare d drafts := intake_draft(p_draft, p_proof); s submissions; f jsonb; u uploads; v_file uuid; v_ordinal integer := 0; v_head custody_heads; v_files jsonb := '[]'; i jsonb;
begin
  select * into s from submissions where idempotency_key = d.idempotency_key;
  if found then
    select * into v_head from custody_heads where subject_kind = 'submission' and subject_id = s.id;
    return jsonb_build_object('reference', s.reference, 'receivedAt', to_char(s.received_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
      'head', (select encode(hash, 'hex') from custody_events where subject_kind = 'submission' and subject_id = s.id and action = 'submission.received' limit 1), 'again', true);
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
  -- What was stored but not handed in is left to housekeeping.
  update uploads set state = 'abandoned' where draft_id = d.id and not exists (select from files x where x.upload_id = uploads.id);
  update drafts set submitted_at = clock_timestamp() where id = d.id;
  perform custody_append('submission', s.id, 'witness', 'witness', 'submission.received', null, null,
    canonical_json(jsonb_build_object('reference', s.reference, 'answersSha256', encode(sha256(convert_to(p ->> 'answers', 'UTF8')), 'hex'), 'files', v_files)));
  select * into v_head from custody_heads where subject_kind = 'submission' and subject_id = s.id;
  return jsonb_build_object('reference', s.reference, 'receivedAt', to_char(s.received_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'head', encode(v_head.hash, 'hex'), 'again', false);
end $$;

-- The follow-up page: what a witness with reference and passphrase may see. Unknown reference and wrong proof: the same error by the same path.
-- Looking leaves no trace: custody leaves the house in bundles, and when a witness was online, to the millisecond, is what an adversary's network log lacks.
create function intake_follow(p_reference text, p_proof bytea) returns jsonb language plpgsql stable security definer set search_path = public, pg_temp as $$
declare s submissions;
begin
  select * into s from submissions where reference = p_reference and proof_hash = sha256(p_proof) and page_closed_at is null;
  if not found then raise exception 'no such report' using errcode = 'EX006'; end if;
  return jsonb_build_object('reference', s.reference, 'state', s.state, 'language', s.language,
    'decision', (select decision from decisions where submission_id = s.id and file_id is null order by at desc, id desc limit 1),
    'receivedAt', to_char(s.received_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'files', coalesce((select jsonb_agg(jsonb_build_object('ordinal', f.ordinal, 'name', f.name, 'size', f.size, 'sha256Declared', encode(f.sha256_declared, 'hex'),
      'hashSource', f.hash_source, 'sha256', encode(f.sha256, 'hex')) order by f.ordinal) from files f where f.submission_id = s.id), '[]'),
    'report', case when s.shows_report then (select answers from submission_versions where submission_id = s.id order by version desc limit 1) end);
end $$;

do $$
declare f text;
begin
  foreach f in array array['intake_settings()', 'intake_start_draft(uuid, bytea, uuid, uuid, bytea)', 'intake_read_draft(uuid, bytea)',
    'intake_save_draft(uuid, bytea, integer, bytea)', 'intake_end_draft(uuid, bytea)', 'intake_open_upload(uuid, bytea, uuid, text, text, bigint, integer)',
    'intake_upload_started(uuid, bytea, uuid, text)', 'intake_read_uploads(uuid, bytea)',
    'intake_upload_stored(uuid, bytea, uuid, text, bigint, jsonb, bytea, text)', 'intake_remove_upload(uuid, bytea, uuid)',
    'intake_submit(uuid, bytea, jsonb)', 'intake_follow(text, bytea)'] loop
    execute format('grant execute on function %s to exhibit_intake', f);
  end loop;
end $$;
