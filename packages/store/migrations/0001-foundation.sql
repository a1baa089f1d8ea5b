-- Every table of a workspace has its workspace in its primary key and row-level security on it, also for its owner.
-- Tasks' order and all text compare bytewise where a cursor depends on it (collate "C").

create table workspaces (
  workspace_id uuid not null,
  id uuid not null check (id = workspace_id),
  slug text not null unique,
  name text not null,
  time_zone text not null,
  version int not null,
  field_versions jsonb not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (workspace_id, id)
);

create table members (
  workspace_id uuid not null,
  id uuid not null,
  name text not null,
  email text not null,
  role text not null check (role in ('ADMIN', 'MANAGER', 'CONTRIBUTOR', 'VIEWER')),
  removed_at timestamptz,
  version int not null,
  field_versions jsonb not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (workspace_id, id)
);
create unique index members_email on members (workspace_id, email) where removed_at is null;

create table api_keys (
  workspace_id uuid not null,
  id uuid not null,
  name text not null,
  member_id uuid not null,
  scopes text[],
  secret_hash text not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  created_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, member_id) references members (workspace_id, id)
);
create unique index api_keys_id on api_keys (id);

create table states (
  workspace_id uuid not null,
  id uuid not null,
  name text not null,
  category text not null check (category in ('triage', 'backlog', 'unstarted', 'started', 'completed', 'canceled')),
  color text not null,
  position int not null,
  version int not null,
  field_versions jsonb not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (workspace_id, id),
  unique (workspace_id, name)
);

create table projects (
  workspace_id uuid not null,
  id uuid not null,
  key text not null,
  name text not null,
  description text not null,
  status text not null,
  health text,
  lead_id uuid,
  start_date date,
  target_date date,
  archived_at timestamptz,
  deleted_at timestamptz,
  version int not null,
  field_versions jsonb not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (workspace_id, id)
);
create unique index projects_key on projects (workspace_id, key) where deleted_at is null;

-- The last task number of a project. Apart from projects, so that counting does not touch (or lock) the project's row.
create table project_counters (
  workspace_id uuid not null,
  project_id uuid not null,
  last_number int not null,
  primary key (workspace_id, project_id)
);

create table project_members (
  workspace_id uuid not null,
  id uuid not null,
  project_id uuid not null,
  member_id uuid not null,
  role text not null check (role in ('ADMIN', 'MANAGER', 'CONTRIBUTOR', 'VIEWER')),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (workspace_id, id),
  unique (workspace_id, project_id, member_id),
  foreign key (workspace_id, project_id) references projects (workspace_id, id),
  foreign key (workspace_id, member_id) references members (workspace_id, id)
);
create index project_members_member on project_members (workspace_id, member_id);

create table tasks (
  workspace_id uuid not null,
  id uuid not null,
  project_id uuid not null,
  number int not null,
  identifier text not null,
  title text not null,
  description text not null,
  type text not null,
  status text not null check (status in ('triage', 'backlog', 'unstarted', 'started', 'completed', 'canceled')),
  state_id uuid not null,
  priority text not null,
  assignee_id uuid,
  creator_id uuid not null,
  parent_id uuid,
  tags text[] not null,
  estimated_minutes int,
  actual_minutes int,
  estimate_points double precision,
  start_date date,
  due_date date,
  rank text collate "C" not null,
  custom_fields jsonb not null,
  started_at timestamptz,
  completed_at timestamptz,
  canceled_at timestamptz,
  archived_at timestamptz,
  deleted_at timestamptz,
  version int not null,
  field_versions jsonb not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, project_id) references projects (workspace_id, id)
);
create unique index tasks_number on tasks (workspace_id, project_id, number);
create index tasks_rank on tasks (workspace_id, project_id, rank, id) where deleted_at is null;
create index tasks_created on tasks (workspace_id, created_at, id) where deleted_at is null;
create index tasks_updated on tasks (workspace_id, updated_at, id) where deleted_at is null;
create index tasks_due on tasks (workspace_id, (coalesce(due_date, 'infinity'::date)), id) where deleted_at is null;
create index tasks_assignee on tasks (workspace_id, assignee_id, id) where assignee_id is not null and deleted_at is null;
create index tasks_parent on tasks (workspace_id, parent_id) where parent_id is not null;
create index tasks_tags on tasks using gin (tags) where tags <> '{}';
create index tasks_words on tasks using gin (to_tsvector('simple', title));

