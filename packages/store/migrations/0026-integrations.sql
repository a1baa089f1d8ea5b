-- Connections to other services, what is mapped to what, and how far both sides are the same.

create table connections (
  workspace_id uuid not null,
  id uuid not null,
  provider text not null,
  name text not null,
  owner_id uuid not null,
  status text not null check (status in ('active', 'paused', 'attention', 'disconnected')),
  auth text not null check (auth in ('token', 'oauth2')),
  account jsonb not null,
  scopes text[] not null,
  settings jsonb not null,
  trouble jsonb,
  sealed_credentials text,
  -- With what the service signs its webhooks.
  sealed_secret text,
  version int not null,
  field_versions jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, owner_id) references members (workspace_id, id)
);
create index connections_created on connections (workspace_id, created_at, id);

create table mappings (
  workspace_id uuid not null,
  id uuid not null,
  connection_id uuid not null,
  project_id uuid not null,
  container_id text not null,
  container_key text not null,
  container_name text not null,
  container_url text,
  fields jsonb not null,
  filter text,
  direction text not null check (direction in ('both', 'in', 'out')),
  comments boolean not null,
  deleted_there text not null check (deleted_there in ('keep', 'close', 'delete')),
  deleted_here text not null check (deleted_here in ('keep', 'close', 'delete')),
  enabled boolean not null,
  version int not null,
  field_versions jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, connection_id) references connections (workspace_id, id),
  foreign key (workspace_id, project_id) references projects (workspace_id, id),
  -- A container's items are tasks of one project; of one project's tasks some may go here and some there.
  unique (workspace_id, connection_id, container_id)
);
create index mappings_project on mappings (workspace_id, project_id);

create table user_links (
  workspace_id uuid not null,
  id uuid not null,
  connection_id uuid not null,
  external_user_id text not null,
  external_name text not null,
  member_id uuid not null,
  how text not null check (how in ('email', 'manual')),
  created_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, connection_id) references connections (workspace_id, id),
  foreign key (workspace_id, member_id) references members (workspace_id, id),
  unique (workspace_id, connection_id, external_user_id)
);

create table sync_conflicts (
  workspace_id uuid not null,
  id uuid not null,
  connection_id uuid not null,
  mapping_id uuid not null,
  project_id uuid not null,
  entity_kind text not null,
  entity_id uuid not null,
  external_url text,
  field text not null,
  base jsonb,
  ours jsonb,
  theirs jsonb,
  status text not null check (status in ('open', 'resolved', 'gone')),
  choice text check (choice in ('ours', 'theirs')),
  resolved_by_id uuid,
  version int not null,
  field_versions jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (workspace_id, id)
);
create unique index sync_conflicts_open on sync_conflicts (workspace_id, entity_id, connection_id, field) where status = 'open';
create index sync_conflicts_created on sync_conflicts (workspace_id, created_at, id);
create index sync_conflicts_mapping on sync_conflicts (workspace_id, mapping_id) where status = 'open';
create index sync_conflicts_project on sync_conflicts (workspace_id, project_id) where status = 'open';

-- From here on: kept by the sync engine, not by commands.

-- How far a connection is. One process at a time works for it (claims, lease_until).
create table connection_syncs (
  workspace_id uuid not null,
  connection_id uuid not null,
  due_at timestamptz,
  claims bigint not null default 0,
  -- Grows with each time that something to do is added.
  wakes bigint not null default 0,
  lease_until timestamptz,
  throttled_until timestamptz,
  last_sync_at timestamptz,
  primary key (workspace_id, connection_id),
  foreign key (workspace_id, connection_id) references connections (workspace_id, id) on delete cascade
);
create index connection_syncs_due on connection_syncs (due_at, workspace_id) where due_at is not null;

create table mapping_syncs (
  workspace_id uuid not null,
  mapping_id uuid not null,
  -- What was changed there before is the backfill's.
  since timestamptz not null default now(),
  -- By type of item: how far its changes are read.
  cursors jsonb not null default '{}',
  pull_at timestamptz,
  backfill text not null default 'none' check (backfill in ('none', 'running', 'paused', 'done')),
  backfill_cursors jsonb not null default '{}',
  backfill_done int not null default 0,
  backfill_total int,
  backfill_started_at timestamptz,
  backfill_ended_at timestamptz,
  subscription jsonb,
  -- How far the daily look at all that is there has come, and when the next begins.
  sweep jsonb,
  sweep_at timestamptz,
  primary key (workspace_id, mapping_id),
  foreign key (workspace_id, mapping_id) references mappings (workspace_id, id) on delete cascade
);

