-- Digests of work, and what comes in by e-mail.

-- Of a digest that also says what waits, is due and has changed: the time that it tells of.
alter table emails add column work_from timestamptz, add column work_until timestamptz;

-- How far the inbox of a connection that has one is read.
alter table connection_syncs add column inbox_cursor jsonb;

-- An answer to an e-mail goes to the workspace's address for incoming mail, if it has one.
grant select (workspace_id, id, provider, status, settings, created_at) on connections to orchestrator_relay;

-- When a member's next digest of work is due: -infinity while nobody has asked what they prefer, infinity when they want none.
create table member_digests (
  workspace_id uuid not null,
  member_id uuid not null,
  next_at timestamptz not null default '-infinity',
  -- The one before: from there on the next one tells.
  last_at timestamptz,
  primary key (workspace_id, member_id),
  foreign key (workspace_id, member_id) references members (workspace_id, id) on delete cascade
);
create index member_digests_due on member_digests (next_at, workspace_id);
-- Who has turned off all that there was wants none of what is new.
alter table notification_preferences no force row level security;
update notification_preferences p set kinds = p.kinds || '{"work_digest": {"inbox": false, "email": "off"}}'
where not exists (
  select from unnest(array['assigned', 'mentioned', 'commented', 'approval_requested', 'run_failed', 'automation_throttled',
    'schedule_missed', 'endpoint_failing', 'message']) as kind
  where p.kinds->kind->>'email' is distinct from 'off'
);
alter table notification_preferences force row level security;
-- Of all workspaces, also for an owner who is no superuser.
alter table members no force row level security;
insert into member_digests (workspace_id, member_id) select workspace_id, id from members;
alter table members force row level security;

alter table member_digests enable row level security;
alter table member_digests force row level security;
create policy own_workspace on member_digests using (workspace_id = nullif(current_setting('app.ws', true), '')::uuid);
create policy across_workspaces on member_digests to orchestrator_definer using (true);
grant select, insert, update on member_digests to orchestrator_app;
grant select, update on member_digests to orchestrator_relay;
grant select on member_digests to orchestrator_definer;

-- What decides when a digest is due has changed: it is asked for anew. One that is due already comes as it was wanted.
create function member_added() returns trigger language plpgsql set search_path = public as $$
begin
  insert into member_digests (workspace_id, member_id) values (new.workspace_id, new.id)
    on conflict (workspace_id, member_id) do update set next_at = '-infinity';
  return null;
end $$;
create trigger members_added after insert on members for each row execute function member_added();
create trigger members_back after update on members for each row
  when (new.removed_at is null and old.removed_at is not null) execute function member_added();

create function digest_wanted() returns trigger language plpgsql set search_path = public as $$
begin
  update member_digests set next_at = '-infinity' where workspace_id = new.workspace_id and member_id = new.id and next_at > now();
  return null;
end $$;
create trigger notification_preferences_set after insert or update on notification_preferences for each row execute function digest_wanted();

create function zone_changed() returns trigger language plpgsql set search_path = public as $$
begin
  update member_digests set next_at = '-infinity' where workspace_id = new.workspace_id and next_at > now();
  return null;
end $$;
create trigger workspaces_zone after update on workspaces for each row
  when (new.time_zone is distinct from old.time_zone) execute function zone_changed();

-- Digests are planned a little before their time, so that what is told of by itself at that time goes into the same letter.
create or replace function email_workspaces(most int) returns table (workspace_id uuid)
  language sql stable security definer set search_path = public
  begin atomic
    with recursive unplanned as (
      (select n.workspace_id from notifications n where not n.email_planned order by n.workspace_id, n.created_at limit 1)
      union all
      select x.workspace_id from unplanned u cross join lateral (
        select n.workspace_id from notifications n
        where not n.email_planned and n.workspace_id > u.workspace_id order by n.workspace_id, n.created_at limit 1
      ) x
    )
    select u.workspace_id from unplanned u
    union
    select e.workspace_id from emails e where e.status in ('pending', 'sending') and e.next_at <= now()
    union
    select d.workspace_id from member_digests d where d.next_at <= now() + interval '1 minute'
    limit most;
  end;
