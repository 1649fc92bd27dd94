create sequence case_numbers;
create table cases (
  id uuid primary key default uuid_v7(),
  number text not null unique,
  title text not null,
  created_by uuid not null references accounts,
  created_at timestamptz not null default clock_timestamp(),
  next_exhibit integer not null default 1,
  next_export integer not null default 1
);
create table case_members (
  case_id uuid not null references cases,
  account_id uuid not null references accounts,
  added_by uuid not null references accounts,
  added_at timestamptz not null default clock_timestamp(),
  primary key (case_id, account_id)
);
create table case_submissions (
  case_id uuid not null references cases,
  submission_id uuid not null references submissions,
  added_by uuid not null references accounts,
  added_at timestamptz not null default clock_timestamp(),
  primary key (case_id, submission_id)
);
create index case_submissions_submission on case_submissions (submission_id);
-- EVP numbers: given once to a file in a case, the same in every production, never reused.
create table exhibits (
  case_id uuid not null references cases,
  number integer not null,
  file_id uuid not null references files,
  given_at timestamptz not null default clock_timestamp(),
  primary key (case_id, number),
  unique (case_id, file_id)
);

create table exports (
  id uuid primary key default uuid_v7(),
  case_id uuid not null references cases,
  number integer not null,
  requested_by uuid not null references accounts,
  requested_at timestamptz not null default clock_timestamp(),
  recipient text not null,
  authority text not null default '',
  contents jsonb not null, -- frozen at the request: items, versions, each chain's cut-off
  state text not null default 'requested' check (state in ('requested', 'building', 'ready', 'failed', 'expired')),
  generation integer not null default 0,
  attempts integer not null default 0,
  progress_at timestamptz not null default clock_timestamp(),
  bytes_done bigint not null default 0,
  bytes_total bigint,
  object_key text,
  version_id text,
  sha256 bytea,
  manifest_sha256 bytea,
  reason text,
  ready_at timestamptz,
  unique (case_id, number)
);
alter table evidence_tickets add foreign key (export_id) references exports;
-- Where a bundle's bytes went: intent first, as with originals.
create table export_copies (
  object_key text primary key,
  export_id uuid not null references exports,
  state text not null default 'intent' check (state in ('intent', 'in_force', 'superseded')),
  version_id text,
  created_at timestamptz not null default clock_timestamp()
);
