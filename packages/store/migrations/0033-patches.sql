-- Commands that somebody proposes instead of executing.
create table patches (
  workspace_id uuid not null,
  id uuid not null,
  project_id uuid,
  title text not null,
  rationale text not null,
  status text not null check (status in ('proposed', 'partly_accepted', 'accepted', 'rejected', 'applied', 'stale', 'superseded', 'expired', 'withdrawn', 'undone')),
  author jsonb,
  proposed_by jsonb not null,
  run_id uuid,
  evidence jsonb not null,
  operations jsonb not null,
  expires_at timestamptz,
  supersedes_id uuid,
  superseded_by_id uuid,
  undoes_id uuid,
  undone_by_id uuid,
  applied_at timestamptz,
  applied_by jsonb,
  ended_at timestamptz,
  version int not null,
  field_versions jsonb not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, project_id) references projects (workspace_id, id)
);
create index patches_created on patches (workspace_id, created_at, id);
create index patches_project on patches (workspace_id, project_id, status, created_at, id);
create index patches_status on patches (workspace_id, status, created_at, id);
create index patches_due on patches (expires_at) where expires_at is not null and status in ('proposed', 'partly_accepted', 'accepted');

-- What operations are about, and what they make. Row-level security keeps conditions on JSON from using an index, so this is written down as it happens.
create table patch_targets (
  workspace_id uuid not null,
  patch_id uuid not null,
  target_id uuid not null,
  primary key (workspace_id, target_id, patch_id),
  foreign key (workspace_id, patch_id) references patches (workspace_id, id) on delete cascade
);
create index patch_targets_patch on patch_targets (workspace_id, patch_id);

create function note_patch_targets() returns trigger language plpgsql as $$
begin
  insert into patch_targets (workspace_id, patch_id, target_id)
  select distinct new.workspace_id, new.id, about.id::uuid
  from jsonb_array_elements(new.operations) o, unnest(array[o->'target'->>'id', o->'data'->>'id']) as about (id)
  where about.id is not null;
  return null;
end $$;
create trigger patch_is_proposed after insert on patches for each row execute function note_patch_targets();

-- Which operations of agents' patches need no person.
create table patch_policies (
  workspace_id uuid not null,
  id uuid not null,
  name text not null,
  project_id uuid,
  agent text,
  commands text[] not null,
  min_confidence double precision not null check (min_confidence between 0 and 1),
  role text not null,
  enabled boolean not null,
  version int not null,
  field_versions jsonb not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (workspace_id, id),
  unique (workspace_id, name),
  foreign key (workspace_id, project_id) references projects (workspace_id, id)
);

do $$
declare name text;
begin
  foreach name in array array['patches', 'patch_targets', 'patch_policies'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy own_workspace on %I using (workspace_id = nullif(current_setting(''app.ws'', true), '''')::uuid)', name);
    execute format('grant select, insert, update, delete on %I to orchestrator_app', name);
  end loop;
end $$;

-- Those whose time is over, of every workspace.
create policy across_workspaces on patches to orchestrator_definer using (true);
grant select on patches to orchestrator_definer;
create function due_patches(before timestamptz, most int) returns table (workspace_id uuid, id uuid)
  language sql stable security definer set search_path = public
  begin atomic
    select p.workspace_id, p.id from patches p
    where p.expires_at <= before and p.status in ('proposed', 'partly_accepted', 'accepted')
    order by p.expires_at limit most;
  end;
alter function due_patches(timestamptz, int) owner to orchestrator_definer;
revoke all on function due_patches(timestamptz, int) from public;
grant execute on function due_patches(timestamptz, int) to orchestrator_relay;
