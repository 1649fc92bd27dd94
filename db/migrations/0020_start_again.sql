-- Who starts a new report gives up what the browser holds, as it stood on the page. A draft that another tab handed in since holds a receipt that nobody has seen.
create function intake_give_up_draft(p_draft uuid, p_proof bytea, p_submitted boolean) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare d drafts := intake_draft(p_draft, p_proof);
begin
  if (d.submitted_at is not null) <> p_submitted then raise exception 'the draft was handed in since' using errcode = 'EX005'; end if;
  perform intake_end_draft(p_draft, p_proof);
end $$;
revoke all on function intake_give_up_draft(uuid, bytea, boolean) from public;
grant execute on function intake_give_up_draft(uuid, bytea, boolean) to exhibit_intake;
