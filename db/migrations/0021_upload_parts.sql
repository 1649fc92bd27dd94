-- What was signed for each part of an upload that is under way. One hash a part, ever: an address for part n exists for these bytes alone, so whatever part n the store holds
-- has this hash, and a file that is chosen again after a reload is compared part by part without a byte of it being read back. The rows go when the upload is stored or given up;
-- the custody event keeps them then.
create table upload_parts (
  upload_id uuid not null references uploads on delete cascade,
  n integer not null check (n between 1 and 10000),
  sha256 bytea not null check (octet_length(sha256) = 32),
  primary key (upload_id, n)
);
create function upload_parts_end() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  delete from upload_parts where upload_id = new.id;
  return null;
end $$;
revoke all on function upload_parts_end() from public;
create trigger uploads_parts_end after update of state on uploads for each row
  when (new.state in ('stored', 'abandoned') and old.state in ('open', 'uploading')) execute function upload_parts_end();

-- A file may take longer than a draft is kept: each part moves its draft's end on, by steps of six hours, so that few of them write the row. Never beyond 14 days from its
-- start, which is the longest that an office can keep drafts, and well before the store itself ends unfinished uploads.
-- It waits for nobody: whoever holds the draft's row may be waiting for the upload that is held here, and the next part comes soon.
create function intake_outlive(d drafts) returns void language sql volatile security definer set search_path = public, pg_temp as $$
  update drafts set expires_at = greatest(expires_at, least(clock_timestamp() + interval '30 hours', created_at + interval '14 days'))
  where id = (select id from drafts where id = d.id and submitted_at is null
    and expires_at < least(clock_timestamp() + interval '24 hours', created_at + interval '14 days') for update skip locked)
$$;
revoke all on function intake_outlive(drafts) from public;

-- Records the hash for which an address is about to be made, and says where the part belongs. Repeatable with the same hash; EX008 `differs` for another one or another size.
-- No lock on the draft is taken: parts of many files are asked for at once. The upload is held as it is until this has ended, so that no part is left on one that ends meanwhile.
create function intake_sign_part(p_draft uuid, p_proof bytea, p_upload uuid, p_n integer, p_size bigint, p_sha256 bytea)
returns table (object_key text, store_upload_id text) language plpgsql security definer set search_path = public, pg_temp as $$
declare d drafts; u uploads; v_known bytea;
begin
  select * into d from drafts where id = p_draft and proof_hash = sha256(p_proof) and expires_at > clock_timestamp();
  if not found then raise exception 'no such draft' using errcode = 'EX001'; end if;
  select * into u from uploads x where x.id = p_upload and x.draft_id = d.id and x.state = 'uploading' and x.route = 'direct' for share;
  if not found then raise exception 'no such upload' using errcode = 'EX008', detail = 'gone'; end if;
  if p_n < 1 or p_size <> least(u.part_size, u.size - (p_n - 1)::bigint * u.part_size) then
    raise exception 'no such part' using errcode = 'EX008', detail = 'differs';
  end if;
  insert into upload_parts (upload_id, n, sha256) values (u.id, p_n, p_sha256) on conflict do nothing;
  select p.sha256 into v_known from upload_parts p where p.upload_id = u.id and p.n = p_n;
  if v_known is distinct from p_sha256 then raise exception 'another hash was signed for this part' using errcode = 'EX008', detail = 'differs'; end if;
  perform intake_outlive(d);
  return query select u.object_key, u.store_upload_id;
end $$;
revoke all on function intake_sign_part(uuid, bytea, uuid, integer, bigint, bytea) from public;
grant execute on function intake_sign_part(uuid, bytea, uuid, integer, bigint, bytea) to exhibit_intake;

create function intake_read_parts(p_draft uuid, p_proof bytea, p_upload uuid) returns table (n integer, sha256 bytea)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return query select p.n, p.sha256 from upload_parts p join uploads u on u.id = p.upload_id
    join drafts d on d.id = u.draft_id and d.id = p_draft and d.proof_hash = sha256(p_proof) and d.expires_at > clock_timestamp()
    where u.id = p_upload order by p.n;
end $$;
revoke all on function intake_read_parts(uuid, bytea, uuid) from public;
grant execute on function intake_read_parts(uuid, bytea, uuid) to exhibit_intake;

