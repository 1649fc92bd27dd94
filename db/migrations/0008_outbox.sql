-- Work to hand to the queue, written in the same transaction as the state that asks for it.
create table outbox (
  id uuid primary key default uuid_v7(), -- becomes the job's id, so that a second delivery is the same job
  queue text not null check (queue in ('receive', 'scan', 'media', 'records')),
  name text not null,
  payload jsonb not null, -- ids only
  created_at timestamptz not null default clock_timestamp(),
  sent_at timestamptz
);
create index outbox_unsent on outbox (id) where sent_at is null;
create index outbox_sent on outbox (sent_at) where sent_at is not null;
create index outbox_work on outbox (name, payload, id); -- the reconciler asks for the latest row of one piece of work

create function outbox_wake() returns trigger language plpgsql as $$
begin
  perform pg_notify('exhibit_outbox', '');
  return null;
end $$;
create trigger outbox_inserted after insert on outbox for each statement execute function outbox_wake();

-- Live updates of the console: ids and states only.
create function triage_announce() returns trigger language plpgsql as $$
begin
  perform pg_notify('exhibit_live', json_build_object('kind', 'triage', 'submission', new.submission_id, 'state', new.state)::text);
  return null;
end $$;
create trigger triage_changed after insert or update on triage_items for each row execute function triage_announce();
create function export_announce() returns trigger language plpgsql as $$
begin
  perform pg_notify('exhibit_live', json_build_object('kind', 'export', 'export', new.id, 'case', new.case_id, 'state', new.state)::text);
  return null;
end $$;
create trigger export_changed after insert or update of state, bytes_done on exports for each row execute function export_announce();
