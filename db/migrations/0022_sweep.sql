-- What the sweep has seen once: acted upon only when it is seen again after its rest (`workers/receive/sweep.ts`) and a whole walk. No key, id or version here tells whose it is.
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
  listed bigint not null default 0, -- entries of the store so far
  listed_before bigint not null default 0, -- in the last whole walk
  ended_at timestamptz -- when the last whole walk ended
);
-- Above a measure of its own the sweep does nothing: a person looks whether store and record belong together, and writes here up to how many may be acted upon, and until when.
-- By the owner alone: the process that would act does not agree with itself.
create table sweep_agreements (
  bucket text not null check (bucket in ('quarantine', 'originals')),
  kind text not null check (kind in ('upload', 'version', 'gone', 'missing')),
  most integer not null,
  expires_at timestamptz not null check (expires_at <= clock_timestamp() + interval '14 days'),
  primary key (bucket, kind)
);
grant select, insert, update, delete on store_sightings to exhibit_receive;
grant select, insert, update on store_walks to exhibit_receive;
grant select on sweep_agreements to exhibit_receive;

-- Stores list keys by their bytes; so must we, to compare page by page.
create index uploads_in_quarantine on uploads (object_key collate "C") where quarantine_deleted_at is null;
create index original_copies_by_key on original_copies (object_key collate "C") where state = 'in_force';
-- What housekeeping clears from quarantine, the oldest first: ids are chosen by browsers, and an order by them could be filled from its beginning for ever.
create index uploads_to_clear on uploads (coalesce(abandoned_at, stored_at), id) where quarantine_deleted_at is null and state in ('abandoned', 'stored');

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
  bytes bigint not null default 0,
  recounted_at timestamptz -- in the row of shard 0
);
grant select on stored_bytes to exhibit_receive;

-- Of an upload under way what was signed counts, since it may have been sent and nobody tells us; its rows of parts go when it ends, so what they were stays here.
alter table uploads add column signed_bytes bigint not null default 0;
create function upload_signed(p_upload uuid) returns bigint language sql stable as $$
  select coalesce(sum(least(u.part_size, u.size - (p.n - 1)::bigint * u.part_size)), 0)::bigint
  from uploads u join upload_parts p on p.upload_id = u.id where u.id = p_upload
$$;
create function upload_ends() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  -- Who signs a part at this moment holds the row (for key share) and ends first; who comes later finds the upload ended. Else a part could come after the sum, and stay.
  perform from uploads where id = new.id for update;
  new.signed_bytes := upload_signed(new.id);
  return new;
end $$;
revoke all on function upload_ends() from public;
create trigger uploads_end before update of state on uploads for each row
  when (new.state in ('stored', 'abandoned') and old.state in ('open', 'uploading')) execute function upload_ends();

-- A file counts once: by its signed parts while it is under way, in quarantine, or as the original that was made of it. What was given up counts until its bytes are gone.
create function upload_takes(u uploads) returns bigint language sql stable as $$
  select case
    when u.state = 'stored' then u.size
    when u.state <> 'abandoned' then upload_signed(u.id)
    when u.quarantine_deleted_at is not null then 0
    when u.stored_at is not null then u.size
    else u.signed_bytes end
$$;
create function stored_bytes_shard(p_submission uuid) returns integer language sql immutable as $$ select hashtext(p_submission::text) & 15 $$;

create function count_stored_bytes() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare v_before bigint := 0; v_after bigint := 0;
begin
  -- While an upload is under way `count_signed_part` counts; what it counted is in signed_bytes once it has ended.
  if tg_op = 'UPDATE' and old.state in ('open', 'uploading') then v_before := new.signed_bytes;
  elsif tg_op <> 'INSERT' and old.state in ('stored', 'abandoned') then v_before := upload_takes(old); end if;
  if tg_op <> 'DELETE' and new.state in ('stored', 'abandoned') then v_after := upload_takes(new); end if;
  if v_after <> v_before then
    update stored_bytes set bytes = bytes + v_after - v_before
      where shard = stored_bytes_shard(case when tg_op = 'DELETE' then old.submission_id else new.submission_id end);
  end if;
  return null;
