-- The custody log: one hash chain a subject. What is hashed is the canonical envelope (RFC 8785) as stored text; the payload (free text, names) lies
-- beside it, bound by a salted digest, so that it can be disclosed or erased alone without breaking the chain. Format: infra/docs/custody-format.md.
create table custody_heads (
  subject_kind text not null check (subject_kind in ('submission', 'case', 'account', 'office')),
  subject_id uuid not null,
  seq bigint not null default 0,
  hash bytea not null default decode(repeat('00', 32), 'hex'),
  at timestamptz,
  primary key (subject_kind, subject_id)
);

create table custody_events (
  subject_kind text not null,
  subject_id uuid not null,
  seq bigint not null,
  at timestamptz not null,
  action text not null,
  item uuid,
  actor text not null,
  envelope text not null,
  hash bytea not null,
  payload text,
  salt bytea,
  primary key (subject_kind, subject_id, seq),
  check (octet_length(hash) = 32)
);
create index custody_events_item on custody_events (item) where item is not null;
create index custody_events_at on custody_events (at);

-- Refuses whatever would not continue its chain, whoever inserts it; only then does the head move.
create function custody_check_insert() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare head custody_heads; said jsonb := new.envelope::jsonb;
begin
  select * into head from custody_heads where subject_kind = new.subject_kind and subject_id = new.subject_id for update;
  if not found then raise exception 'custody: the subject has no head' using errcode = 'XC001'; end if;
  if new.seq <> head.seq + 1 or (said ->> 'seq')::bigint <> new.seq then raise exception 'custody: seq does not continue the chain' using errcode = 'XC001'; end if;
  if said ->> 'prev' <> encode(head.hash, 'hex') then raise exception 'custody: prev is not the head' using errcode = 'XC001'; end if;
  if sha256(convert_to(new.envelope, 'UTF8')) <> new.hash then raise exception 'custody: hash does not match the envelope' using errcode = 'XC001'; end if;
  if said ->> 'subject' <> new.subject_kind || ':' || new.subject_id or said ->> 'action' <> new.action or said ->> 'actor' <> new.actor
    or (said ->> 'item') is distinct from new.item::text
    or said ->> 'at' <> to_char(new.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') then
    raise exception 'custody: columns differ from the envelope' using errcode = 'XC001';
  end if;
  if (said ->> 'payload') is distinct from encode(sha256(new.salt || convert_to(new.payload, 'UTF8')), 'hex') then
    raise exception 'custody: payload differs from its digest' using errcode = 'XC001';
  end if;
  update custody_heads set seq = new.seq, hash = new.hash, at = new.at where subject_kind = new.subject_kind and subject_id = new.subject_id;
  return new;
end $$;
create trigger custody_events_continue before insert on custody_events for each row execute function custody_check_insert();

-- An event is never changed or removed; the one thing allowed is erasing payload and salt together.
create function custody_refuse_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and new.payload is null and new.salt is null and old.payload is not null
    and (new.subject_kind, new.subject_id, new.seq, new.at, new.action, new.actor, new.envelope, new.hash)
      = (old.subject_kind, old.subject_id, old.seq, old.at, old.action, old.actor, old.envelope, old.hash)
    and new.item is not distinct from old.item then
    return new;
  end if;
  raise exception 'custody: the log is append-only' using errcode = 'XC002';
end $$;
create trigger custody_events_keep before update or delete on custody_events for each row execute function custody_refuse_change();
create trigger custody_events_keep_all before truncate on custody_events for each statement execute function custody_refuse_change();
create function custody_refuse_head_loss() returns trigger language plpgsql as $$
begin
  raise exception 'custody: heads are never removed' using errcode = 'XC002';
end $$;
create trigger custody_heads_keep before delete or truncate on custody_heads for each statement execute function custody_refuse_head_loss();

-- A login may speak only in its own name: a compromised parser cannot write events as a reviewer. People act through the console's login, and an event names
-- the account of its transaction, the one whose rights the row policies asked for: no verb acts with one person's eyes and in another's name.
create function custody_actor_allowed(actor text) returns boolean language sql stable as $$
  select case
    when pg_has_role(session_user, 'exhibit_owner', 'member') then true
    when pg_has_role(session_user, 'exhibit_intake', 'member') then actor = 'witness' or actor = 'service:intake'
    when pg_has_role(session_user, 'exhibit_console', 'member') then actor = 'service:console' or coalesce(actor = 'account:' || nullif(current_setting('exhibit.account', true), ''), false)
    when pg_has_role(session_user, 'exhibit_receive', 'member') then actor = 'service:receive'
    when pg_has_role(session_user, 'exhibit_media', 'member') then actor = 'service:media'
    when pg_has_role(session_user, 'exhibit_records', 'member') then actor = 'service:records'
    else false end
$$;

-- RFC 8785 for the payloads that SQL itself writes: keys in ASCII (so that their byte order is JCS' order), whole numbers, no NUL.
create function canonical_json(p_value jsonb) returns text language plpgsql immutable strict as $$
begin
  case jsonb_typeof(p_value)
    when 'object' then
      return '{' || coalesce((select string_agg(to_json(e.key)::text || ':' || canonical_json(e.value), ',' order by e.key collate "C")
        from jsonb_each(p_value) e), '') || '}';
    when 'array' then
      return '[' || coalesce((select string_agg(canonical_json(e.value), ',' order by e.ordinality)
        from jsonb_array_elements(p_value) with ordinality e), '') || ']';
    when 'string' then return to_json(p_value #>> '{}')::text;
    when 'number' then
      if p_value::text !~ '^-?[0-9]{1,15}$' then raise exception 'custody: only whole numbers below 10^15 have a canonical form here' using errcode = 'XC004'; end if;
      return p_value::text;
    else return p_value::text;
  end case;
end $$;

-- Appends one event and returns its seq and hash. Call it last in the transaction: the head's lock is held to commit.
-- The clock is read after the lock; where it has stepped back since the last event, that is recorded as an event of its own, never hidden.
create function custody_append(p_kind text, p_subject uuid, p_actor text, p_role text, p_action text, p_item uuid, p_reason text, p_payload text)
returns table (seq bigint, hash bytea, at timestamptz) language plpgsql security definer set search_path = public, pg_temp as $$
declare head custody_heads; v_at timestamptz; v_salt bytea; v_envelope text; v_hash bytea; v_step text;
begin
  if custody_actor_allowed(p_actor) is not true then raise exception 'custody: this login may not act as %', p_actor using errcode = 'XC003'; end if;
  insert into custody_heads (subject_kind, subject_id) values (p_kind, p_subject) on conflict do nothing;
  select h.* into head from custody_heads h where h.subject_kind = p_kind and h.subject_id = p_subject for update;
  v_at := date_trunc('milliseconds', clock_timestamp());
  if head.at is not null and v_at < head.at and p_action <> 'clock.stepped_back' then
    v_step := format('{"now":"%s","previous":"%s"}', to_char(v_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), to_char(head.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'));
    perform custody_append(p_kind, p_subject, p_actor, p_role, 'clock.stepped_back', null, null, v_step);
    select h.* into head from custody_heads h where h.subject_kind = p_kind and h.subject_id = p_subject;
    v_at := date_trunc('milliseconds', clock_timestamp());
  end if;
  if p_payload is not null then v_salt := random_salt(); end if;
  -- Keys in RFC 8785 order; to_json() escapes strings exactly as RFC 8785 demands (test vectors hold it to that).
  v_envelope := '{"action":' || to_json(p_action) || ',"actor":' || to_json(p_actor)
    || ',"at":"' || to_char(v_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '"'
    || ',"item":' || coalesce('"' || p_item || '"', 'null')
    || ',"payload":' || coalesce('"' || encode(sha256(v_salt || convert_to(p_payload, 'UTF8')), 'hex') || '"', 'null')
    || ',"prev":"' || encode(head.hash, 'hex') || '"'
    || ',"reason":' || coalesce(to_json(p_reason)::text, 'null')
    || ',"role":' || to_json(p_role)
    || ',"seq":' || (head.seq + 1)
    || ',"subject":"' || p_kind || ':' || p_subject || '"'
    || ',"v":1}';
  v_hash := sha256(convert_to(v_envelope, 'UTF8'));
  insert into custody_events (subject_kind, subject_id, seq, at, action, item, actor, envelope, hash, payload, salt)
    values (p_kind, p_subject, head.seq + 1, v_at, p_action, p_item, p_actor, v_envelope, v_hash, p_payload, v_salt);
  return query select head.seq + 1, v_hash, v_at;
end $$;
grant execute on function custody_append to exhibit_console, exhibit_receive, exhibit_media, exhibit_records;

-- Signed checkpoints (RFC 6962 tree, C2SP signed note), copied to the `records` bucket. The tree only grows: a checkpoint appends one leaf for each
-- head that moved since the one before, so that later roots can be proven to contain earlier ones, and rows grow with events and not with time.
create table custody_checkpoints (
  id uuid primary key default uuid_v7(),
  at timestamptz not null default clock_timestamp(),
  tree_size bigint not null unique,
  root bytea not null,
  frontier bytea not null, -- the right edge of the tree, from which the next checkpoint goes on
  note text not null,
  copied_key text,
  copied_at timestamptz
);
create table custody_checkpoint_leaves (
  leaf bigint primary key, -- counted from 0 through all checkpoints: two closers at once cannot both win
  checkpoint_id uuid not null references custody_checkpoints,
  subject_kind text not null,
  subject_id uuid not null,
  seq bigint not null,
  hash bytea not null
);
create unique index custody_checkpoint_leaves_head on custody_checkpoint_leaves (subject_kind, subject_id, seq);
