create table triage_items (
  id uuid primary key default uuid_v7(),
  submission_id uuid not null unique references submissions,
  state text not null default 'processing' check (state in ('processing', 'ready', 'triaged')),
  urgency smallint not null default 0, -- the number of named reasons that hold; shown with them, never as a score of truth
  urgency_reasons text[] not null default '{}',
  attention text, -- why a person should look at the processing itself
  claimed_by uuid references accounts,
  claimed_until timestamptz,
  version integer not null default 1,
  ready_at timestamptz,
  created_at timestamptz not null default clock_timestamp()
);
create index triage_queue on triage_items (state, urgency desc, created_at, id);

create table decisions (
  id uuid primary key default uuid_v7(),
  submission_id uuid not null references submissions,
  file_id uuid references files,
  decision text not null check (decision in ('accepted', 'needs_information', 'duplicate', 'out_of_scope', 'set_aside')),
  reason text not null,
  note text not null default '',
  decided_by uuid not null references accounts,
  at timestamptz not null default clock_timestamp()
);
create index decisions_submission on decisions (submission_id, at desc);

create table recusals (
  account_id uuid not null references accounts,
  submission_id uuid not null references submissions,
  at timestamptz not null default clock_timestamp(),
  primary key (account_id, submission_id)
);

-- A ticket lets one browser session fetch one object from the evidence host for a few minutes; rights are read again at each use.
create table evidence_tickets (
  token_hash bytea primary key,
  session_id uuid not null references sessions,
  derivative_id uuid references derivatives,
  file_id uuid references files,
  export_id uuid,
  reason text,
  expires_at timestamptz not null,
  check (num_nonnulls(derivative_id, file_id, export_id) = 1),
  check (file_id is null or reason is not null)
);
create index evidence_tickets_expiry on evidence_tickets (expires_at);
