-- The evidence host's door: a ticket is looked up, rights and verdict are read and the access is logged in one statement, so that nothing can change between
-- the reading and the logging. The table of verdicts is that of db/vocabularies/verdicts.ts; a generated test holds it to that.
alter table evidence_tickets add column first_used_at timestamptz;

-- The one rule of when a console session has ended: revoked, 30 minutes idle, or 12 hours old.
create function session_alive(p_created timestamptz, p_seen timestamptz, p_revoked timestamptz) returns boolean language sql stable as $$
  select p_revoked is null and p_seen > clock_timestamp() - interval '30 minutes' and p_created > clock_timestamp() - interval '12 hours'
$$;

create function verdict_shows_derivatives(p_verdict text) returns boolean language sql immutable as $$
  select p_verdict in ('clean', 'sliced_clean', 'too_large', 'limits_exceeded')
$$;
-- Which right it takes to fetch an original of this verdict; null: nobody yet.
create function verdict_original_right(p_verdict text) returns text language sql immutable as $$
  select case
    when p_verdict in ('clean', 'sliced_clean') then 'original.read'
    when p_verdict in ('too_large', 'limits_exceeded', 'encrypted', 'infected') then 'original.read.unsafe' end
$$;

-- Whether a file of this verdict may lie in a bundle.
create function verdict_in_bundle(p_verdict text) returns boolean language sql immutable as $$
  select p_verdict in ('clean', 'sliced_clean')
$$;

-- Under which of the account's roles a right is used: the envelope names one, the least that suffices.
create function account_role_for(p_verb text) returns text language sql stable security definer set search_path = public, pg_temp as $$
  select a.role from account_roles a join rights r on r.role = a.role and r.verb = p_verb join accounts c on c.id = a.account_id and c.state = 'active'
  where a.account_id = current_account()
  order by array_position(array['reviewer', 'lead', 'prosecutor', 'auditor', 'administrator'], a.role) limit 1
$$;

-- What stands against handing out a bundle that was built earlier, to the account of this transaction; null: nothing. Its contents were frozen as another member saw them
-- and as files were judged then; both may be otherwise now. The rows stay locked, so that a restriction or a new verdict comes either before this or after it.
create function bundle_obstacle(p_contents jsonb) returns text language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare v_submissions uuid[]; v_files uuid[];
begin
  select coalesce(array_agg((e ->> 'id')::uuid), '{}') into v_submissions from jsonb_array_elements(p_contents -> 'submissions') e;
  select coalesce(array_agg((e ->> 'fileId')::uuid), '{}') into v_files from jsonb_array_elements(p_contents -> 'items') e where e ->> 'excluded' is null;
  perform from submissions where id = any(v_submissions) order by id for share;
  perform from files where id = any(v_files) order by id for share;
  return case
    when exists (select from submissions s where s.id = any(v_submissions) and s.restricted_at is not null and s.restricted_officer is distinct from current_account())
      or exists (select from files f join submissions s on s.id = f.submission_id where f.id = any(v_files) and (f.restricted_at is not null or s.restricted_at is not null)) then 'restricted'
    when exists (select from unnest(v_submissions) x where not account_sees(x)) then 'not_allowed'
    when exists (select from unnest(v_files) x left join files f on f.id = x where verdict_in_bundle(f.verdict) is not true) then 'verdict' end;
end $$; -- for redeem_ticket alone

-- Redeems a ticket. `outcome` is `serve`, or why not: unknown (no such ticket, or it or its session ended: one answer) · not_allowed · restricted · verdict · missing.
-- A view is logged once a ticket (a player asks for many ranges), an original and a bundle at every request; `p_log` is false for HEAD, which fetches nothing.
create function redeem_ticket(p_token_hash bytea, p_log boolean, p_range text)
returns table (outcome text, bucket text, object_key text, version_id text, type text, name text, size bigint, in_zip boolean)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  t evidence_tickets; v_account uuid; f files; s submissions; d derivatives; x exports;
  v_outcome text; v_right text; v_role text; v_action text; v_payload jsonb;
