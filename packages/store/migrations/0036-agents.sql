-- Agents: what they are made of, their runs, and what these did step by step.
create table agents (
  workspace_id uuid not null,
  id uuid not null,
  name text not null,
  description text not null,
  instructions text not null,
  tools text[] not null,
  proposes text[] not null,
  approve text[] not null,
  trusted text[] not null,
  handoffs text[] not null,
  consults text[] not null,
  output jsonb,
  task_type text not null,
  complexity text check (complexity in ('low', 'medium', 'high')),
  max_turns int not null,
  budget_usd double precision,
  enabled boolean not null,
  version int not null,
  field_versions jsonb not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (workspace_id, id),
  unique (workspace_id, name)
);

create table agent_runs (
  workspace_id uuid not null,
  id uuid not null,
  agent text not null,
  agent_version int,
  agents jsonb not null,
  caller_tools jsonb not null,
  prompt text not null,
  project_id uuid,
  task_id uuid,
  status text not null check (status in ('queued', 'running', 'waiting', 'completed', 'failed', 'canceled')),
  waits jsonb not null,
  output jsonb,
  error jsonb,
  usage jsonb not null,
  patch_ids uuid[] not null,
  source jsonb not null,
  started_by jsonb not null,
  -- What narrows the rights of whoever started it; null: nothing.
  starter_scopes text[],
  caller_answers jsonb not null,
  cancel_requested_at timestamptz,
  started_at timestamptz,
  ended_at timestamptz,
  version int not null,
  field_versions jsonb not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  workflow_id text,
  -- Counts what woke it (an approval's end, an answer, a cancellation), and of how much of that its workflow was told.
  wakes int not null default 0,
  told int not null default 0,
  primary key (workspace_id, id),
  foreign key (workspace_id, project_id) references projects (workspace_id, id)
);
create index agent_runs_created on agent_runs (workspace_id, created_at, id);
create index agent_runs_agent on agent_runs (workspace_id, agent, created_at, id);
create index agent_runs_project on agent_runs (workspace_id, project_id, created_at, id) where project_id is not null;
create index agent_runs_task on agent_runs (workspace_id, task_id, created_at, id) where task_id is not null;
create index agent_runs_queued on agent_runs (workspace_id, created_at, id) where status = 'queued';
create index agent_runs_open on agent_runs (workspace_id, id) where status in ('running', 'waiting');
create index agent_runs_woken on agent_runs (workspace_id, id) where status in ('running', 'waiting') and wakes > told;

create table agent_steps (
  workspace_id uuid not null,
  run_id uuid not null,
  n int not null,
  kind text not null check (kind in ('model', 'tool', 'approval')),
  agent text not null,
  name text not null,
  status text not null check (status in ('running', 'completed', 'failed')),
  input jsonb not null,
  output jsonb,
  error jsonb,
  attempts int not null,
  -- What a model has said in this attempt, as whoever follows the run is shown it, and how long that is in UTF-16 units.
  partial text not null default '',
  partial_length int not null default 0,
  started_at timestamptz not null,
  ended_at timestamptz,
  primary key (workspace_id, run_id, n),
  foreign key (workspace_id, run_id) references agent_runs (workspace_id, id) on delete cascade
);

do $$
declare name text;
begin
  foreach name in array array['agents', 'agent_runs', 'agent_steps'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy own_workspace on %I using (workspace_id = nullif(current_setting(''app.ws'', true), '''')::uuid)', name);
    execute format('grant select, insert, update, delete on %I to orchestrator_app', name);
  end loop;
end $$;

-- Notices are sent in the transactions themselves: runs are few beside what else is written, and take seconds.
create function note_agent_run() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    if new.status in ('running', 'waiting') and (
      new.caller_answers <> old.caller_answers or (new.cancel_requested_at is not null and old.cancel_requested_at is null)
    ) then
      new.wakes := old.wakes + 1;
    end if;
    if new.status <> old.status or new.waits <> old.waits then
      perform pg_notify('orchestrator_agent_stream', json_build_object('workspaceId', new.workspace_id, 'runId', new.id)::text);
    end if;
  end if;
  if new.status = 'queued' or new.wakes > new.told then
    perform pg_notify('orchestrator_agents', '');
  end if;
  return new;
end $$;
create trigger agent_run_is_noted before insert or update on agent_runs for each row execute function note_agent_run();

-- A run that asked people goes on when they have answered, or will not any more.
create function wake_agent_run() returns trigger language plpgsql as $$
begin
  update agent_runs set wakes = wakes + 1
  where workspace_id = new.workspace_id and id = new.run_id and status in ('queued', 'running', 'waiting');
  return null;
end $$;
create trigger approval_of_agent_ended after update on approvals for each row
  when (old.status = 'pending' and new.status <> 'pending' and new.run_id is not null) execute function wake_agent_run();

create policy across_workspaces on agent_runs to orchestrator_definer using (true);
grant select on agent_runs to orchestrator_definer;

-- Those that nobody has begun, the workspaces by turns, so that one with very many keeps no other waiting.
create function queued_agent_runs(most int) returns table (workspace_id uuid, id uuid)
  language sql stable security definer set search_path = public
  begin atomic
    with recursive due as (
      (select r.workspace_id from agent_runs r where r.status = 'queued' order by r.workspace_id limit 1)
      union all
      select (
        select r.workspace_id from agent_runs r where r.status = 'queued' and r.workspace_id > due.workspace_id order by r.workspace_id limit 1
      )
      from due where due.workspace_id is not null
    )
    select d.workspace_id, q.id from due d cross join lateral (
      select r.id, row_number() over (order by r.created_at, r.id) as place from agent_runs r
      where r.status = 'queued' and r.workspace_id = d.workspace_id order by r.created_at, r.id limit most
    ) q where d.workspace_id is not null order by q.place, d.workspace_id limit most;
  end;

create function woken_agent_runs(most int) returns table (workspace_id uuid, id uuid, workflow_id text, wakes int)
  language sql stable security definer set search_path = public
  begin atomic
    select r.workspace_id, r.id, r.workflow_id, r.wakes from agent_runs r
    where r.status in ('running', 'waiting') and r.wakes > r.told order by r.workspace_id, r.id limit most;
  end;

-- Those that a workflow has, to look whether it still does.
create function open_agent_runs(after_workspace uuid, after_id uuid, most int) returns table (workspace_id uuid, id uuid, workflow_id text)
  language sql stable security definer set search_path = public
  begin atomic
    select r.workspace_id, r.id, r.workflow_id from agent_runs r
    where r.status in ('running', 'waiting') and (r.workspace_id, r.id) > (after_workspace, after_id)
    order by r.workspace_id, r.id limit most;
  end;

-- Approvals for which no run waits any more: of agents' runs, too.
create or replace function due_approvals(before timestamptz, most int) returns table (workspace_id uuid, id uuid, what text)
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
    )
    union all
    (
      select a.workspace_id, a.id, 'abandon' from approvals a
      join agent_runs r on r.workspace_id = a.workspace_id and r.id = a.run_id
      where a.status = 'pending' and a.run_id is not null and r.status in ('completed', 'failed', 'canceled')
      limit most
    );
  end;

do $$
declare signature text;
begin
  foreach signature in array array['queued_agent_runs(int)', 'woken_agent_runs(int)', 'open_agent_runs(uuid, uuid, int)'] loop
    execute format('alter function %s owner to orchestrator_definer', signature);
    execute format('revoke all on function %s from public', signature);
    execute format('grant execute on function %s to orchestrator_relay', signature);
  end loop;
end $$;
