-- Runs of rules that wait or read what an earlier action gave, but neither call out nor run a script, have no workflow: their row is
-- advanced step by step, and rests in between until `wake_at` (null: until something that it waits for comes).
alter table runs
  add column stepped boolean not null default false,
  add column wake_at timestamptz,
  -- Who advances a run has it until then; `claims` says whether it is still his.
  add column leased_until timestamptz,
  add column claims int not null default 0,
  -- Counts what woke it, so that who parks a run sees whether something came while he had it.
  add column wakes int not null default 0;
create index runs_wake on runs (wake_at) where wake_at is not null and status in ('queued', 'running');
create index runs_wake_of_workspace on runs (workspace_id, wake_at) where wake_at is not null and status in ('queued', 'running');

-- Those with a workflow are looked for beside them.
drop index runs_queued_long, runs_watched_long, runs_canceled_long;
create index runs_queued_long on runs (workspace_id, event_seq, id) where status = 'queued' and long and not stepped;
create index runs_watched_long on runs (workspace_id, workflow_id) where status = 'running' and long and not stepped;
create index runs_canceled_long on runs (workspace_id, workflow_id)
  where status = 'running' and long and not stepped and cancel_requested_at is not null;

create or replace function queued_long_rule_runs(of_each_workspace int) returns table (workspace_id uuid, id uuid)
  language sql stable security definer set search_path = public
  begin atomic
    with recursive due as (
      (select r.workspace_id from runs r where r.status = 'queued' and r.long and not r.stepped order by r.workspace_id limit 1)
      union all
      select (
        select r.workspace_id from runs r
        where r.status = 'queued' and r.long and not r.stepped and r.workspace_id > due.workspace_id order by r.workspace_id limit 1
      )
      from due where due.workspace_id is not null
    )
    select d.workspace_id, q.id from due d cross join lateral (
      select r.id from runs r where r.status = 'queued' and r.long and not r.stepped and r.workspace_id = d.workspace_id
      order by r.event_seq, r.id limit of_each_workspace
    ) q where d.workspace_id is not null;
  end;

create or replace function running_long_rule_runs(after_workspace uuid, after_workflow text, most int)
  returns table (workspace_id uuid, id uuid, workflow_id text, version text)
  language sql stable security definer set search_path = public
  begin atomic
    select r.workspace_id, r.id, r.workflow_id, r.version from runs r
    where r.status = 'running' and r.long and not r.stepped and (r.workspace_id, r.workflow_id) > (after_workspace, after_workflow)
    order by r.workspace_id, r.workflow_id limit most;
  end;

create or replace function canceled_long_rule_runs(after_workspace uuid, after_workflow text, most int)
  returns table (workspace_id uuid, id uuid, workflow_id text, version text)
  language sql stable security definer set search_path = public
  begin atomic
    select r.workspace_id, r.id, r.workflow_id, r.version from runs r
    where r.status = 'running' and r.long and not r.stepped and r.cancel_requested_at is not null
      and (r.workspace_id, r.workflow_id) > (after_workspace, after_workflow)
    order by r.workspace_id, r.workflow_id limit most;
  end;

-- A stepped run is woken by its row, a workflow by a signal.
alter table waits alter column workflow_id drop not null;

-- What queries gave to a stepped run, for as long as it is under way: going on, it has to see the same again.
create table run_replies (
  workspace_id uuid not null,
  run_id uuid not null,
  step int not null,
  reply jsonb not null,
  primary key (workspace_id, run_id, step)
);
alter table run_replies enable row level security;
alter table run_replies force row level security;
create policy own_workspace on run_replies using (workspace_id = nullif(current_setting('app.ws', true), '')::uuid);
grant select, insert, delete on run_replies to orchestrator_app;

grant update (status, attempts, started_at, leased_until, claims) on runs to orchestrator_definer;