-- What counts as the report holding a file already: bytes of this draft, or such as were handed in (another addition may still end, and its bytes with it), of which nothing says that
-- they are not whole. Who is asked to send a file again, or whose file is missing (0022), may send the very same.
create function intake_twins(d drafts, p_upload uuid, p_size bigint) returns setof uploads language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return query select u.* from uploads u left join files f on f.upload_id = u.id
    where u.submission_id = d.submission_id and u.state = 'stored' and u.id <> p_upload and u.size = p_size and (u.draft_id = d.id or f.id is not null)
      and (f.sha256 is null or f.sha256 = f.sha256_declared)
      and not exists (select from file_requests r where r.file_id = f.id and r.answered_by is null)
      and not exists (select from file_stages x where x.file_id = f.id and x.stage = 'receive' and x.state in ('parked', 'failed'))
      and not exists (select from store_sightings s where s.kind = 'missing' and s.object_key in (u.object_key, f.original_key));
end $$;
revoke all on function intake_twins(drafts, uuid, bigint) from public;

-- Whether the report holds this file already: `same` by length and hash, `size` by length alone (then it is worth hashing before sending), `none`.
create function intake_find_twin(p_draft uuid, p_proof bytea, p_upload uuid, p_size bigint, p_sha256 bytea) returns text
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare d drafts;
begin
  select * into d from drafts where id = p_draft and proof_hash = sha256(p_proof) and expires_at > clock_timestamp();
  if not found then raise exception 'no such draft' using errcode = 'EX001'; end if;
  return (select case when bool_or(u.sha256_declared = p_sha256) then 'same' when count(*) > 0 then 'size' else 'none' end from intake_twins(d, p_upload, p_size) u);
end $$;
revoke all on function intake_find_twin(uuid, bytea, uuid, bigint, bytea) from public;
grant execute on function intake_find_twin(uuid, bytea, uuid, bigint, bytea) to exhibit_intake;

-- As in 0018. New: of a direct upload the parts are those that were signed, so that the first custody event says what the store itself has compared; and a file that the report holds
-- already is kept once: the answer is then `twin`, and this upload is given up in the same moment. Additions to one report take turns, as in opening.
drop function intake_upload_stored(uuid, bytea, uuid, text, bigint, jsonb, bytea, text);
create function intake_upload_stored(p_draft uuid, p_proof bytea, p_upload uuid, p_version_id text, p_size bigint, p_parts jsonb, p_sha256 bytea, p_hash_source text)
returns text language plpgsql security definer set search_path = public, pg_temp as $$
declare d drafts; u uploads; v_report uuid := (select adds_to from drafts where id = p_draft and proof_hash = sha256(p_proof));
begin
  if v_report is not null then perform from submissions where id = v_report for no key update; end if;
  d := intake_draft(p_draft, p_proof);
  select * into u from uploads where id = p_upload and draft_id = d.id for update;
  if not found then raise exception 'no such upload' using errcode = 'EX008', detail = 'gone'; end if;
  if u.state = 'stored' and u.version_id = p_version_id then return 'stored'; end if;
  if u.state <> 'uploading' then raise exception 'upload is not under way' using errcode = 'EX008', detail = 'gone'; end if;
  if u.route = 'direct' then
    if p_size <> u.size then raise exception 'not as long as was declared' using errcode = 'EX008', detail = 'differs'; end if;
    if exists (select from jsonb_to_recordset(p_parts) as t(n integer, sha256 text)
      full join (select p.n, encode(p.sha256, 'hex') as sha256 from upload_parts p where p.upload_id = u.id) k using (n) where t.sha256 is distinct from k.sha256) then
      raise exception 'not the parts that were signed' using errcode = 'EX008', detail = 'differs';
    end if;
  end if;
  if exists (select from intake_twins(d, u.id, p_size) x where x.sha256_declared = p_sha256) then
    update uploads set state = 'abandoned' where id = u.id;
    return 'twin';
  end if;
  perform intake_bound_upload(d.id, u.id, p_size);
  update uploads set state = 'stored', version_id = p_version_id, size = p_size, parts = p_parts, sha256_declared = p_sha256,
    hash_source = case when p_sha256 is null then null else p_hash_source end, stored_at = clock_timestamp() where id = u.id;
  perform custody_append('submission', d.submission_id, 'witness', 'witness', 'upload.stored', u.id, null,
    canonical_json(jsonb_build_object('bucket', 'quarantine', 'key', u.object_key, 'versionId', p_version_id, 'size', p_size, 'parts', p_parts,
      'sha256Declared', encode(p_sha256, 'hex'), 'hashSource', p_hash_source)));
  return 'stored';
end $$;
revoke all on function intake_upload_stored(uuid, bytea, uuid, text, bigint, jsonb, bytea, text) from public;
grant execute on function intake_upload_stored(uuid, bytea, uuid, text, bigint, jsonb, bytea, text) to exhibit_intake;
