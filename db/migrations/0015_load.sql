-- Abuse without harming a crowd: what is asked of people when many start a report at once, and what a form that a program filled in leaves behind.
-- Nothing here knows an address, a device or a report.

-- One key a day signs what is asked, so that every web process accepts what another one asked. Made at the first need, gone after the next day.
create table load_keys (
  day date primary key,
  key bytea not null check (octet_length(key) = 32)
);

-- What was paid with already: an answer is good once, in whichever process it arrives. Ids are random and die with the hour in which they were good.
create table load_spent (
  id uuid primary key,
  until timestamptz not null
);
create index load_spent_until on load_spent (until);

create function intake_load_keys() returns table (day text, key bytea) language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare v_today date := (clock_timestamp() at time zone 'UTC')::date;
begin
  if not exists (select from load_keys k where k.day = v_today) then
    delete from load_keys k where k.day < v_today - 1;
    insert into load_keys (day, key) values (v_today, random_salt()) on conflict do nothing; -- two processes at midnight agree on the first one's
  end if;
  return query select k.day::text, k.key from load_keys k where k.day >= v_today - 1 order by k.day desc;
end $$;

-- True for the first who comes with it. What is asked is good for an hour at most, so twice that remembers it long enough.
create function intake_spend(p_id uuid) returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
begin
  delete from load_spent where id in (select id from load_spent where until < clock_timestamp() limit 100 for update skip locked);
  insert into load_spent (id, until) values (p_id, clock_timestamp() + interval '2 hours') on conflict do nothing;
  return found;
end $$;

-- Drafts that are alive, counted no further than it matters.
create function intake_count_drafts(p_most integer) returns integer language sql stable security definer set search_path = public, pg_temp as $$
  select count(*)::integer from (select from drafts where expires_at > clock_timestamp() limit least(p_most, 1000000)) alive
$$;

-- A field that people neither see nor reach was filled in. The report is taken like any other and says so to its readers.
alter table drafts add column suspected boolean not null default false;
alter table submissions add column suspected boolean not null default false;

create function intake_suspect(p_draft uuid, p_proof bytea) returns void language plpgsql security definer set search_path = public, pg_temp as $$
declare d drafts := intake_draft(p_draft, p_proof);
begin
  update drafts set suspected = true where id = d.id and not suspected;
end $$;

create function submission_suspected() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  new.suspected := new.suspected or exists (select from drafts where submission_id = new.id and suspected);
  return new;
end $$;
create trigger submissions_suspected before insert on submissions for each row execute function submission_suspected();

grant execute on function intake_load_keys(), intake_spend(uuid), intake_count_drafts(integer), intake_suspect(uuid, bytea) to exhibit_intake;
