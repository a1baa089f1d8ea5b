-- A project plans its work in cycles (sprints) and towards milestones.
create table cycles (
  workspace_id uuid not null,
  id uuid not null,
  project_id uuid not null,
  number int not null,
  name text not null,
  goal text not null,
  state text not null check (state = case when completed_at is not null then 'completed' when started_at is not null then 'active' else 'upcoming' end),
  starts_at timestamptz not null,
  ends_at timestamptz not null check (ends_at > starts_at),
  started_at timestamptz,
  completed_at timestamptz,
  version int not null,
  field_versions jsonb not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (workspace_id, id),
  -- Of two that are made at once the second is refused, looks again, and sees the first.
  unique (workspace_id, project_id, number),
  foreign key (workspace_id, project_id) references projects (workspace_id, id)
);
create index cycles_starts on cycles (workspace_id, starts_at, id);

create table milestones (
  workspace_id uuid not null,
  id uuid not null,
  project_id uuid not null,
  name text not null,
  description text not null,
  target_date date,
  rank text collate "C" not null,
  completed_at timestamptz,
  version int not null,
  field_versions jsonb not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, project_id) references projects (workspace_id, id)
);
create index milestones_rank on milestones (workspace_id, project_id, rank, id);

-- A deleted task does not hold its cycle or milestone; the log keeps what it was in.
alter table tasks
  add column cycle_id uuid,
  add column milestone_id uuid,
  add constraint tasks_cycle foreign key (workspace_id, cycle_id) references cycles (workspace_id, id) on delete set null (cycle_id),
  add constraint tasks_milestone foreign key (workspace_id, milestone_id) references milestones (workspace_id, id) on delete set null (milestone_id);
create index tasks_cycle on tasks (workspace_id, cycle_id) where cycle_id is not null;
create index tasks_milestone on tasks (workspace_id, milestone_id) where milestone_id is not null;

-- Which tasks have ever been in a cycle: where to look in the log for the history of its scope. Row-level security keeps conditions
-- on an event's body from using an index, so this is written down as it happens.
create table cycle_tasks (
  workspace_id uuid not null,
  cycle_id uuid not null,
  task_id uuid not null,
  primary key (workspace_id, cycle_id, task_id),
  foreign key (workspace_id, cycle_id) references cycles (workspace_id, id) on delete cascade
);

create function note_cycle_task() returns trigger language plpgsql as $$
begin
  insert into cycle_tasks (workspace_id, cycle_id, task_id) values (new.workspace_id, new.cycle_id, new.id) on conflict do nothing;
  return null;
end $$;
create trigger task_enters_cycle after insert on tasks for each row when (new.cycle_id is not null) execute function note_cycle_task();
create trigger task_changes_cycle after update of cycle_id on tasks for each row
  when (new.cycle_id is not null and new.cycle_id is distinct from old.cycle_id) execute function note_cycle_task();

do $$
declare name text;
begin
  foreach name in array array['cycles', 'milestones', 'cycle_tasks'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy own_workspace on %I using (workspace_id = nullif(current_setting(''app.ws'', true), '''')::uuid)', name);
    execute format('grant select, insert, update, delete on %I to orchestrator_app', name);
  end loop;
end $$;
