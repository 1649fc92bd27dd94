-- Reading a draft took the row's lock, which writes to the row and to the log: a page that is only shown must cost a read. Who saves still locks (intake_draft),
-- and compares the version that was read here.
create or replace function intake_read_draft(p_draft uuid, p_proof bytea)
returns table (ciphertext bytea, version integer, submission_id uuid, expires_at timestamptz, submitted_at timestamptz)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return query select d.ciphertext, d.version, d.submission_id, d.expires_at, d.submitted_at
    from drafts d where d.id = p_draft and d.proof_hash = sha256(p_proof) and d.expires_at > clock_timestamp();
  if not found then raise exception 'no such draft' using errcode = 'EX001'; end if;
end $$;
