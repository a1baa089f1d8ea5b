-- When runs may start. A run that has to wait is held: the relay writes it so, with a row in flow_runs, and a gate lets it go on.
-- Runs that nothing limits have no row there and pay nothing.
alter table rules add column flow jsonb, add column paused_at timestamptz;
alter table playbooks add column paused_at timestamptz;
alter table workspaces add column max_runs_per_minute int not null default 100000;

alter table runs
  drop constraint runs_status_check,
  add constraint runs_status_check check (status in ('held', 'queued', 'running', 'completed', 'failed', 'canceled', 'skipped')),
  -- It went through the gate, so the gate is told when it ends.
  add column flow boolean not null default false,
  add column expires_at timestamptz,
  -- All events of a batch; null: just the one of event_seq.
  add column event_seqs bigint[];
create index runs_held_canceled on runs (workspace_id, automation_id) where status = 'held' and cancel_requested_at is not null;

create table flow_runs (
  workspace_id uuid not null,
  run_id uuid not null,
  automation_id uuid not null,
  event_seq bigint not null,
  -- new: the gate has not looked at it; gathering: waits for other events; ready: waits for its turn; admitted: counts as under
  -- way; over: has ended, but counts among those that started lately.
  phase text not null check (phase in ('new', 'gathering', 'ready', 'admitted', 'over')),
  priority int not null,
  concurrency_key text,
  throttle_key text,
  gather_key text,
  idempotency_key text,
  occurred_at timestamptz not null,
  created_at timestamptz not null,
  -- Since when it gathers, with those before it that it took the place of.
  since timestamptz,
  not_before timestamptz,
  expires_at timestamptz,
  admitted_at timestamptz,
  primary key (workspace_id, run_id)
) with (fillfactor = 70);
create index flow_runs_turn on flow_runs (workspace_id, automation_id, phase, priority desc, event_seq, run_id) where admitted_at is null;
create index flow_runs_due on flow_runs (workspace_id, automation_id, not_before) where phase = 'gathering';
create index flow_runs_gathering on flow_runs (workspace_id, automation_id, gather_key, event_seq) where phase = 'gathering';
create index flow_runs_expiring on flow_runs (workspace_id, automation_id, expires_at) where admitted_at is null and expires_at is not null;
create index flow_runs_under_way on flow_runs (workspace_id, automation_id) where phase = 'admitted';
create index flow_runs_started on flow_runs (workspace_id, automation_id, admitted_at) where admitted_at is not null;

-- Idempotency keys that were seen.
create table flow_keys (
  workspace_id uuid not null,
  automation_id uuid not null,
  key text not null,
  run_id uuid not null,
  event_seq bigint not null,
  expires_at timestamptz not null,
  primary key (workspace_id, automation_id, key)
);
create index flow_keys_expiring on flow_keys (workspace_id, automation_id, expires_at);

-- Whoever changes what the gate looks at leaves a mark in the same transaction, and so does the gate for when it has to look again.
-- Rows are only added and removed: nobody waits for anybody.
create table flow_wakes (
  workspace_id uuid not null,
  id bigint not null generated always as identity,
  automation_id uuid not null,
  due_at timestamptz not null,
  primary key (workspace_id, id)
);
create index flow_wakes_due on flow_wakes (due_at);
create index flow_wakes_automation on flow_wakes (workspace_id, automation_id);

do $$
declare name text;
begin
  foreach name in array array['flow_runs', 'flow_keys', 'flow_wakes'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy own_workspace on %I using (workspace_id = nullif(current_setting(''app.ws'', true), '''')::uuid)', name);
    execute format('create policy across_workspaces on %I to orchestrator_definer using (true)', name);
    execute format('grant select, insert, delete on %I to orchestrator_relay', name);
    execute format('grant select on %I to orchestrator_definer', name);
  end loop;
end $$;
grant update on flow_runs, flow_keys to orchestrator_relay;
grant select on flow_runs to orchestrator_app;
grant select, insert on flow_wakes to orchestrator_app;
grant select (workspace_id, id, max_runs_per_minute) on workspaces to orchestrator_relay;

create function due_flows(most int) returns table (workspace_id uuid, automation_id uuid)
  language sql volatile security definer set search_path = public
  begin atomic
    select distinct w.workspace_id, w.automation_id from (
      select d.workspace_id, d.automation_id from flow_wakes d where d.due_at <= clock_timestamp() order by d.due_at limit most
    ) w;
  end;

create function next_flow_wake() returns table (due_at timestamptz)
  language sql stable security definer set search_path = public
  begin atomic
    select w.due_at from flow_wakes w order by w.due_at limit 1;
  end;

-- Automations with held runs for which nobody left a mark: those that are paused, and those of which something was lost.
create function unwatched_flows(most int) returns table (workspace_id uuid, automation_id uuid)
  language sql stable security definer set search_path = public
  begin atomic
    select distinct f.workspace_id, f.automation_id from flow_runs f
    where f.admitted_at is null
      and not exists (select from flow_wakes w where w.workspace_id = f.workspace_id and w.automation_id = f.automation_id)
    limit most;
  end;

do $$
declare signature text;
begin
  foreach signature in array array['due_flows(int)', 'next_flow_wake()', 'unwatched_flows(int)'] loop
    execute format('alter function %s owner to orchestrator_definer', signature);
    execute format('revoke all on function %s from public', signature);
    execute format('grant execute on function %s to orchestrator_relay', signature);
  end loop;
end $$;
