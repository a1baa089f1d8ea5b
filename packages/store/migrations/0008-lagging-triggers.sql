-- Automations and waits that have left the relay's main lane, since a condition of theirs took too long, and waits that begin
-- outside of it, since a condition that can be slow looks back. Each has a cursor of its own, with which it follows the relay's
-- until it has caught up and goes back.
create table lagging_triggers (
  workspace_id uuid not null,
  kind text not null check (kind in ('automation', 'wait')),
  -- Of the automation or the wait.
  id uuid not null,
  -- The event that put the automation's version in force; 0 for a wait, which never changes.
  definition_seq bigint not null,
  -- Events up to here were asked about.
  seq bigint not null,
  -- When its condition last took too long; -infinity: it only looks back.
  slow_at timestamptz not null,
  primary key (workspace_id, id, definition_seq)
) with (fillfactor = 50);

-- Why a wait ended without an event: its condition took too long for the one at matched_seq.
alter table waits add column error jsonb;

-- Whoever looks for events of a type (a wait that looks back, a lagging trigger, a filtered stream) reads only those.
create index events_type on events (workspace_id, type, seq);

alter table lagging_triggers enable row level security;
alter table lagging_triggers force row level security;
create policy own_workspace on lagging_triggers using (workspace_id = nullif(current_setting('app.ws', true), '')::uuid);
create policy across_workspaces on lagging_triggers to orchestrator_definer using (true);
grant select, insert, update, delete on lagging_triggers to orchestrator_relay;
-- Whoever begins a wait.
grant select, insert, update on lagging_triggers to orchestrator_app;
grant select on lagging_triggers to orchestrator_definer;

-- Of every workspace, those that were slow longest ago first.
create function lagging_triggers_everywhere(most int) returns table (workspace_id uuid, kind text, id uuid, definition_seq bigint)
  language sql stable security definer set search_path = public
  begin atomic
    select l.workspace_id, l.kind, l.id, l.definition_seq from lagging_triggers l order by l.slow_at limit most;
  end;

-- Which of these waits, known by their places in the order of subscription, are over. None of them opens again.
create function ended_waits(workspaces uuid[], ords bigint[]) returns table (workspace_id uuid, ord bigint)
  language sql stable security definer set search_path = public
  begin atomic
    select k.workspace_id, k.ord from unnest(workspaces, ords) as k (workspace_id, ord)
    where not exists (select from waits w where w.workspace_id = k.workspace_id and w.ord = k.ord and w.matched_seq is null);
  end;

-- Waits that nobody comes for any more: their run has ended, or their time was over long ago.
create function abandoned_waits(most int) returns table (workspace_id uuid, id uuid, ended boolean)
  language sql stable security definer set search_path = public
  begin atomic
    select w.workspace_id, w.id, coalesce(r.status not in ('queued', 'running'), false)
    from waits w left join runs r on r.workspace_id = w.workspace_id and r.id = w.run_id
    where r.status not in ('queued', 'running') or (w.matched_seq is null and w.expires_at < now() - interval '1 hour')
    limit most;
  end;

do $$
declare signature text;
begin
  foreach signature in array array['lagging_triggers_everywhere(int)', 'ended_waits(uuid[], bigint[])', 'abandoned_waits(int)'] loop
    execute format('alter function %s owner to orchestrator_definer', signature);
    execute format('revoke all on function %s from public', signature);
    execute format('grant execute on function %s to orchestrator_relay', signature);
  end loop;
end $$;