create table task_relations (
  workspace_id uuid not null,
  id uuid not null,
  type text not null check (type in ('blocks', 'duplicates', 'relates', 'precedes')),
  project_id uuid not null,
  from_task_id uuid not null,
  to_task_id uuid not null,
  lag_minutes int not null,
  created_at timestamptz not null,
  primary key (workspace_id, id),
  unique (workspace_id, type, from_task_id, to_task_id),
  foreign key (workspace_id, from_task_id) references tasks (workspace_id, id),
  foreign key (workspace_id, to_task_id) references tasks (workspace_id, id)
);
create index task_relations_from on task_relations (workspace_id, from_task_id);
create index task_relations_to on task_relations (workspace_id, to_task_id);

create table comments (
  workspace_id uuid not null,
  id uuid not null,
  task_id uuid not null,
  project_id uuid not null,
  author_id uuid not null,
  body text not null,
  deleted_at timestamptz,
  version int not null,
  field_versions jsonb not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, task_id) references tasks (workspace_id, id)
);
create index comments_task on comments (workspace_id, task_id, created_at, id);

create table tags (
  workspace_id uuid not null,
  id uuid not null,
  name text not null,
  color text not null,
  description text not null,
  version int not null,
  field_versions jsonb not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (workspace_id, id),
  unique (workspace_id, name)
);

create table custom_fields (
  workspace_id uuid not null,
  id uuid not null,
  key text not null,
  name text not null,
  type text not null,
  options text[] not null,
  required boolean not null,
  project_ids uuid[],
  version int not null,
  field_versions jsonb not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (workspace_id, id),
  unique (workspace_id, key)
);

create table rules (
  workspace_id uuid not null,
  id uuid not null,
  name text not null,
  enabled boolean not null,
  "when" text not null,
  "if" text,
  "then" jsonb not null,
  owner_id uuid not null,
  scopes text[],
  version int not null,
  field_versions jsonb not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (workspace_id, id)
);

create table webhooks (
  workspace_id uuid not null,
  id uuid not null,
  path text not null,
  verify text not null,
  secret text,
  version int not null,
  field_versions jsonb not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (workspace_id, id),
  unique (workspace_id, path)
);

-- What a folder of playbooks was built into, known by the hash of its content.
create table bundles (
  workspace_id uuid not null,
  hash text not null,
  manifest jsonb not null,
  isolate bytea not null,
  steps bytea,
  created_at timestamptz not null,
  primary key (workspace_id, hash)
);

create table playbooks (
  workspace_id uuid not null,
  id uuid not null,
  name text not null,
  bundle_hash text not null,
  manifest jsonb not null,
  enabled boolean not null,
  installed_by uuid not null,
  removed_at timestamptz,
  version int not null,
  field_versions jsonb not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (workspace_id, id),
  unique (workspace_id, name),
  foreign key (workspace_id, bundle_hash) references bundles (workspace_id, hash)
);

-- The head of each workspace's log. Its row's lock orders commits: it is taken last and held until the commit.
-- dirty: events may lie past the relay's cursor.
create table workspace_heads (
  workspace_id uuid primary key,
  seq bigint not null,
  dirty boolean not null
) with (fillfactor = 50);
create index workspace_heads_dirty on workspace_heads (workspace_id) where dirty;

