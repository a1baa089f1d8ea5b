-- What members are told, and how each of them wants to be told.

create table notifications (
  workspace_id uuid not null,
  id uuid not null,
  member_id uuid not null,
  kind text not null,
  title text not null,
  body text not null,
  about jsonb,
  link text,
  project_id uuid,
  actor_id uuid,
  event_seq bigint,
  read_at timestamptz,
  created_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, member_id) references members (workspace_id, id)
);
create index notifications_member on notifications (workspace_id, member_id, created_at, id);
create index notifications_unread on notifications (workspace_id, member_id, created_at, id) where read_at is null;

-- The id is the member's.
create table notification_preferences (
  workspace_id uuid not null,
  id uuid not null,
  kinds jsonb not null,
  time_zone text,
  digest_hour int not null,
  digest_weekday int not null,
  version int not null,
  field_versions jsonb not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, id) references members (workspace_id, id)
);

do $$
declare name text;
begin
  foreach name in array array['notifications', 'notification_preferences'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy own_workspace on %I using (workspace_id = nullif(current_setting(''app.ws'', true), '''')::uuid)', name);
    execute format('grant select, insert, update on %I to orchestrator_app', name);
  end loop;
end $$;
grant select on notification_preferences to orchestrator_relay;
-- It writes to inboxes and reads none: just enough to write nothing twice.
grant insert, select (workspace_id, id) on notifications to orchestrator_relay;

-- Whom an event concerns.
grant select (workspace_id, id, identifier, title, assignee_id, creator_id, deleted_at) on tasks to orchestrator_relay;
grant select (workspace_id, id, lead_id) on projects to orchestrator_relay;
grant select (workspace_id, project_id, member_id, role) on project_members to orchestrator_relay;