end $$;
insert into stored_bytes (shard, bytes)
  select n, coalesce((select sum(upload_takes(u)) from uploads u where stored_bytes_shard(u.submission_id) = n), 0) from generate_series(0, 15) n;
create constraint trigger uploads_counted after insert or delete or update of state, size, stored_at, quarantine_deleted_at on uploads
  deferrable initially deferred for each row execute function count_stored_bytes();
create function count_signed_part() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update stored_bytes s set bytes = s.bytes + least(u.part_size, u.size - (new.n - 1)::bigint * u.part_size)
    from uploads u where u.id = new.upload_id and s.shard = stored_bytes_shard(u.submission_id);
  return null;
end $$;
create constraint trigger upload_parts_counted after insert on upload_parts deferrable initially deferred for each row execute function count_signed_part();

create function store_budget() returns numeric language sql stable as $$
  select coalesce((select value::text::numeric from settings_current where key = 'intake.maxStoreBytes'), 2199023255552)
$$;
-- Else many uploads that were opened while there was room could go on without end. A part that was signed before may be signed again: it inserts nothing.
create function bound_signed_part() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if (select least(u.part_size, u.size - (new.n - 1)::bigint * u.part_size) from uploads u where u.id = new.upload_id) + (select sum(bytes) from stored_bytes) > store_budget() then
    raise exception 'the store is full' using errcode = 'EX003', detail = 'store';
  end if;
  return null;
end $$;
create trigger upload_parts_bounded after insert on upload_parts for each row execute function bound_signed_part();

-- Compares the counter with the uploads and puts it right, at most once a day (null: not due). Returns by how many bytes it was wrong. Parts that stayed although their upload
-- has ended go first. One statement sees counter and uploads at one moment, since both commit together; so what differs there is wrong whatever is counted meanwhile.
create function sweep_recount_bytes() returns bigint language plpgsql security definer set search_path = public, pg_temp as $$
declare r record; v_drift bigint := 0;
begin
  if exists (select from stored_bytes where recounted_at > clock_timestamp() - interval '1 day') then return null; end if;
  delete from upload_parts p using uploads u where u.id = p.upload_id and u.state in ('stored', 'abandoned');
  for r in
    select s.shard, coalesce(t.bytes, 0) - s.bytes as drift
    from stored_bytes s left join (select stored_bytes_shard(u.submission_id) as shard, sum(upload_takes(u)) as bytes from uploads u group by 1) t using (shard)
    order by s.shard
  loop
    if r.drift <> 0 then
      update stored_bytes set bytes = bytes + r.drift where shard = r.shard;
      v_drift := v_drift + abs(r.drift);
    end if;
  end loop;
  update stored_bytes set recounted_at = clock_timestamp() where shard = 0;
  return v_drift;
end $$;
grant execute on function sweep_recount_bytes() to exhibit_receive;

-- As in 0014; new is the whole store's budget. Opened uploads reserve nothing of it, or declarations alone could use it up; so a file that does not fit is refused
-- when it is opened and, if others were faster, at one of its parts or when it is stored.
create or replace function intake_bound_upload(p_draft uuid, p_upload uuid, p_size bigint) returns void language plpgsql stable set search_path = public, pg_temp as $$
declare v jsonb := intake_settings(); v_report uuid := (select submission_id from drafts where id = p_draft);
begin
  if p_size > (v ->> 'intake.maxFileBytes')::numeric then raise exception 'file too large' using errcode = 'EX003', detail = 'file'; end if;
  if p_size + (select coalesce(sum(size), 0) from uploads where submission_id = v_report and id <> p_upload and state <> 'abandoned') > (v ->> 'intake.maxSubmissionBytes')::numeric then
    raise exception 'submission too large' using errcode = 'EX003', detail = 'submission';
  end if;
  -- Of a size that is not known yet, one byte has to fit. Its own signed parts are in the sum already.
  if greatest(p_size, 1) + (select sum(bytes) from stored_bytes) - upload_signed(p_upload) > store_budget() then
    raise exception 'the store is full' using errcode = 'EX003', detail = 'store';
  end if;
end $$;
