-- Slack: what people do there and wait for, and what they are told there.

-- What an app of ours answers is claimed one by one, beside the rounds that keep things in step.
alter table inbound_deliveries
  add column app boolean not null default false,
  add column attempts int not null default 0,
  -- While it is being done: when it is given up for lost with whoever did it.
  add column next_at timestamptz;
create index inbound_deliveries_app on inbound_deliveries (next_at, workspace_id) where app and processed_at is null;
grant select (workspace_id, connection_id, delivery_id, app, next_at, headers, processed_at) on inbound_deliveries to orchestrator_definer;
grant select (provider, status) on connections to orchestrator_definer;

-- A message there: what it shows follows from its subject, however often that changes. The id is the marker that is hidden in it.
create table slack_messages (
  workspace_id uuid not null,
  id uuid not null,
  connection_id uuid not null,
  subject_type text not null check (subject_type in ('notification', 'task', 'approval', 'comment')),
  subject_id uuid not null,
  -- To whom, in a conversation of their own; of a comment that was written there: who wrote it.
  member_id uuid,
  notification_id uuid,
  channel_id text,
  -- In whose thread it is: of a message of ours, or of anybody's.
  root_id uuid,
  thread_ts text,
  -- Null until it is known to be there.
  ts text,
  -- Written by us, so it changes with its subject.
  live boolean not null,
  -- Its thread and the comments of its task are the same.
  comments boolean not null default false,
  -- Of what it shows.
  shown text,
  -- Grows with each change of its subject.
  changes bigint not null default 1,
  status text not null check (status in ('pending', 'sending', 'sent', 'failed', 'dropped')),
  attempts int not null default 0,
  next_at timestamptz,
  last_error text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- In which order they came to be, within one transaction too.
  place bigint not null generated always as identity,
  primary key (workspace_id, id),
  foreign key (workspace_id, connection_id) references connections (workspace_id, id) on delete cascade
);
create index slack_messages_connection on slack_messages (workspace_id, connection_id, channel_id, ts);
create index slack_messages_subject on slack_messages (workspace_id, subject_id);
create index slack_messages_updated on slack_messages (updated_at);
create index slack_messages_root on slack_messages (workspace_id, root_id) where root_id is not null;
create index slack_messages_due on slack_messages (next_at, workspace_id) where status in ('pending', 'sending');

-- What people say in threads that are comments, in its newest version: it may be told in any order.
create table slack_replies (
  workspace_id uuid not null,
  connection_id uuid not null,
  channel_id text not null,
  ts text not null,
  user_id text,
  version numeric not null,
  applied numeric,
  -- Null: it was deleted.
  body text,
  updated_at timestamptz not null default now(),
  primary key (workspace_id, connection_id, channel_id, ts),
  foreign key (workspace_id, connection_id) references connections (workspace_id, id) on delete cascade
);
create index slack_replies_user on slack_replies (workspace_id, connection_id, user_id);
create index slack_replies_updated on slack_replies (updated_at);

-- How far the log is read for what is shown there.
create table slack_cursors (
  workspace_id uuid primary key,
  seq bigint not null
);

