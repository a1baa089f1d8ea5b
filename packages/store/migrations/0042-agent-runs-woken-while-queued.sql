-- A run that was queued again has a past: what comes meanwhile (a cancellation, an answer) is told to its workflow once it has one.
create or replace function note_agent_run() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    if new.status in ('queued', 'running', 'waiting') and (
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
