-- One mail a report, whichever process sends it and however often it was started since. Of the address nothing is kept, only that there was a mail.
alter table drafts add column mailed_at timestamptz;

-- True for the one who may send now. `p_give_back`: the try surely sent nothing, so another may follow.
create function intake_mail_once(p_draft uuid, p_proof bytea, p_give_back boolean) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare d drafts := intake_draft(p_draft, p_proof);
begin
  if d.submitted_at is null then raise exception 'not handed in' using errcode = 'EX005'; end if;
  if p_give_back then
    update drafts set mailed_at = null where id = d.id;
    return true;
  end if;
  update drafts set mailed_at = clock_timestamp() where id = d.id and mailed_at is null;
  return found;
end $$;
grant execute on function intake_mail_once(uuid, bytea, boolean) to exhibit_intake;
