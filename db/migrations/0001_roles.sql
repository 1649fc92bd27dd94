-- Group roles are cluster-wide, so several databases (one per test worker) share them; logins are made from the environment by `ensureLogins`.
do $$
declare role_name text;
begin
  foreach role_name in array array['exhibit_owner', 'exhibit_intake', 'exhibit_console', 'exhibit_receive', 'exhibit_media', 'exhibit_records'] loop
    begin
      if not exists (select from pg_roles where rolname = role_name) then
        execute format('create role %I nologin noinherit', role_name);
      end if;
    exception when duplicate_object or unique_violation then null; -- another database's migration was first
    end;
  end loop;
end $$;

revoke all on schema public from public;
grant usage on schema public to exhibit_intake, exhibit_console, exhibit_receive, exhibit_media, exhibit_records;
grant usage, create on schema public to exhibit_owner;
-- Only whoever migrates needs the owner's rights: here they are taken on, for the rest of this file and by `migrate` for every later one.
do $$
begin
  execute format('revoke all on database %I from public', current_database());
  execute format('grant connect on database %I to exhibit_owner, exhibit_intake, exhibit_console, exhibit_receive, exhibit_media, exhibit_records', current_database());
  execute format('grant create on database %I to exhibit_owner', current_database());
  if not pg_has_role(current_user, 'exhibit_owner', 'member') then execute format('grant exhibit_owner to %I', current_user); end if;
end $$;
set local role exhibit_owner;
set local search_path = public, pg_temp;
-- Postgres lets everyone execute new functions unless told otherwise: here the default is nobody.
alter default privileges revoke execute on functions from public;

-- RFC 9562 UUID version 7: 48 bits of Unix milliseconds, 12 bits of their fraction (its method 3), then random bits, so that ids sort by time.
create function uuid_v7() returns uuid language sql volatile parallel safe as $$
  select encode(
    overlay(
      overlay(uuid_send(gen_random_uuid()) placing substring(int8send(us / 1000) from 3) from 1 for 6)
      placing substring(int4send(28672 + (us % 1000 * 4096 / 1000)::integer) from 3) from 7 for 2), 'hex')::uuid
  from (select (extract(epoch from clock_timestamp()) * 1000000)::bigint as us) now
$$;

-- 32 bytes of 244 random bits, from Postgres' own strong generator (gen_random_uuid), without an extension.
create function random_salt() returns bytea language sql volatile parallel safe as $$
  select sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
$$;
grant execute on function uuid_v7(), random_salt() to exhibit_console, exhibit_receive, exhibit_media, exhibit_records;
