-- One office: its settings, its people, its compartments.
create table settings (
  key text not null,
  version integer not null,
  value jsonb not null,
  changed_at timestamptz not null default clock_timestamp(),
  changed_by uuid,
  primary key (key, version)
);
create view settings_current as
  select distinct on (key) key, version, value from settings order by key, version desc;

-- What the bootstrap found out about the store: which locks and hashes it really enforces.
create table store_probes (
  id uuid primary key default uuid_v7(),
  at timestamptz not null default clock_timestamp(),
  findings jsonb not null
);

create table accounts (
  id uuid primary key default uuid_v7(),
  email text not null unique check (email = lower(email)),
  name text not null,
  password_hash text not null,
  totp_sealed bytea not null, -- encrypted under the console's account key
  totp_last_step bigint not null default 0, -- a code is good once
  failures integer not null default 0,
  locked_until timestamptz,
  state text not null default 'active' check (state in ('active', 'disabled')),
  demo boolean not null default false,
  created_at timestamptz not null default clock_timestamp()
);
create table account_roles (
  account_id uuid not null references accounts,
  role text not null check (role in ('reviewer', 'lead', 'prosecutor', 'auditor', 'administrator')),
  primary key (account_id, role)
);
create table sessions (
  id uuid primary key default uuid_v7(),
  account_id uuid not null references accounts,
  token_hash bytea not null unique,
  created_at timestamptz not null default clock_timestamp(),
  last_seen_at timestamptz not null default clock_timestamp(),
  fresh_at timestamptz not null default clock_timestamp(),
  revoked_at timestamptz
);
create index sessions_account on sessions (account_id);

-- Which role may do what; filled from db/vocabularies/rights.ts by every migrate, read by policies, routes and tests alike.
create table rights (
  verb text not null,
  role text not null,
  primary key (verb, role)
);

create table compartments (
  id uuid primary key default uuid_v7(),
  code text not null unique,
  name text not null
);
create table compartment_members (
  compartment_id uuid not null references compartments,
  account_id uuid not null references accounts,
  primary key (compartment_id, account_id)
);
