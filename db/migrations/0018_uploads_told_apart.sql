-- What is wrong with an upload has a code of its own: EX008, whose detail says `gone` (no such upload, or past the state) or `differs` (other than was declared).
-- EX005 stays for a draft that was handed in.

-- Repeatable: a browser that never heard the answer asks again with the same id and gets the same row. An id that is another draft's, or was given up, is gone.
create or replace function intake_open_upload(p_draft uuid, p_proof bytea, p_upload uuid, p_key text, p_route text, p_size bigint, p_part_size integer) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare d drafts := intake_draft(p_draft, p_proof); u uploads;
begin
  if d.submitted_at is not null then raise exception 'already submitted' using errcode = 'EX005'; end if;
  -- Several additions to one report take turns, or each would count without the others.
  if d.adds_to is not null then perform from submissions where id = d.adds_to for no key update; end if;
  select * into u from uploads where id = p_upload;
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

-- Takes back a row for which nothing was begun in the store, so that neither its size nor its number counts and its id can come again. Says whether the upload is gone.
create function intake_forget_upload(p_draft uuid, p_proof bytea, p_upload uuid) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare d drafts := intake_draft(p_draft, p_proof);
begin
  delete from uploads where id = p_upload and draft_id = d.id and state = 'open' and store_upload_id is null;
  return not exists (select from uploads where id = p_upload and draft_id = d.id and state <> 'abandoned');
end $$;
grant execute on function intake_forget_upload(uuid, bytea, uuid) to exhibit_intake;

create or replace function intake_upload_started(p_draft uuid, p_proof bytea, p_upload uuid, p_store_upload text) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare d drafts := intake_draft(p_draft, p_proof);
begin
  update uploads set store_upload_id = p_store_upload, state = 'uploading' where id = p_upload and draft_id = d.id and state = 'open';
  if not found then raise exception 'upload is not open' using errcode = 'EX008', detail = 'gone'; end if;
end $$;

-- The upload is complete in the store: VersionId, size and parts' hashes become the submission's first custody event. Repeatable.
create or replace function intake_upload_stored(p_draft uuid, p_proof bytea, p_upload uuid, p_version_id text, p_size bigint, p_parts jsonb, p_sha256 bytea, p_hash_source text)
returns void language plpgsql security definer set search_path = public, pg_temp as $$
declare d drafts := intake_draft(p_draft, p_proof); u uploads;
begin
  select * into u from uploads where id = p_upload and draft_id = d.id for update;
  if not found then raise exception 'no such upload' using errcode = 'EX008', detail = 'gone'; end if;
  if u.state = 'stored' and u.version_id = p_version_id then return; end if;
  if u.state <> 'uploading' then raise exception 'upload is not under way' using errcode = 'EX008', detail = 'gone'; end if;
  if u.route = 'direct' and p_size <> u.size then raise exception 'not as long as was declared' using errcode = 'EX008', detail = 'differs'; end if;
  perform intake_bound_upload(d.id, u.id, p_size);
  update uploads set state = 'stored', version_id = p_version_id, size = p_size, parts = p_parts, sha256_declared = p_sha256,
    hash_source = case when p_sha256 is null then null else p_hash_source end, stored_at = clock_timestamp() where id = u.id;
  perform custody_append('submission', d.submission_id, 'witness', 'witness', 'upload.stored', u.id, null,
    canonical_json(jsonb_build_object('bucket', 'quarantine', 'key', u.object_key, 'versionId', p_version_id, 'size', p_size, 'parts', p_parts,
      'sha256Declared', encode(p_sha256, 'hex'), 'hashSource', p_hash_source)));
end $$;

create or replace function intake_remove_upload(p_draft uuid, p_proof bytea, p_upload uuid) returns table (object_key text, store_upload_id text, was text)
language plpgsql security definer set search_path = public, pg_temp as $$
declare d drafts := intake_draft(p_draft, p_proof); u uploads;
begin
  if d.submitted_at is not null then raise exception 'already submitted' using errcode = 'EX005'; end if;
  select * into u from uploads where id = p_upload and draft_id = d.id for update;
  if not found then raise exception 'no such upload' using errcode = 'EX008', detail = 'gone'; end if;
  if u.state <> 'abandoned' then
    update uploads set state = 'abandoned' where id = u.id;
    if u.state = 'stored' then
      perform custody_append('submission', d.submission_id, 'witness', 'witness', 'upload.removed', u.id, 'removed_by_witness', null);
    end if;
  end if;
  return query select u.object_key, u.store_upload_id, u.state;
end $$;
