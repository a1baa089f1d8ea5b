-- When rules, playbooks and series start again and again. A firing is decided on the locked row, so it happens once; Temporal's
-- schedules are made from the rows and wake whoever fires.
create table schedules (
  workspace_id uuid not null,
  id uuid not null,
  owner_kind text not null check (owner_kind in ('rule', 'playbook', 'series')),
  owner_id uuid not null,
  name text not null,
  position int not null,
  spec jsonb not null,
  time_zone text not null,
  enabled boolean not null,
  paused_at timestamptz,
  removed_at timestamptz,
  member_id uuid not null,
  active_at timestamptz not null,
  last_at timestamptz,
  next_at timestamptz,
  -- next_at with its jitter: later than this, somebody has to look after it.
  due_at timestamptz,
  -- From then on Temporal has to be told anew; null: it knows all.
  sync_at timestamptz,
  version int not null,
  field_versions jsonb not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (workspace_id, id),
  unique (workspace_id, owner_id, position)
);
create index schedules_owner on schedules (workspace_id, owner_kind, name);
create index schedules_created on schedules (workspace_id, created_at, id) where removed_at is null;
create index schedules_due on schedules (due_at) where due_at is not null;
create index schedules_sync on schedules (sync_at) where sync_at is not null;
-- What of a schedule has not ended.
create index runs_open_of_schedule on runs (workspace_id, subject_id, event_seq)
  where subject_type = 'schedule' and ended_at is null;

alter table schedules enable row level security;
alter table schedules force row level security;
create policy own_workspace on schedules using (workspace_id = nullif(current_setting('app.ws', true), '')::uuid);
create policy across_workspaces on schedules to orchestrator_definer using (true);
grant select, insert, update, delete on schedules to orchestrator_app;
grant select, update (sync_at) on schedules to orchestrator_relay;
grant select on schedules to orchestrator_definer;

create function unsynced_schedules(most int) returns table (workspace_id uuid, id uuid)
  language sql stable security definer set search_path = public
  begin atomic
    select s.workspace_id, s.id from schedules s where s.sync_at <= now() order by s.sync_at limit most;
  end;

create function overdue_schedules(before timestamptz, most int) returns table (workspace_id uuid, id uuid, due_at timestamptz)
  language sql stable security definer set search_path = public
  begin atomic
    select s.workspace_id, s.id, s.due_at from schedules s where s.due_at < before order by s.due_at limit most;
  end;

-- A page of all that fire, in an order that nothing changes.
create function active_schedules(after_workspace uuid, after_id uuid, most int)
  returns table (workspace_id uuid, id uuid)
  language sql stable security definer set search_path = public
  begin atomic
    select s.workspace_id, s.id from schedules s
    where s.next_at is not null and (s.workspace_id, s.id) > (after_workspace, after_id)
    order by s.workspace_id, s.id limit most;
  end;

do $$
declare signature text;
begin
  foreach signature in array array[
    'unsynced_schedules(int)', 'overdue_schedules(timestamptz, int)', 'active_schedules(uuid, uuid, int)'
  ] loop
    execute format('alter function %s owner to orchestrator_definer', signature);
    execute format('revoke all on function %s from public', signature);
    execute format('grant execute on function %s to orchestrator_relay', signature);
  end loop;
end $$;