do $$
declare name text;
begin
  foreach name in array array['slack_messages', 'slack_replies', 'slack_cursors'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy own_workspace on %I using (workspace_id = nullif(current_setting(''app.ws'', true), '''')::uuid)', name);
    execute format('create policy across_workspaces on %I to orchestrator_definer using (true)', name);
    execute format('grant select, insert, update, delete on %I to orchestrator_app', name);
  end loop;
end $$;
grant select, delete on slack_cursors to orchestrator_definer;
grant select (updated_at), delete on slack_replies to orchestrator_definer;
grant select (workspace_id, id, connection_id, root_id, status, next_at, subject_type, updated_at), delete on slack_messages to orchestrator_definer;

-- From the first connection on the log is followed.
create function slack_connected() returns trigger language plpgsql set search_path = public as $$
begin
  insert into slack_cursors (workspace_id, seq)
    select h.workspace_id, h.seq from workspace_heads h where h.workspace_id = new.workspace_id on conflict do nothing;
  return null;
end $$;
create trigger connections_slack after insert or update of status on connections
  for each row when (new.provider = 'slack' and new.status <> 'disconnected') execute function slack_connected();

-- What a member wants to be told there is to be sent, in the transaction that tells it.
create function notifications_to_slack() returns trigger language plpgsql set search_path = public as $$
begin
  insert into slack_messages (workspace_id, id, connection_id, subject_type, subject_id, member_id, notification_id, live, status, next_at)
  select n.workspace_id, n.id, c.id,
    case when n.about->>'type' = 'approval' then 'approval' else 'notification' end,
    case when n.about->>'type' = 'approval' then (n.about->>'id')::uuid else n.id end,
    n.member_id, n.id, n.about->>'type' = 'approval', 'pending', now()
  from added n
  join notification_preferences p on p.workspace_id = n.workspace_id and p.id = n.member_id and p.kinds->n.kind->'slack' = 'true'
  cross join lateral (
    select c.id from connections c
    where c.workspace_id = n.workspace_id and c.provider = 'slack' and c.status <> 'disconnected'
    -- Where they are known, if there are several.
    order by exists (
      select from user_links u where u.workspace_id = c.workspace_id and u.connection_id = c.id and u.member_id = n.member_id
    ) desc, c.created_at limit 1
  ) c
  on conflict do nothing;
  return null;
end $$;
create trigger notifications_slack after insert on notifications referencing new table as added
  for each statement execute function notifications_to_slack();
grant select (workspace_id, id, provider, status, created_at) on connections to orchestrator_relay;
grant select (workspace_id, connection_id, member_id) on user_links to orchestrator_relay;
grant insert, select (workspace_id, id) on slack_messages to orchestrator_relay;

-- Of each connection so many; first what people wait for with a form before them: commands, buttons and modals, which come as forms.
-- What was said waits while its connection does.
create function due_app_deliveries(most int, each int)
  returns table (workspace_id uuid, connection_id uuid, delivery_id text, urgent boolean)
  language sql stable security definer set search_path = public
  begin atomic
    select r.workspace_id, r.connection_id, r.delivery_id, r.urgent
    from (
      select d.*, row_number() over (partition by d.connection_id, d.urgent order by d.next_at) as place
      from (
        select i.workspace_id, i.connection_id, i.delivery_id, i.next_at, c.status,
          coalesce(i.headers->>'content-type' like 'application/x-www-form-urlencoded%', false) as urgent
        from inbound_deliveries i join connections c on c.workspace_id = i.workspace_id and c.id = i.connection_id
        where i.app and i.processed_at is null and i.next_at <= now()
      ) d
      where d.urgent or d.status in ('active', 'disconnected')
    ) r
    where r.place <= each order by r.urgent desc, r.next_at limit most;
  end;

-- Workspaces in which a message is due whose connection does not wait for a person.
create function slack_workspaces(most int) returns table (workspace_id uuid)
  language sql stable security definer set search_path = public
  begin atomic
    select distinct m.workspace_id from slack_messages m
    join connections c on c.workspace_id = m.workspace_id and c.id = m.connection_id and c.status in ('active', 'disconnected')
    where m.status in ('pending', 'sending') and m.next_at <= now() limit most;
  end;

-- What was told and does not change any more is forgotten after a while, of every workspace: what still could, after a year without a change.
create function sweep_slack_messages(before timestamptz, long_before timestamptz) returns void
  language sql volatile security definer set search_path = public
  begin atomic
    delete from slack_messages m where m.updated_at < before
      and (m.status = 'dropped' or (m.subject_type = 'notification' and m.status in ('sent', 'failed')));
    delete from slack_messages m where m.updated_at < long_before and m.status in ('sent', 'failed')
      and not exists (select from slack_messages c where c.workspace_id = m.workspace_id and c.root_id = m.id);
    delete from slack_replies r where r.updated_at < before;
    delete from slack_cursors s where not exists (
      select from connections c where c.workspace_id = s.workspace_id and c.provider = 'slack' and c.status <> 'disconnected'
    );
  end;

-- Workspaces whose log has grown since it was read for what is shown there.
create function slack_behind(most int) returns table (workspace_id uuid)
  language sql stable security definer set search_path = public
  begin atomic
    select c.workspace_id from slack_cursors c join workspace_heads h on h.workspace_id = c.workspace_id where h.seq > c.seq limit most;
  end;

do $$
declare name text;
begin
  foreach name in array array['due_app_deliveries(int, int)', 'slack_workspaces(int)', 'slack_behind(int)',
    'sweep_slack_messages(timestamptz, timestamptz)'] loop
    execute format('alter function %s owner to orchestrator_definer', name);
    execute format('revoke all on function %s from public', name);
    execute format('grant execute on function %s to orchestrator_app', name);
  end loop;
end $$;
