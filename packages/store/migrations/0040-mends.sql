-- Runs of agents for which no run waits any more.

create index agent_runs_of_run on agent_runs (workspace_id, id)
  where status in ('queued', 'running', 'waiting') and cancel_requested_at is null and source->>'kind' = 'run';

-- Those whose asker was cancelled. One that failed may be retried, and finds the answer then.
create function abandoned_agent_runs(most int) returns table (workspace_id uuid, id uuid)
  language sql stable security definer set search_path = public
  begin atomic
    select a.workspace_id, a.id from agent_runs a
    join runs r on r.workspace_id = a.workspace_id and r.id = (a.source->>'runId')::uuid
    where a.status in ('queued', 'running', 'waiting') and a.cancel_requested_at is null and a.source->>'kind' = 'run'
      and r.status = 'canceled'
    limit most;
  end;

do $$
begin
  execute 'alter function abandoned_agent_runs(int) owner to orchestrator_definer';
  execute 'revoke all on function abandoned_agent_runs(int) from public';
  execute 'grant execute on function abandoned_agent_runs(int) to orchestrator_relay';
end $$;
