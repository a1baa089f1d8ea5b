-- Notifications by e-mail: what is to be sent and what came of it. Kept by whoever sends, not by commands.

-- The id is what the Message-ID is made of: the notification's, or derived from the member and the time of their digest.
create table emails (
  workspace_id uuid not null,
  id uuid not null,
  member_id uuid not null,
  digest boolean not null,
  status text not null check (status in ('pending', 'sending', 'sent', 'failed', 'dropped')),
  attempts int not null,
  -- While it is being sent: when it is given up for lost with whoever sent it.
  next_at timestamptz,
  last_error text,
  -- An attempt ended without anybody knowing whether the server had taken it.
  unsure boolean not null,
  sent_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, member_id) references members (workspace_id, id)
);
create index emails_due on emails (next_at, workspace_id) where status in ('pending', 'sending');
create index emails_created on emails (workspace_id, created_at, id);

-- What members were told before this is not sent.
alter table notifications add column email_planned boolean not null default true, add column email_id uuid;
alter table notifications alter column email_planned set default false;
create index notifications_unplanned on notifications (workspace_id, created_at) where not email_planned;
create index notifications_email on notifications (workspace_id, email_id) where email_id is not null;

alter table emails enable row level security;
alter table emails force row level security;
create policy own_workspace on emails using (workspace_id = nullif(current_setting('app.ws', true), '')::uuid);
grant select on emails to orchestrator_app;
grant select, insert, update on emails to orchestrator_relay;
-- What is sent by e-mail has to be read.
grant select, update (email_planned, email_id) on notifications to orchestrator_relay;
grant select (workspace_id, id, name, time_zone) on workspaces to orchestrator_relay;
grant select (workspace_id, id, name) on projects to orchestrator_relay;

create policy across_workspaces on emails to orchestrator_definer using (true);
create policy across_workspaces on notifications to orchestrator_definer using (true);
grant select (workspace_id, status, next_at) on emails to orchestrator_definer;
grant select (workspace_id, email_planned, created_at) on notifications to orchestrator_definer;

-- Workspaces in which there is e-mail to plan or to send: one look into the index for each of the first kind.
create function email_workspaces(most int) returns table (workspace_id uuid)
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
    limit most;
  end;
alter function email_workspaces(int) owner to orchestrator_definer;
revoke all on function email_workspaces(int) from public;
grant execute on function email_workspaces(int) to orchestrator_relay;
