-- Rules that wait or call out have a workflow for each run; all others go on in batches.
alter table runs add column long boolean not null default false;

drop index runs_queued_rules, runs_set_aside;
create index runs_queued_rules on runs (workspace_id, event_seq, id) where kind = 'rule' and status = 'queued' and not long;
create index runs_set_aside on runs (started_at) where kind = 'rule' and status = 'running' and not long;
create index runs_queued_long on runs (workspace_id, event_seq, id) where status = 'queued' and long;
create index runs_watched_long on runs (workspace_id, workflow_id) where status = 'running' and long;
create index runs_canceled_long on runs (workspace_id, workflow_id)
  where status = 'running' and long and cancel_requested_at is not null;

create or replace function due_rule_workspaces(most int) returns table (workspace_id uuid)
  language sql stable security definer set search_path = public
  begin atomic
    with recursive due as (
      (select r.workspace_id from runs r where r.kind = 'rule' and r.status = 'queued' and not r.long order by r.workspace_id limit 1)
      union all
      select (
        select r.workspace_id from runs r
        where r.kind = 'rule' and r.status = 'queued' and not r.long and r.workspace_id > due.workspace_id order by r.workspace_id limit 1
      )
      from due where due.workspace_id is not null
    )
    select due.workspace_id from due where due.workspace_id is not null limit most;
  end;

create or replace function set_aside_rule_runs(before timestamptz, most int) returns table (workspace_id uuid, id uuid, batch_id uuid)
  language sql stable security definer set search_path = public
  begin atomic
    select r.workspace_id, r.id, r.batch_id from runs r
    where r.kind = 'rule' and r.status = 'running' and not r.long and r.started_at < before order by r.started_at limit most;
  end;

-- Leaps from workspace to workspace: one with thousands of runs keeps no other waiting.
create function queued_long_rule_runs(of_each_workspace int) returns table (workspace_id uuid, id uuid)
  language sql stable security definer set search_path = public
  begin atomic
    with recursive due as (
      (select r.workspace_id from runs r where r.status = 'queued' and r.long order by r.workspace_id limit 1)
      union all
      select (
        select r.workspace_id from runs r
        where r.status = 'queued' and r.long and r.workspace_id > due.workspace_id order by r.workspace_id limit 1
      )
      from due where due.workspace_id is not null
    )
    select d.workspace_id, q.id from due d cross join lateral (
      select r.id from runs r where r.status = 'queued' and r.long and r.workspace_id = d.workspace_id
      order by r.event_seq, r.id limit of_each_workspace
    ) q where d.workspace_id is not null;
  end;

create function running_long_rule_runs(after_workspace uuid, after_workflow text, most int)
  returns table (workspace_id uuid, id uuid, workflow_id text, version text)
  language sql stable security definer set search_path = public
  begin atomic
    select r.workspace_id, r.id, r.workflow_id, r.version from runs r
    where r.status = 'running' and r.long and (r.workspace_id, r.workflow_id) > (after_workspace, after_workflow)
    order by r.workspace_id, r.workflow_id limit most;
  end;

create function canceled_long_rule_runs(after_workspace uuid, after_workflow text, most int)
  returns table (workspace_id uuid, id uuid, workflow_id text, version text)
  language sql stable security definer set search_path = public
  begin atomic
    select r.workspace_id, r.id, r.workflow_id, r.version from runs r
    where r.status = 'running' and r.long and r.cancel_requested_at is not null
      and (r.workspace_id, r.workflow_id) > (after_workspace, after_workflow)
    order by r.workspace_id, r.workflow_id limit most;
  end;

do $$
declare signature text;
begin
  foreach signature in array array[
    'queued_long_rule_runs(int)', 'running_long_rule_runs(uuid, text, int)', 'canceled_long_rule_runs(uuid, text, int)'
  ] loop
    execute format('alter function %s owner to orchestrator_definer', signature);
    execute format('revoke all on function %s from public', signature);
    execute format('grant execute on function %s to orchestrator_relay', signature);
  end loop;
end $$;