-- A thing there and the one here that is the same, and what both were when they last were.
create table external_items (
  workspace_id uuid not null,
  id uuid not null,
  connection_id uuid not null,
  mapping_id uuid not null,
  type text not null,
  -- Null while it is being made there.
  external_id text,
  external_key text,
  url text,
  on_external_id text,
  author jsonb,
  entity_kind text not null check (entity_kind in ('task', 'comment', 'time_entry')),
  entity_id uuid not null,
  state text not null check (state in ('making', 'linked', 'gone_there', 'gone_here')),
  -- Hidden in what is made there, from before the request that makes it.
  marker text,
  making_since timestamptz,
  -- Each side's values as they were when both were the same, in the service's terms.
  base_ours jsonb not null default '{}',
  base_theirs jsonb not null default '{}',
  theirs_version text,
  theirs_updated_at timestamptz,
  -- Of what we wrote there last: whoever tells of just this tells of us.
  written_hash text,
  -- Grows with each step that is done here: commands get their ids from it.
  step bigint not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- The daily look that has seen it there last.
  seen_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, connection_id) references connections (workspace_id, id) on delete cascade,
  foreign key (workspace_id, mapping_id) references mappings (workspace_id, id) on delete cascade,
  unique (workspace_id, connection_id, type, external_id),
  unique (workspace_id, connection_id, entity_id)
);
-- What hangs on a mapping goes with it.
create index external_items_mapping on external_items (workspace_id, mapping_id);
create index external_items_entity on external_items (workspace_id, entity_id);
create index external_items_on on external_items (workspace_id, connection_id, on_external_id) where on_external_id is not null;

-- What has to be looked at: a thing here or one there, once however often it changed meanwhile (`changes`).
create table sync_work (
  workspace_id uuid not null,
  connection_id uuid not null,
  mapping_id uuid not null,
  -- An entity's id, or the type and id of an item there.
  key text not null,
  entity_kind text,
  entity_id uuid,
  type text,
  external_id text,
  on_external_id text,
  changes bigint not null default 1,
  attempts int not null default 0,
  due_at timestamptz not null,
  first_at timestamptz not null,
  error jsonb,
  primary key (workspace_id, connection_id, key),
  foreign key (workspace_id, connection_id) references connections (workspace_id, id) on delete cascade,
  foreign key (workspace_id, mapping_id) references mappings (workspace_id, id) on delete cascade
);
create index sync_work_mapping on sync_work (workspace_id, mapping_id);
create index sync_work_due on sync_work (workspace_id, connection_id, due_at);

-- Deliveries as they came, answered at once and read later.
create table inbound_deliveries (
  workspace_id uuid not null,
  connection_id uuid not null,
  delivery_id text not null,
  headers jsonb not null,
  body bytea not null,
  received_at timestamptz not null default now(),
  processed_at timestamptz,
  error text,
  primary key (workspace_id, connection_id, delivery_id),
  foreign key (workspace_id, connection_id) references connections (workspace_id, id) on delete cascade
);
create index inbound_deliveries_open on inbound_deliveries (workspace_id, connection_id, received_at) where processed_at is null;
create index inbound_deliveries_old on inbound_deliveries (processed_at) where processed_at is not null;

-- How far the log is read for what has to go there.
create table sync_cursors (
  workspace_id uuid primary key,
  seq bigint not null
);

