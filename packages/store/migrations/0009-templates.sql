-- Working days, on which templates and recurring tasks count: 1 is Monday.
alter table workspaces add column calendar jsonb not null default '{"weekdays": [1, 2, 3, 4, 5], "holidays": []}';

create table templates (
  workspace_id uuid not null,
  id uuid not null,
  name text not null,
  kind text not null check (kind in ('task', 'project', 'workflow')),
  description text not null,
  variables jsonb not null,
  content jsonb not null,
  version int not null,
  field_versions jsonb not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (workspace_id, id),
  unique (workspace_id, name)
);

-- What each application of a template made, so that it can be undone. It outlives the template and what was made.
create table template_applications (
  workspace_id uuid not null,
  id uuid not null,
  template_id uuid not null,
  template_name text not null,
  template_version int not null,
  project_id uuid,
  made_project boolean not null,
  start_date date not null,
  deadline date,
  tasks jsonb not null,
  relation_ids uuid[] not null,
  state_ids uuid[] not null,
  rule_ids uuid[] not null,
  undone_at timestamptz,
  kept jsonb not null,
  version int not null,
  field_versions jsonb not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (workspace_id, id)
);
create index template_applications_template on template_applications (workspace_id, template_id, created_at, id);

do $$
declare name text;
begin
  foreach name in array array['templates', 'template_applications'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy own_workspace on %I using (workspace_id = nullif(current_setting(''app.ws'', true), '''')::uuid)', name);
    execute format('grant select, insert, update, delete on %I to orchestrator_app', name);
  end loop;
end $$;
