-- Drafts: the answers are ciphertext under a key that exists only in the witness's cookie; the row knows the hash of that key's proof.
create table drafts (
  id uuid primary key,
  proof_hash bytea not null,
  submission_id uuid not null unique, -- fixed now, so that uploads' custody events have their subject
  idempotency_key uuid not null unique,
  ciphertext bytea not null,
  version integer not null default 1,
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  submitted_at timestamptz
);
create index drafts_expiry on drafts (expires_at);

create table submissions (
  id uuid primary key,
  reference text not null unique,
  proof_hash bytea not null,
  idempotency_key uuid not null unique,
  language text not null,
  channel text not null default 'web' check (channel in ('web', 'staff')),
  state text not null default 'received' check (state in ('received', 'processing', 'ready', 'triaged', 'closed')),
  received_at timestamptz not null default clock_timestamp(),
  shows_report boolean not null default false, -- the witness chose that the follow-up page shows the report
  page_closed_at timestamptz,
  compartment_id uuid references compartments,
  restricted_at timestamptz,
  restricted_officer uuid references accounts,
  assess_state text not null default 'pending' check (assess_state in ('pending', 'running', 'done', 'failed', 'parked')),
  assess_generation integer not null default 0,
  assess_attempts integer not null default 0,
  assess_progress_at timestamptz not null default clock_timestamp(),
  assess_reason text
);
create index submissions_received on submissions (received_at desc, id);

create table submission_versions (
  submission_id uuid not null references submissions,
  version integer not null,
  kind text not null check (kind in ('original', 'correction')),
  answers jsonb not null,
  created_at timestamptz not null default clock_timestamp(),
  primary key (submission_id, version)
);

-- Identity and contact, sealed by the intake process under the submission's data key.
create table identities (
  submission_id uuid not null references submissions,
  kind text not null check (kind in ('witness', 'affected')),
  sealed bytea not null,
  created_at timestamptz not null default clock_timestamp(),
  primary key (submission_id, kind)
);

-- Data keys, each sealed to the office's public key. Their own schema, so that ordinary backups leave them out: erasing a key erases the person.
create schema keys;
grant usage on schema keys to exhibit_owner, exhibit_console;
create table keys.data_keys (
  submission_id uuid primary key references public.submissions,
  sealing_key_id text not null,
  wrapped bytea,
  erased_at timestamptz,
  check ((wrapped is null) = (erased_at is not null))
);

create table uploads (
  id uuid primary key,
  draft_id uuid references drafts on delete set null,
  submission_id uuid not null, -- the draft's reserved id, or an existing submission's
  object_key text not null unique,
  store_upload_id text,
  route text not null check (route in ('direct', 'through_server')),
  size bigint not null check (size >= 0), -- declared; for through_server 0 until stored
  part_size integer not null check (part_size > 0),
  state text not null default 'open' check (state in ('open', 'uploading', 'stored', 'abandoned')),
  version_id text,
  parts jsonb, -- [{n, size, sha256}] as signed
  sha256_declared bytea,
  hash_source text check (hash_source in ('device', 'server')),
  created_at timestamptz not null default clock_timestamp(),
  stored_at timestamptz,
  abandoned_at timestamptz, -- by trigger; what was given up rests a while, so that a request still under way has ended before its bytes are looked for
  quarantine_deleted_at timestamptz
);
create index uploads_draft on uploads (draft_id);
create index uploads_unfinished on uploads (created_at) where state in ('open', 'uploading');
create function upload_abandoned() returns trigger language plpgsql as $$
begin
  new.abandoned_at := clock_timestamp();
  return new;
end $$;
create trigger uploads_abandoned before update of state on uploads for each row when (new.state = 'abandoned' and old.state <> 'abandoned') execute function upload_abandoned();
