-- Runs of rules are taken by the transaction that runs them, so they need no mark of who has them.
drop function claim_rule_batch(uuid, int);
revoke update (batch_id, status, started_at, attempts) on runs from orchestrator_definer;

-- Those of playbooks have indexes of their own; each more would be written for every run of a rule.
drop function open_runs(text, text, int);
drop index runs_queued, runs_running, runs_batch;
create index runs_queued_rules on runs (workspace_id, event_seq, id) where kind = 'rule' and status = 'queued';
create index runs_set_aside on runs (started_at) where kind = 'rule' and status = 'running';

-- The workspaces in which rules are due: one look into the index for each, however many runs there are.
create function due_rule_workspaces(most int) returns table (workspace_id uuid)
  language sql stable security definer set search_path = public
  begin atomic
    with recursive due as (
      (select r.workspace_id from runs r where r.kind = 'rule' and r.status = 'queued' order by r.workspace_id limit 1)
      union all
      select (
        select r.workspace_id from runs r
        where r.kind = 'rule' and r.status = 'queued' and r.workspace_id > due.workspace_id order by r.workspace_id limit 1
      )
      from due where due.workspace_id is not null
    )
    select due.workspace_id from due where due.workspace_id is not null limit most;
  end;

-- Runs that a batch set aside so long ago that it may be gone.
create function set_aside_rule_runs(before timestamptz, most int) returns table (workspace_id uuid, id uuid, batch_id uuid)
  language sql stable security definer set search_path = public
  begin atomic
    select r.workspace_id, r.id, r.batch_id from runs r
    where r.kind = 'rule' and r.status = 'running' and r.started_at < before order by r.started_at limit most;
  end;

do $$
declare signature text;
begin
  foreach signature in array array['due_rule_workspaces(int)', 'set_aside_rule_runs(timestamptz, int)'] loop
    execute format('alter function %s owner to orchestrator_definer', signature);
    execute format('revoke all on function %s from public', signature);
    execute format('grant execute on function %s to orchestrator_relay', signature);
  end loop;
end $$;