do $$
declare name text;
begin
  foreach name in array array['connections', 'mappings', 'user_links', 'sync_conflicts', 'connection_syncs', 'mapping_syncs',
    'external_items', 'sync_work', 'inbound_deliveries', 'sync_cursors'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy own_workspace on %I using (workspace_id = nullif(current_setting(''app.ws'', true), '''')::uuid)', name);
    execute format('grant select, insert, update, delete on %I to orchestrator_app', name);
  end loop;
  foreach name in array array['connection_syncs', 'sync_cursors', 'connections', 'inbound_deliveries'] loop
    execute format('create policy across_workspaces on %I to orchestrator_definer using (true)', name);
  end loop;
end $$;
grant select on connection_syncs, sync_cursors to orchestrator_definer;
grant select (workspace_id, id) on connections to orchestrator_definer;
grant select (processed_at), delete on inbound_deliveries to orchestrator_definer;

-- What a command changes of a connection, a mapping or a conflict is something to do for the engine, in the same transaction.
create function wake_connection(ws uuid, wanted uuid) returns void language sql set search_path = public
  begin atomic
    insert into connection_syncs (workspace_id, connection_id, due_at, wakes) values (ws, wanted, now(), 1)
    on conflict (workspace_id, connection_id) do update
      set due_at = least(connection_syncs.due_at, now()), wakes = connection_syncs.wakes + 1;
  end;

create function connection_changed() returns trigger language plpgsql set search_path = public as $$
begin
  -- What was refused may be allowed by now.
  update sync_work set due_at = now() where workspace_id = new.workspace_id and connection_id = new.id and error is not null;
  perform wake_connection(new.workspace_id, new.id);
  return null;
end $$;
create trigger connections_added after insert on connections for each row execute function connection_changed();
create trigger connections_changed after update on connections for each row
  when (new.status = 'active' and old.status is distinct from new.status) execute function connection_changed();

create function mapping_changed() returns trigger language plpgsql set search_path = public as $$
begin
  if tg_op = 'INSERT' then
    insert into mapping_syncs (workspace_id, mapping_id) values (new.workspace_id, new.id) on conflict do nothing;
    -- From here on the workspace's log is followed; what was there before is the mapping's backfill.
    insert into sync_cursors (workspace_id, seq)
      select h.workspace_id, h.seq from workspace_heads h where h.workspace_id = new.workspace_id on conflict do nothing;
  end if;
  perform wake_connection(new.workspace_id, new.connection_id);
  return null;
end $$;
create trigger mappings_changed after insert or update on mappings for each row execute function mapping_changed();

create function conflict_resolved() returns trigger language plpgsql set search_path = public as $$
begin
  insert into sync_work (workspace_id, connection_id, mapping_id, key, entity_kind, entity_id, due_at, first_at)
    values (new.workspace_id, new.connection_id, new.mapping_id, new.entity_id::text, new.entity_kind, new.entity_id, now(), now())
    on conflict (workspace_id, connection_id, key) do update set changes = sync_work.changes + 1, due_at = now(), attempts = 0;
  perform wake_connection(new.workspace_id, new.connection_id);
  return null;
end $$;
create trigger sync_conflicts_resolved after update on sync_conflicts for each row
  when (new.status = 'resolved' and old.status = 'open') execute function conflict_resolved();

-- Whose connection it is to which a service sends: only then can its secret be read.
create function find_connection(wanted uuid) returns table (workspace_id uuid)
  language sql stable security definer set search_path = public
  begin atomic
    select c.workspace_id from connections c where c.id = wanted;
  end;

-- Connections for which there is something to do, and that nobody works for.
create function due_connections(most int) returns table (workspace_id uuid, connection_id uuid, claims bigint)
  language sql stable security definer set search_path = public
  begin atomic
    select s.workspace_id, s.connection_id, s.claims from connection_syncs s
    where s.due_at <= now() and (s.lease_until is null or s.lease_until <= now())
    order by s.due_at limit most;
  end;

-- Those that were read before an instant go, of every workspace.
create function sweep_inbound_deliveries(before timestamptz) returns void
  language sql volatile security definer set search_path = public
  begin atomic
    delete from inbound_deliveries d where d.processed_at < before;
  end;

-- Workspaces whose log has grown since it was read for their connections.
create function sync_behind(most int) returns table (workspace_id uuid)
  language sql stable security definer set search_path = public
  begin atomic
    select c.workspace_id from sync_cursors c join workspace_heads h on h.workspace_id = c.workspace_id
    where h.seq > c.seq limit most;
  end;

do $$
declare name text;
begin
  foreach name in array array['find_connection(uuid)', 'due_connections(int)', 'sync_behind(int)',
    'sweep_inbound_deliveries(timestamptz)'] loop
    execute format('alter function %s owner to orchestrator_definer', name);
    execute format('revoke all on function %s from public', name);
    execute format('grant execute on function %s to orchestrator_app', name);
  end loop;
end $$;
