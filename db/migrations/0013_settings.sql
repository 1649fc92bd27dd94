-- Beside the values: the version of the office's words, which is recorded with every report that was made under them.
create or replace function intake_settings() returns jsonb language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(jsonb_object_agg(key, value), '{}')
    || jsonb_build_object('intake.textsVersion', coalesce((select version from settings_current where key = 'intake.texts'), 0))
  from settings_current where key like 'intake.%'
$$;

-- Why a setting was changed, by a code: administrators read it beside the versions; in custody it is the event's reason.
alter table settings add column reason text;

-- The verbs ask for the right; a console session without it could else write what witnesses read, or who sees restricted reports.
alter table settings enable row level security;
create policy readers on settings for select to exhibit_console, exhibit_records using (true);
create policy console_insert on settings for insert to exhibit_console with check (account_may('settings.write') and changed_by = current_account());

-- How a task ended, in a person's words, beside the code that says what came of it. Closing one is work on a report: who may only read it in a case may not.
alter table tasks add column note text not null default '' check (char_length(note) <= 5000);
grant update (note) on tasks to exhibit_console;
create policy console_right on tasks as restrictive for update to exhibit_console using (account_may('task.work'));
