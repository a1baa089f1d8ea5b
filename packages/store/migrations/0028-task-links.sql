-- What belongs to a task outside: pull requests, branches, commits, addresses; and the files that were changed for it.

create table task_links (
  workspace_id uuid not null,
  id uuid not null,
  task_id uuid not null,
  project_id uuid not null,
  kind text not null check (kind in ('pull_request', 'branch', 'commit', 'url')),
  url text,
  title text not null,
  provider text,
  connection_id uuid,
  external_id text,
  repository_id text,
  repository text,
  number int,
  branch text,
  base text,
  sha text,
  state text check (state in ('making', 'draft', 'open', 'merged', 'closed')),
  review text check (review in ('approved', 'changes_requested', 'review_required')),
  checks text check (checks in ('passing', 'failing', 'pending')),
  completes boolean not null,
  wanted jsonb,
  error jsonb,
  theirs_updated_at timestamptz,
  version int not null,
  field_versions jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  -- Taken off by somebody: it is not recognised for the task again.
  deleted_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, task_id) references tasks (workspace_id, id)
);
create index task_links_task on task_links (workspace_id, task_id);
create index task_links_project on task_links (workspace_id, project_id, created_at, id);
create index task_links_external on task_links (workspace_id, connection_id, external_id) where connection_id is not null;
create index task_links_url on task_links (workspace_id, url) where url is not null;

create table change_sets (
  workspace_id uuid not null,
  id uuid not null,
  task_id uuid not null,
  project_id uuid not null,
  files jsonb not null,
  contents jsonb not null,
  version int not null,
  field_versions jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, task_id) references tasks (workspace_id, id)
);

-- What was mapped before this was there moves nothing by itself; whoever wants that says so.
alter table mappings add column moves jsonb not null
  default '{"branchCreated": null, "pullRequestDraft": null, "pullRequestOpened": null, "reviewApproved": null, "merged": null}';
alter table mappings alter column moves drop default;

-- From here on: kept by the sync engine. Pull requests to look at, and those to make or to write; each once however often it is told.
create table code_work (
  workspace_id uuid not null,
  connection_id uuid not null,
  key text not null,
  -- Of one to look at: where it is.
  repository_id text,
  number int,
  -- Of one to write: the link that says what it is to be.
  link_id uuid,
  changes bigint not null default 1,
  attempts int not null default 0,
  due_at timestamptz not null,
  primary key (workspace_id, connection_id, key),
  foreign key (workspace_id, connection_id) references connections (workspace_id, id) on delete cascade
);
create index code_work_due on code_work (workspace_id, connection_id, due_at);

do $$
declare name text;
begin
  foreach name in array array['task_links', 'change_sets', 'code_work'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy own_workspace on %I using (workspace_id = nullif(current_setting(''app.ws'', true), '''')::uuid)', name);
    execute format('grant select, insert, update, delete on %I to orchestrator_app', name);
  end loop;
end $$;

-- What a command changes of what a pull request is made of is something to write there, in the same transaction.
create function write_pull_requests(ws uuid, of_task uuid, only_link uuid) returns void language plpgsql set search_path = public as $$
declare to_wake uuid;
begin
  for to_wake in
    with wanted as (
      select l.id, l.connection_id from task_links l join connections c on c.workspace_id = l.workspace_id and c.id = l.connection_id
      where l.workspace_id = ws and l.task_id = of_task and (only_link is null or l.id = only_link)
        and l.wanted is not null and l.state in ('making', 'draft', 'open') and l.deleted_at is null
    ), added as (
      insert into code_work (workspace_id, connection_id, key, link_id, due_at)
      select ws, connection_id, 'write ' || id, id, now() from wanted
      on conflict (workspace_id, connection_id, key) do update set changes = code_work.changes + 1, due_at = now(), attempts = 0
      returning connection_id
    ) select distinct connection_id from added order by connection_id
  loop
    perform wake_connection(ws, to_wake);
  end loop;
end $$;

create function task_of_pull_request_changed() returns trigger language plpgsql set search_path = public as $$
begin
  perform write_pull_requests(new.workspace_id, new.id, null);
  return null;
end $$;
create trigger tasks_told_in_pull_requests after update on tasks for each row
  when (old.title is distinct from new.title or old.description is distinct from new.description)
  execute function task_of_pull_request_changed();

create function changes_of_pull_request_changed() returns trigger language plpgsql set search_path = public as $$
begin
  perform write_pull_requests(new.workspace_id, new.task_id, null);
  return null;
end $$;
create trigger change_sets_changed after insert or update on change_sets for each row execute function changes_of_pull_request_changed();

create function wanted_pull_request_changed() returns trigger language plpgsql set search_path = public as $$
begin
  perform write_pull_requests(new.workspace_id, new.task_id, new.id);
  return null;
end $$;
create trigger task_links_wanted after insert on task_links for each row
  when (new.wanted is not null) execute function wanted_pull_request_changed();
create trigger task_links_wanted_otherwise after update on task_links for each row
  when (new.wanted is not null and ((old.wanted - 'written') is distinct from (new.wanted - 'written')
    -- Asked for again after it was refused, and not just written.
    or (old.error is not null and new.error is null and (old.wanted -> 'written') is not distinct from (new.wanted -> 'written'))))
  execute function wanted_pull_request_changed();
