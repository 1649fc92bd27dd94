-- What the sweep has seen once: acted upon only when it is seen again an hour later. No key, id or version here tells whose it is.
--   upload   an unfinished upload in the store that no row names           → ended
--   version  bytes in the store that no row names                          → deleted, from quarantine alone
--   gone     a row whose unfinished upload the store does not have         → the row is given up
--   missing  a row whose bytes the store does not have                     → a person is called; stays here until they are back
create table store_sightings (
  kind text not null check (kind in ('upload', 'version', 'gone', 'missing')),
  bucket text not null,
  object_key text not null collate "C",
  store_id text not null, -- the store's upload or version
  first_seen timestamptz not null default clock_timestamp(),
  reported_at timestamptz, -- of what is missing: the event on the report's chain
  primary key (bucket, kind, object_key, store_id)
);

-- How far each listing was walked: a bucket with a million objects takes many rounds.
create table store_walks (
  walk text primary key,
  key_marker text,
  id_marker text,
  ended_at timestamptz -- when the last whole walk ended
);
grant select, insert, update, delete on store_sightings to exhibit_receive;
grant select, insert, update on store_walks to exhibit_receive;

-- Stores list keys by their bytes; so must we, to compare page by page.
create index uploads_in_quarantine on uploads (object_key collate "C") where quarantine_deleted_at is null;
create index original_copies_by_key on original_copies (object_key collate "C") where state = 'in_force';

-- Given-up uploads of which nothing is left and of which no custody event tells leave the record after a day. By a function, because nobody else deletes an upload's row.
create function sweep_forget_uploads(p_limit integer) returns integer language plpgsql security definer set search_path = public, pg_temp as $$
declare v_count integer;
begin
  delete from uploads where id in (
    select u.id from uploads u
    where u.state = 'abandoned' and u.version_id is null and u.abandoned_at < clock_timestamp() - interval '1 day' and u.quarantine_deleted_at < clock_timestamp() - interval '1 day'
      and not exists (select from files f where f.upload_id = u.id)
      and not exists (select from custody_events e where e.subject_kind = 'submission' and e.subject_id = u.submission_id and e.item = u.id)
    order by u.abandoned_at limit p_limit for update skip locked);
  get diagnostics v_count = row_count;
  return v_count;
end $$;
grant execute on function sweep_forget_uploads(integer) to exhibit_receive;
create index uploads_to_forget on uploads (abandoned_at) where state = 'abandoned' and version_id is null;

-- How many bytes uploads take in the store, in sixteen rows: a sum over millions of uploads at each opening is too slow, and one row would make all witnesses wait for
-- each other. The row is a report's, not a file's, and is written last in a transaction (deferred): so two transactions never wait for each other's.
create table stored_bytes (
  shard integer primary key check (shard between 0 and 15),
  bytes bigint not null default 0
);
grant select on stored_bytes to exhibit_receive;

-- A file counts once: in quarantine, or as the original that was made of it. What was given up counts until its bytes are gone.
create function upload_takes(u uploads) returns bigint language sql immutable as $$
  select case when u.state = 'stored' or (u.state = 'abandoned' and u.stored_at is not null and u.quarantine_deleted_at is null) then u.size else 0 end
$$;
create function stored_bytes_shard(p_submission uuid) returns integer language sql immutable as $$ select hashtext(p_submission::text) & 15 $$;

create function count_stored_bytes() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare v_more bigint := case when tg_op = 'DELETE' then 0 else upload_takes(new) end - case when tg_op = 'INSERT' then 0 else upload_takes(old) end;
begin
  if v_more <> 0 then
    update stored_bytes set bytes = bytes + v_more where shard = stored_bytes_shard(case when tg_op = 'DELETE' then old.submission_id else new.submission_id end);
  end if;
  return null;
end $$;
insert into stored_bytes (shard, bytes)
  select n, coalesce((select sum(upload_takes(u)) from uploads u where stored_bytes_shard(u.submission_id) = n), 0) from generate_series(0, 15) n;
create constraint trigger uploads_counted after insert or delete or update of state, size, stored_at, quarantine_deleted_at on uploads
  deferrable initially deferred for each row execute function count_stored_bytes();

-- As in 0014; new is the whole store's budget. Unfinished uploads reserve nothing of it, or declarations alone could use it up; so a file that does not fit is refused
-- when it is opened and, if others were faster, when it is stored.
create or replace function intake_bound_upload(p_draft uuid, p_upload uuid, p_size bigint) returns void language plpgsql stable set search_path = public, pg_temp as $$
declare v jsonb := intake_settings(); v_report uuid := (select submission_id from drafts where id = p_draft);
begin
  if p_size > (v ->> 'intake.maxFileBytes')::numeric then raise exception 'file too large' using errcode = 'EX003', detail = 'file'; end if;
  if p_size + (select coalesce(sum(size), 0) from uploads where submission_id = v_report and id <> p_upload and state <> 'abandoned') > (v ->> 'intake.maxSubmissionBytes')::numeric then
    raise exception 'submission too large' using errcode = 'EX003', detail = 'submission';
  end if;
  -- Of a size that is not known yet, one byte has to fit.
  if greatest(p_size, 1) + (select sum(bytes) from stored_bytes) > coalesce((v ->> 'intake.maxStoreBytes')::numeric, 2199023255552) then
    raise exception 'the store is full' using errcode = 'EX003', detail = 'store';
  end if;
end $$;
