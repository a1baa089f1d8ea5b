-- Runs of rules are taken by the transaction that runs them, so they need no mark of who has them.
drop function claim_rule_batch(uuid, int);
revoke update (batch_id, status, started_at, attempts) on runs from orchestrator_definer;
drop index runs_batch;
create index runs_queued_rules on runs (workspace_id, event_seq, id) where status = 'queued' and kind = 'rule';

-- The workspaces that have such runs: one look into the index for each, however many runs there are.
create function due_rule_workspaces(most int) returns table (workspace_id uuid)
  language sql stable security definer set search_path = public
  begin atomic
    with recursive due as (
      (select r.workspace_id from runs r where r.status = 'queued' and r.kind = 'rule' order by r.workspace_id limit 1)
      union all
      select (select r.workspace_id from runs r where r.status = 'queued' and r.kind = 'rule' and r.workspace_id > due.workspace_id order by r.workspace_id limit 1)
      from due where due.workspace_id is not null
    )
    select due.workspace_id from due where due.workspace_id is not null limit most;
  end;
alter function due_rule_workspaces(int) owner to orchestrator_definer;
revoke all on function due_rule_workspaces(int) from public;
grant execute on function due_rule_workspaces(int) to orchestrator_relay;
