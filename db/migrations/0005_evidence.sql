-- Files of a submission, and everything found out about them. Nothing here is overwritten: a later reading adds a row.
create table files (
  id uuid primary key default uuid_v7(),
  submission_id uuid not null references submissions,
  upload_id uuid not null unique references uploads,
  ordinal integer not null,
  name text not null, -- the witness's own, as given; hostile text
  caption text not null default '',
  declared jsonb not null default '{}', -- who recorded it, when, edited or not: as stated by the witness
  size bigint not null,
  sha256_declared bytea,
  hash_source text check (hash_source in ('device', 'server')),
  sha256 bytea, -- computed by receive over the bytes that are locked
  crc32 bigint,
  type text, -- by content, not by name
  verdict text not null default 'pending'
    check (verdict in ('pending', 'clean', 'infected', 'encrypted', 'limits_exceeded', 'too_large', 'sliced_clean', 'error')),
  original_key text,
  original_version_id text,
  retention_mode text,
  retain_until timestamptz,
  restricted_at timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  unique (submission_id, ordinal)
);
create index files_sha256 on files (sha256);

create table file_stages (
  file_id uuid not null references files,
  stage text not null check (stage in ('receive', 'scan', 'inspect', 'derive', 'fingerprint')),
  state text not null default 'pending' check (state in ('pending', 'running', 'done', 'failed', 'skipped', 'parked')),
  generation integer not null default 0, -- the compare-and-set's second half: each start increments it
  attempts integer not null default 0,
  started_at timestamptz,
  progress_at timestamptz not null default clock_timestamp(),
  finished_at timestamptz,
  percent smallint,
  reason text,
  primary key (file_id, stage)
);
create index file_stages_open on file_stages (progress_at) where state in ('pending', 'running');

-- Intent first, bytes second: whatever lies in `originals` has a row. A copy that lost a race stays, as superseded: no credential in use can delete it.
create table original_copies (
  id uuid primary key default uuid_v7(),
  file_id uuid not null references files,
  object_key text not null unique,
  state text not null default 'intent' check (state in ('intent', 'stored', 'in_force', 'superseded')),
  store_upload_id text,
  version_id text,
  size bigint,
  sha256 bytea,
  created_at timestamptz not null default clock_timestamp()
);
create unique index original_copies_in_force on original_copies (file_id) where state = 'in_force';

create table scans (
  id uuid primary key default uuid_v7(),
  file_id uuid not null references files,
  verdict text not null,
  engine text not null,
  signatures_date timestamptz,
  signatures text not null check (signatures in ('official', 'eicar-only', 'other')),
  limits jsonb not null,
  bytes_scanned bigint not null,
  finding text,
  at timestamptz not null default clock_timestamp()
);
create index scans_file on scans (file_id);

create table metadata (
  id uuid primary key default uuid_v7(),
  file_id uuid not null references files,
  tool text not null,
  tool_version text not null,
  arguments jsonb not null,
  raw text not null, -- the tool's output, whole
  parsed jsonb not null,
  at timestamptz not null default clock_timestamp()
);
create index metadata_file on metadata (file_id);

create table derivatives (
  id uuid primary key default uuid_v7(),
  file_id uuid not null references files,
  kind text not null check (kind in ('thumbnail', 'view', 'poster', 'proxy', 'waveform', 'filmstrip', 'page', 'text')),
  ordinal integer not null default 0,
  object_key text not null unique,
  version_id text,
  state text not null default 'intent' check (state in ('intent', 'stored', 'superseded', 'deleted')),
  type text not null,
  size bigint,
  sha256 bytea,
  parent_sha256 bytea not null,
  tool text not null,
  tool_version text not null,
  arguments jsonb not null,
  width integer,
  height integer,
  at timestamptz not null default clock_timestamp()
);
create index derivatives_file on derivatives (file_id);
create unique index derivatives_current on derivatives (file_id, kind, ordinal) where state = 'stored';

create table fingerprints (
  id uuid primary key default uuid_v7(),
  file_id uuid not null references files,
  algorithm text not null,
  at_ms bigint not null default 0,
  value bytea not null,
  tool_version text not null,
  at timestamptz not null default clock_timestamp()
);
create index fingerprints_file on fingerprints (file_id);

create table facts (
  id uuid primary key default uuid_v7(),
  submission_id uuid not null references submissions,
  file_id uuid references files,
  generation integer not null, -- of the assessment that found it
  kind text not null,
  evidence jsonb not null,
  at timestamptz not null default clock_timestamp()
);
create index facts_submission on facts (submission_id);
