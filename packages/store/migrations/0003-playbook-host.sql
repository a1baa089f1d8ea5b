-- What the playbook host asks for every second, each answered by an index however many runs wait.

-- By bundle: which have open runs at all, and the oldest queued ones of each.
create index runs_open_by_bundle on runs (workspace_id, version, status, created_at, id)
  where kind = 'playbook' and status in ('queued', 'running');
create index runs_watched on runs (workspace_id, workflow_id) where kind = 'playbook' and status = 'running';
create index runs_canceled on runs (workspace_id, workflow_id)
  where kind = 'playbook' and status = 'running' and cancel_requested_at is not null;

-- Leaps from bundle to bundle: thousands of runs that wait cost no more than one.
create function open_playbook_bundles() returns table (workspace_id uuid, version text)
  language sql stable security definer set search_path = public
  begin atomic
    with recursive bundle as (
      (
        select r.workspace_id, r.version from runs r
        where r.kind = 'playbook' and r.status in ('queued', 'running') order by r.workspace_id, r.version limit 1
      )
      union all
      select next.workspace_id, next.version from bundle b cross join lateral (
        select r.workspace_id, r.version from runs r
        where r.kind = 'playbook' and r.status in ('queued', 'running') and (r.workspace_id, r.version) > (b.workspace_id, b.version)
        order by r.workspace_id, r.version limit 1
      ) next
    )
    select b.workspace_id, b.version from bundle b;
  end;

-- At most so many of each bundle: one that cannot be served keeps no other waiting.
create function queued_playbook_runs(of_each_bundle int) returns table (workspace_id uuid, id uuid, version text)
  language sql stable security definer set search_path = public
  begin atomic
    select b.workspace_id, q.id, b.version from open_playbook_bundles() b cross join lateral (
      select r.id from runs r
      where r.kind = 'playbook' and r.status = 'queued' and r.workspace_id = b.workspace_id and r.version = b.version
      order by r.created_at, r.id limit of_each_bundle
    ) q;
  end;

create function running_playbook_runs(after_workspace uuid, after_workflow text, most int)
  returns table (workspace_id uuid, id uuid, workflow_id text, version text)
  language sql stable security definer set search_path = public
  begin atomic
    select r.workspace_id, r.id, r.workflow_id, r.version from runs r
    where r.kind = 'playbook' and r.status = 'running' and (r.workspace_id, r.workflow_id) > (after_workspace, after_workflow)
    order by r.workspace_id, r.workflow_id limit most;
  end;

create function canceled_playbook_runs(after_workspace uuid, after_workflow text, most int)
  returns table (workspace_id uuid, id uuid, workflow_id text, version text)
  language sql stable security definer set search_path = public
  begin atomic
    select r.workspace_id, r.id, r.workflow_id, r.version from runs r
    where r.kind = 'playbook' and r.status = 'running' and r.cancel_requested_at is not null
      and (r.workspace_id, r.workflow_id) > (after_workspace, after_workflow)
    order by r.workspace_id, r.workflow_id limit most;
  end;

-- The bundles that a host has to serve: those in force, and those with open runs.
drop function live_bundles();
create function live_bundles() returns table (workspace_id uuid, hash text, current boolean, open boolean)
  language sql stable security definer set search_path = public
  begin atomic
    select coalesce(p.workspace_id, o.workspace_id), coalesce(p.hash, o.version), p.hash is not null, o.version is not null
    from (select distinct i.workspace_id, i.bundle_hash as hash from playbooks i where i.removed_at is null) p
    full join open_playbook_bundles() o on o.workspace_id = p.workspace_id and o.version = p.hash;
  end;

do $$
declare signature text;
begin
  foreach signature in array array[
    'open_playbook_bundles()', 'queued_playbook_runs(int)', 'running_playbook_runs(uuid, text, int)',
    'canceled_playbook_runs(uuid, text, int)', 'live_bundles()'
  ] loop
    execute format('alter function %s owner to orchestrator_definer', signature);
    execute format('revoke all on function %s from public', signature);
    execute format('grant execute on function %s to orchestrator_relay', signature);
  end loop;
end $$;