create table events (
  workspace_id uuid not null,
  seq bigint not null,
  id uuid not null,
  type text not null,
  subject_type text not null,
  subject_id uuid not null,
  project_id uuid,
  actor jsonb not null,
  command_id uuid not null,
  causation_id uuid,
  correlation_id uuid not null,
  depth int not null,
  occurred_at timestamptz not null,
  data jsonb not null,
  primary key (workspace_id, seq)
);
create unique index events_id on events (workspace_id, id);
create index events_subject on events (workspace_id, subject_id, seq);
-- The log of automations is also the history of their versions: the relay asks which one was in force at a seq.
create index events_automation on events (workspace_id, subject_id, seq) where subject_type in ('rule', 'playbook');

-- A declared hole in a workspace's seq, made when the store was restored from a backup.
create table event_gaps (
  workspace_id uuid not null,
  from_seq bigint not null,
  to_seq bigint not null,
  reason text not null,
  created_at timestamptz not null,
  primary key (workspace_id, from_seq)
);

-- The ledger of commands: the same id is answered with its first result and never has a second effect.
create table commands (
  workspace_id uuid not null,
  id uuid not null,
  type text not null,
  request_hash bytea not null,
  result jsonb not null,
  first_seq bigint,
  last_seq bigint,
  run_id uuid,
  step int,
  created_at timestamptz not null,
  primary key (workspace_id, id)
);
create index commands_run on commands (workspace_id, run_id, step) where run_id is not null;

create table relay_cursors (
  workspace_id uuid primary key,
  seq bigint not null
) with (fillfactor = 50);

-- One row for each event that an automation matched. Written by the relay together with its cursor.
create table runs (
  workspace_id uuid not null,
  id uuid not null,
  kind text not null check (kind in ('rule', 'playbook')),
  automation_id uuid not null,
  name text not null,
  version text not null,
  definition_seq bigint not null,
  event_seq bigint not null,
  event_id uuid not null,
  event_type text not null,
  subject_type text not null,
  subject_id uuid not null,
  project_id uuid,
  member_id uuid not null,
  scopes text[],
  depth int not null,
  correlation_id uuid not null,
  status text not null check (status in ('queued', 'running', 'completed', 'failed', 'canceled', 'skipped')),
  error jsonb,
  result jsonb,
  batch_id uuid,
  workflow_id text,
  attempts int not null default 0,
  cancel_requested_at timestamptz,
  created_at timestamptz not null,
  started_at timestamptz,
  ended_at timestamptz,
  primary key (workspace_id, id)
) with (fillfactor = 80);
create index runs_event on runs (workspace_id, event_seq);
create index runs_created on runs (workspace_id, created_at desc, id desc);
create index runs_automation on runs (workspace_id, automation_id, created_at desc, id desc);
create index runs_queued on runs (kind, created_at) where status = 'queued';
create index runs_running on runs (kind, started_at) where status = 'running';
create index runs_batch on runs (batch_id) where status = 'running' and batch_id is not null;

create table run_steps (
  workspace_id uuid not null,
  run_id uuid not null,
  step int not null,
  kind text not null,
  name text not null,
  status text not null check (status in ('running', 'completed', 'failed', 'canceled')),
  input jsonb,
  output jsonb,
  error jsonb,
  attempts int not null default 1,
  started_at timestamptz not null,
  ended_at timestamptz,
  primary key (workspace_id, run_id, step)
);

-- What runs wait for: an inbox that the relay fills.
create table waits (
  workspace_id uuid not null,
  id uuid not null,
  run_id uuid not null,
  workflow_id text not null,
  step int not null,
  -- [{ key, types, cel, params, webhook }]: the first alternative that an event meets ends the wait.
  sources jsonb not null,
  types text[] not null,
  from_seq bigint not null,
  expires_at timestamptz,
  matched_seq bigint,
  matched_key text,
  delivered_at timestamptz,
  created_at timestamptz not null,
  -- In the order of subscription within a workspace: the relay asks for those that it has not seen.
  ord bigint not null generated always as identity,
  primary key (workspace_id, id)
);
create index waits_open on waits (workspace_id, ord) where matched_seq is null;
create index waits_undelivered on waits (workspace_id) where matched_seq is not null and delivered_at is null;
create index waits_run on waits (workspace_id, run_id);