begin
  select * into t from evidence_tickets k where k.token_hash = p_token_hash and k.expires_at > clock_timestamp() for update;
  if not found then return query select 'unknown', null::text, null::text, null::text, null::text, null::text, null::bigint, false; return; end if;
  select a.id into v_account from sessions e join accounts a on a.id = e.account_id
    where e.id = t.session_id and a.state = 'active' and session_alive(e.created_at, e.last_seen_at, e.revoked_at);
  if not found then return query select 'unknown', null::text, null::text, null::text, null::text, null::text, null::bigint, false; return; end if;
  perform set_config('exhibit.account', v_account::text, true);

  if t.export_id is not null then
    select * into x from exports where id = t.export_id;
    v_role := account_role_for('export.download');
    v_outcome := case
      when v_role is null or not account_in_case(x.case_id) then 'not_allowed'
      when x.state <> 'ready' or x.version_id is null then 'missing'
      else coalesce(bundle_obstacle(x.contents), 'serve') end;
    if p_log then
      perform custody_append('case', x.case_id, 'account:' || v_account, coalesce(v_role, 'none'), case v_outcome when 'serve' then 'export.downloaded' else 'access.refused' end,
        x.id, case v_outcome when 'serve' then null else v_outcome end, canonical_json(jsonb_build_object('number', x.number, 'range', p_range, 'sha256', encode(x.sha256, 'hex'))));
    end if;
    return query select v_outcome, 'bundles', x.object_key, x.version_id, 'application/zip', c.number || '_EXP-' || lpad(x.number::text, 4, '0') || '.zip', null::bigint, false
      from cases c where c.id = x.case_id;
    return;
  end if;

  if t.derivative_id is not null then
    select * into d from derivatives where id = t.derivative_id;
    select * into f from files where id = d.file_id;
  else
    select * into f from files where id = t.file_id;
  end if;
  -- The row is locked so that a restriction or a new verdict comes either before this statement or after it.
  select * into s from submissions where id = f.submission_id for share;
  select * into f from files where id = f.id for share;

  if t.derivative_id is not null then
    v_role := coalesce(account_role_for('submission.read'), account_role_for('case.read'));
    v_outcome := case
      when s.restricted_at is not null or f.restricted_at is not null then 'restricted'
      when v_role is null or not account_sees(s.id) then 'not_allowed'
      when not verdict_shows_derivatives(f.verdict) then 'verdict'
      when d.state <> 'stored' or d.version_id is null then 'missing'
      else 'serve' end;
    v_action := 'evidence.viewed';
    v_payload := jsonb_build_object('derivative', d.id, 'kind', d.kind, 'sha256', encode(d.sha256, 'hex'));
  else
    v_right := verdict_original_right(f.verdict);
    v_role := account_role_for(v_right);
    v_outcome := case
      when (s.restricted_at is not null or f.restricted_at is not null) and s.restricted_officer is distinct from v_account then 'restricted'
      when not account_sees(s.id) then 'not_allowed'
      when v_right is null then 'verdict'
      when v_role is null then 'not_allowed'
      when f.original_version_id is null then 'missing'
      else 'serve' end;
    v_action := 'original.downloaded';
    v_payload := jsonb_build_object('sha256', encode(f.sha256, 'hex'), 'verdict', f.verdict, 'reason', t.reason, 'range', p_range, 'inZip', f.verdict = 'infected');
  end if;

  if v_outcome <> 'serve' then
    v_action := 'access.refused';
    v_payload := jsonb_build_object('verdict', f.verdict, 'wanted', case when t.derivative_id is null then 'original' else d.kind end);
  end if;
  if p_log and (t.file_id is not null or t.first_used_at is null) then
    update evidence_tickets set first_used_at = coalesce(first_used_at, clock_timestamp()) where token_hash = p_token_hash;
    perform custody_append('submission', s.id, 'account:' || v_account, coalesce(v_role, 'none'), v_action, f.id, case v_outcome when 'serve' then null else v_outcome end, canonical_json(v_payload));
  end if;
  if t.derivative_id is not null then
    return query select v_outcome, 'derivatives', d.object_key, d.version_id, d.type, null::text, d.size, false;
  else
    return query select v_outcome, 'originals', f.original_key, f.original_version_id, f.type, f.name, f.size, f.verdict = 'infected';
  end if;
end $$;
grant execute on function session_alive(timestamptz, timestamptz, timestamptz), verdict_shows_derivatives(text), verdict_original_right(text), verdict_in_bundle(text),
  account_role_for(text), redeem_ticket(bytea, boolean, text) to exhibit_console;

-- A person's retry: facts are gathered again once the stage has ended, with the attempts forgiven.
grant update (assess_attempts, assess_progress_at) on submissions to exhibit_console;
