-- Who worked on what, and for how long.
create table time_entries (
  workspace_id uuid not null,
  id uuid not null,
  task_id uuid not null,
  project_id uuid not null,
  member_id uuid not null,
  started_at timestamptz not null,
  ended_at timestamptz check (ended_at >= started_at),
  minutes int check ((minutes is null) = (ended_at is null)),
  note text not null,
  billable boolean not null,
  version int not null,
  field_versions jsonb not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, task_id) references tasks (workspace_id, id),
  foreign key (workspace_id, member_id) references members (workspace_id, id)
);
-- Of two timers that a member starts at once the second is refused, looks again, and sees the first.
create unique index time_entries_running on time_entries (workspace_id, member_id) where ended_at is null;
create index time_entries_task on time_entries (workspace_id, task_id);
create index time_entries_member on time_entries (workspace_id, member_id, started_at);
create index time_entries_project on time_entries (workspace_id, project_id, started_at);
create index time_entries_started on time_entries (workspace_id, started_at, id);

alter table time_entries enable row level security;
alter table time_entries force row level security;
create policy own_workspace on time_entries using (workspace_id = nullif(current_setting('app.ws', true), '')::uuid);
grant select, insert, update, delete on time_entries to orchestrator_app;
