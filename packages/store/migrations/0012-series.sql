-- Work that comes again. next_at is all that anybody has to look at: whatever changes a series sets it in the same transaction.
create table series (
  workspace_id uuid not null,
  id uuid not null,
  name text not null,
  project_id uuid not null,
  owner_id uuid not null,
  scopes text[],
  task jsonb,
  template jsonb,
  recurrence jsonb not null,
  source_task_id uuid,
  time_zone text not null,
  time text not null,
  lead_days int not null,
  start_date date not null,
  end_date date,
  count int,
  catch_up text not null check (catch_up in ('all', 'latest', 'none')),
  exceptions jsonb not null,
  status text not null check (status in ('active', 'paused', 'ended')),
  number int not null,
  last_date date,
  next_date date,
  next_at timestamptz,
  problem jsonb,
  previous_id uuid,
  version int not null,
  field_versions jsonb not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, project_id) references projects (workspace_id, id),
  foreign key (workspace_id, owner_id) references members (workspace_id, id)
);
create index series_due on series (next_at) where status = 'active' and next_at is not null;
create index series_source on series (workspace_id, source_task_id) where source_task_id is not null;
create index series_project on series (workspace_id, project_id, created_at, id);

alter table tasks add column series_id uuid, add column occurrence date;
create index tasks_series on tasks (workspace_id, series_id, occurrence) where series_id is not null;

alter table series enable row level security;
alter table series force row level security;
create policy own_workspace on series using (workspace_id = nullif(current_setting('app.ws', true), '')::uuid);
create policy across_workspaces on series to orchestrator_definer using (true);
grant select, insert, update, delete on series to orchestrator_app;
grant select on series to orchestrator_definer;

create function due_series(at timestamptz, most int) returns table (workspace_id uuid, id uuid, owner_id uuid, scopes text[])
  language sql stable security definer set search_path = public
  begin atomic
    select s.workspace_id, s.id, s.owner_id, s.scopes from series s
    where s.status = 'active' and s.next_at <= at order by s.next_at limit most;
  end;
alter function due_series(timestamptz, int) owner to orchestrator_definer;
revoke all on function due_series(timestamptz, int) from public;
grant execute on function due_series(timestamptz, int) to orchestrator_relay;
