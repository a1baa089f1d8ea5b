-- Runs of agents for which no run waits any more, and words of comments.

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

-- Words of comments: what stands between them are blanks, so that a word of an address or a name with a hyphen is found as well.
create function words_of(body text) returns tsvector language sql immutable parallel safe set search_path = pg_catalog
  return to_tsvector('simple', translate(body, './\:;,@_-#+*=~|<>()[]{}"''`!?&%$', repeat(' ', 31)));
create index comments_words on comments using gin (words_of(body)) where deleted_at is null;

create policy across_workspaces on comments to orchestrator_definer using (true);
grant select (workspace_id, id, body, deleted_at) on comments to orchestrator_definer;

-- Like `tasks_with_words`.
create function comments_with_words(wanted text) returns setof uuid
  language sql stable security definer set search_path = public
  begin atomic
    select c.id from comments c
    where c.workspace_id = current_workspace() and words_of(c.body) @@ to_tsquery('simple', wanted) and c.deleted_at is null;
  end;

do $$
begin
  execute 'alter function comments_with_words(text) owner to orchestrator_definer';
  execute 'revoke all on function comments_with_words(text) from public';
  execute 'grant execute on function comments_with_words(text) to orchestrator_app';
end $$;