-- Renewed when the store is restored from a backup: Temporal is ahead then, so workflow ids carry it.
create table store_epoch (
  singleton boolean primary key default true check (singleton),
  epoch int not null,
  renewed_at timestamptz not null
);
insert into store_epoch values (true, 1, now());

-- Row-level security ------------------------------------------------------------------------------------------------

create function current_workspace() returns uuid language sql stable parallel safe
  return nullif(current_setting('app.ws', true), '')::uuid;

do $$
declare name text;
begin
  for name in
    select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id'
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
  loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy own_workspace on %I using (workspace_id = nullif(current_setting(''app.ws'', true), '''')::uuid)', name);
    execute format('grant select, insert, update, delete on %I to orchestrator_app', name);
  end loop;
end $$;

-- What is written once stays: the log and the ledger only grow.
revoke update, delete on events, commands, event_gaps from orchestrator_app;
grant select on store_epoch to orchestrator_app, orchestrator_relay;

-- The relay's own role: it reads the log, keeps its cursors, writes runs and answers waits, and nothing else.
grant select on events, rules, playbooks, members, webhooks to orchestrator_relay;
grant select, insert, update on relay_cursors, runs to orchestrator_relay;
grant select, update, delete on waits to orchestrator_relay;
grant insert on run_steps to orchestrator_relay;

-- The only ways to see more than one workspace. Their owner may read just these tables, and log in nowhere.
do $$
declare name text;
begin
  foreach name in array array['workspace_heads', 'relay_cursors', 'runs', 'waits', 'api_keys', 'workspaces', 'playbooks', 'tasks'] loop
    execute format('create policy across_workspaces on %I to orchestrator_definer using (true)', name);
  end loop;
end $$;
grant select on workspace_heads, relay_cursors, runs, waits, api_keys, workspaces, playbooks to orchestrator_definer;
grant select (workspace_id, id, title, tags, deleted_at) on tasks to orchestrator_definer;
grant update (dirty) on workspace_heads to orchestrator_definer;
grant update (batch_id, status, started_at, attempts) on runs to orchestrator_definer;

create function authenticate_api_key(key_id uuid)
  returns table (workspace_id uuid, member_id uuid, secret_hash text, scopes text[], expires_at timestamptz, revoked_at timestamptz)
  language sql stable security definer set search_path = public
  begin atomic
    select k.workspace_id, k.member_id, k.secret_hash, k.scopes, k.expires_at, k.revoked_at from api_keys k where k.id = key_id;
  end;

create function find_workspace(wanted_slug text) returns table (id uuid)
  language sql stable security definer set search_path = public
  begin atomic
    select w.id from workspaces w where w.slug = wanted_slug;
  end;

-- Row-level security lets only leakproof operators use an index, and those of arrays and words are not. These two look into
-- their index for the caller's own workspace and give ids, which the caller's own query then reads under its policy.
create function tasks_with_tag(wanted text) returns setof uuid
  language sql stable security definer set search_path = public
  begin atomic
    select t.id from tasks t where t.workspace_id = current_workspace() and t.tags @> array[wanted] and t.tags <> '{}' and t.deleted_at is null;
  end;

create function tasks_with_words(wanted text) returns setof uuid
  language sql stable security definer set search_path = public
  begin atomic
    select t.id from tasks t
    where t.workspace_id = current_workspace() and to_tsvector('simple', t.title) @@ to_tsquery('simple', wanted) and t.deleted_at is null;
  end;

-- Figures for operators, over all workspaces.
create function log_position() returns table (head bigint, behind bigint)
  language sql stable security definer set search_path = public
  begin atomic
    select coalesce(sum(h.seq), 0)::bigint, coalesce(sum(h.seq - coalesce(c.seq, 0)), 0)::bigint
    from workspace_heads h left join relay_cursors c on c.workspace_id = h.workspace_id;
  end;

create function relay_dirty_workspaces(most int) returns table (workspace_id uuid, head bigint)
  language sql stable security definer set search_path = public
  begin atomic
    select h.workspace_id, h.seq from workspace_heads h where h.dirty order by h.workspace_id limit most;
  end;

-- Clears the marker if nothing came since; a writer that comes later sets it again.
create function relay_clean_workspace(wanted uuid, up_to bigint) returns void
  language sql volatile security definer set search_path = public
  begin atomic
    update workspace_heads set dirty = false where workspace_id = wanted and seq = up_to and dirty;
  end;

-- Takes queued runs of rules, oldest first, into a batch, and answers all runs of the batch that have not ended.
create function claim_rule_batch(wanted_batch uuid, most int) returns setof runs
  language sql volatile security definer set search_path = public
  begin atomic
    with claimed as (
      select r.workspace_id, r.id from runs r where r.kind = 'rule' and r.status = 'queued' and r.batch_id is null
      order by r.created_at limit most for update skip locked
    ), taken as (
      update runs r set batch_id = wanted_batch, status = 'running', started_at = now(), attempts = r.attempts + 1
      from claimed c where r.workspace_id = c.workspace_id and r.id = c.id returning r.*
    )
    select * from taken union all select * from runs r where r.batch_id = wanted_batch and r.status = 'running';
  end;

create function open_runs(wanted_kind text, wanted_status text, most int)
  returns table (workspace_id uuid, id uuid, batch_id uuid, workflow_id text, started_at timestamptz, cancel_requested_at timestamptz)
  language sql stable security definer set search_path = public
  begin atomic
    select r.workspace_id, r.id, r.batch_id, r.workflow_id, r.started_at, r.cancel_requested_at from runs r
    where r.kind = wanted_kind and r.status = wanted_status order by coalesce(r.started_at, r.created_at) limit most;
  end;

create function undelivered_waits(most int) returns table (workspace_id uuid, id uuid)
  language sql stable security definer set search_path = public
  begin atomic
    select w.workspace_id, w.id from waits w where w.matched_seq is not null and w.delivered_at is null limit most;
  end;

-- The bundles that a host has to serve: those in force and those with open runs.
create function live_bundles() returns table (workspace_id uuid, hash text, current boolean)
  language sql stable security definer set search_path = public
  begin atomic
    select u.workspace_id, u.hash, bool_or(u.current) from (
      select p.workspace_id, p.bundle_hash as hash, true as current from playbooks p where p.removed_at is null
      union all
      select r.workspace_id, r.version, false from runs r where r.kind = 'playbook' and r.status in ('queued', 'running')
    ) u group by 1, 2;
  end;

do $$
declare signature text;
begin
  foreach signature in array array[
    'authenticate_api_key(uuid)', 'find_workspace(text)', 'log_position()', 'tasks_with_tag(text)', 'tasks_with_words(text)', 'relay_dirty_workspaces(int)', 'relay_clean_workspace(uuid, bigint)',
    'claim_rule_batch(uuid, int)', 'open_runs(text, text, int)', 'undelivered_waits(int)', 'live_bundles()'
  ] loop
    execute format('alter function %s owner to orchestrator_definer', signature);
    execute format('revoke all on function %s from public', signature);
    execute format('grant execute on function %s to orchestrator_relay', signature);
  end loop;
end $$;
grant execute on function authenticate_api_key(uuid), find_workspace(text), log_position(), tasks_with_tag(text), tasks_with_words(text) to orchestrator_app;

-- Analytics ---------------------------------------------------------------------------------------------------------

-- Weeks begin on Monday, in UTC. Efforts are minutes; a task without an estimate or a time counts as 0.
create view project_velocity with (security_invoker = true) as
select
  project_id,
  date_trunc('week', completed_at at time zone 'UTC')::date as week,
  count(*)::int as tasks_completed,
  coalesce(sum(estimated_minutes), 0)::bigint as estimated_effort,
  coalesce(sum(actual_minutes), 0)::bigint as actual_effort
from tasks
where status = 'completed' and completed_at is not null and deleted_at is null
group by 1, 2;
grant select on project_velocity to orchestrator_app;