-- Takes runs that are due, for so long as the lease lasts: of each workspace in turn, and of none more than its share with what it has
-- under way. Mostly the oldest that are due are all that are due, and are enough to choose from. Where they are not, the workspaces are
-- gone through one by one, so that one with very many keeps no other waiting, and no look reads all of them.
create function claim_due_runs(most int, lease_ms int, share int, workspaces uuid[], under_way int[])
  returns table (workspace_id uuid, id uuid, claims int, wakes int, fresh boolean)
  language sql volatile security definer set search_path = public set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off
  begin atomic
    with recursive oldest as (
      select r.workspace_id, r.id, r.wake_at from runs r
      where r.wake_at <= now() and r.wake_at is not null and r.status in ('queued', 'running') and coalesce(r.leased_until < now(), true)
      order by r.wake_at limit 4 * most
    ),
    waiting as (
      (
        select r.workspace_id from runs r
        where r.wake_at is not null and r.status in ('queued', 'running') and (select count(*) from oldest) = 4 * most
        order by r.workspace_id limit 1
      )
      union all
      select (
        select r.workspace_id from runs r
        where r.wake_at is not null and r.status in ('queued', 'running') and r.workspace_id > w.workspace_id order by r.workspace_id limit 1
      )
      from waiting w where w.workspace_id is not null
    ),
    due as (
      select o.* from oldest o
      union
      select q.* from waiting w cross join lateral (
        select r.workspace_id, r.id, r.wake_at from runs r
        where r.workspace_id = w.workspace_id and r.wake_at <= now() and r.wake_at is not null and r.status in ('queued', 'running')
          and coalesce(r.leased_until < now(), true)
        order by r.wake_at limit share
      ) q
    ),
    placed as (
      select d.workspace_id, d.id, d.wake_at,
        row_number() over (partition by d.workspace_id order by d.wake_at, d.id) + coalesce(u.count, 0) as place
      from due d left join unnest(workspaces, under_way) as u (workspace_id, count) on u.workspace_id = d.workspace_id
    ),
    taken as (
      select r.workspace_id, r.id from (select p.* from placed p where p.place <= share order by p.place, p.wake_at limit most) f
      join runs r on r.workspace_id = f.workspace_id and r.id = f.id
      where r.wake_at <= now() and r.status in ('queued', 'running') and coalesce(r.leased_until < now(), true)
      for update of r skip locked
    )
    update runs r set
      leased_until = clock_timestamp() + lease_ms * interval '1 millisecond',
      claims = r.claims + 1,
      -- One that was cancelled or has expired before it began does not begin.
      status = case when r.status = 'queued' and r.cancel_requested_at is null and (r.started_at is not null or coalesce(r.expires_at > now(), true)) then 'running' else r.status end,
      attempts = r.attempts + case when r.status = 'queued' then 1 else 0 end,
      started_at = case when r.cancel_requested_at is null and coalesce(r.expires_at > now(), true) then coalesce(r.started_at, now()) else r.started_at end
    from taken t where r.workspace_id = t.workspace_id and r.id = t.id
    returning r.workspace_id, r.id, r.claims, r.wakes, r.claims = 1 and r.retry_of is null;
  end;

-- Prolongs leases, or lets them end sooner; of runs that somebody else has taken since, nothing changes.
create function lease_runs(workspaces uuid[], ids uuid[], of_claims int[], lease_ms int) returns void
  language sql volatile security definer set search_path = public
  begin atomic
    update runs r set leased_until = clock_timestamp() + lease_ms * interval '1 millisecond'
    from unnest(workspaces, ids, of_claims) as k (workspace_id, id, claims)
    where r.workspace_id = k.workspace_id and r.id = k.id and r.claims = k.claims and r.leased_until is not null;
  end;

-- After how many milliseconds the next run is due; null: of those that are next none is. Those of `busy` workspaces do not count, for
-- they have their share. One look into the index, however many rest.
create function next_run_wake(busy uuid[]) returns table (ms int)
  language sql stable security definer set search_path = public set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off
  begin atomic
    select least(greatest(extract(epoch from m.at - clock_timestamp()) * 1000, 0), 60000)::int from (
      select min(greatest(d.wake_at, d.leased_until)) as at from (
        select r.workspace_id, r.wake_at, r.leased_until from runs r
        where r.wake_at is not null and r.status in ('queued', 'running') order by r.wake_at limit 300
      ) d where d.workspace_id <> all (busy)
    ) m where m.at is not null;
  end;

do $$
declare signature text;
begin
  foreach signature in array array['claim_due_runs(int, int, int, uuid[], int[])', 'lease_runs(uuid[], uuid[], int[], int)', 'next_run_wake(uuid[])'] loop
    execute format('alter function %s owner to orchestrator_definer', signature);
    execute format('revoke all on function %s from public', signature);
    execute format('grant execute on function %s to orchestrator_relay', signature);
  end loop;
end $$;
