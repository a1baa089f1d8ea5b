-- Actions of connected services that were asked for with an Idempotency-Key: a repetition finds what the first one did.

create table connection_calls (
  workspace_id uuid not null,
  -- Derived from the key.
  id uuid not null,
  connection_id uuid not null,
  action text not null,
  attempts int not null,
  -- Until then somebody is at it.
  lease_until timestamptz not null,
  output jsonb,
  done_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, connection_id) references connections (workspace_id, id) on delete cascade
);
create index connection_calls_connection on connection_calls (workspace_id, connection_id);

alter table connection_calls enable row level security;
alter table connection_calls force row level security;
create policy own_workspace on connection_calls using (workspace_id = nullif(current_setting('app.ws', true), '')::uuid);
grant select, insert, update, delete on connection_calls to orchestrator_app;
