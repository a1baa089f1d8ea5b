-- Questions to people on which something waits.
create table approvals (
  workspace_id uuid not null,
  id uuid not null,
  title text not null,
  description text not null,
  status text not null check (status in ('pending', 'answered', 'expired', 'canceled')),
  ask jsonb not null,
  "from" jsonb not null,
  count int not null,
  allow_self boolean not null,
  excluded_ids uuid[] not null,
  task_id uuid,
  project_id uuid,
  link text,
  requested_by jsonb not null,
  run_id uuid,
  expires_at timestamptz,
  remind_every_ms bigint,
  remind_at text[] not null,
  next_reminder_at timestamptz,
  reminders int not null,
  answers jsonb not null,
  answer jsonb,
  ended_at timestamptz,
  version int not null,
  field_versions jsonb not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (workspace_id, id)
);
create index approvals_created on approvals (workspace_id, created_at, id);
create index approvals_task on approvals (workspace_id, task_id) where task_id is not null;
create index approvals_due on approvals (least(expires_at, next_reminder_at)) where status = 'pending' and least(expires_at, next_reminder_at) is not null;
create index approvals_run on approvals (workspace_id, run_id) where status = 'pending' and run_id is not null;

alter table approvals enable row level security;
alter table approvals force row level security;
create policy own_workspace on approvals using (workspace_id = nullif(current_setting('app.ws', true), '')::uuid);
create policy across_workspaces on approvals to orchestrator_definer using (true);
grant select, insert, update, delete on approvals to orchestrator_app;
grant select on approvals to orchestrator_definer;

-- Those that time has something to say about, of every workspace, and those whose run has ended.
create function due_approvals(before timestamptz, most int) returns table (workspace_id uuid, id uuid, what text)
  language sql stable security definer set search_path = public
  begin atomic
    (
      select a.workspace_id, a.id, case when a.expires_at <= before then 'expire' else 'remind' end from approvals a
      where a.status = 'pending' and least(a.expires_at, a.next_reminder_at) <= before
      order by least(a.expires_at, a.next_reminder_at) limit most
    )
    union all
    (
      select a.workspace_id, a.id, 'abandon' from approvals a
      join runs r on r.workspace_id = a.workspace_id and r.id = a.run_id
      where a.status = 'pending' and a.run_id is not null and r.status in ('completed', 'failed', 'canceled', 'skipped')
      limit most
    );
  end;

do $$
begin
  execute 'alter function due_approvals(timestamptz, int) owner to orchestrator_definer';
  execute 'revoke all on function due_approvals(timestamptz, int) from public';
  execute 'grant execute on function due_approvals(timestamptz, int) to orchestrator_relay';
end $$;
