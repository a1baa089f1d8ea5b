-- Automations that were suggested: what was found in the log and shown, so that what is accepted is what was seen; and those that are
-- not to come again.

create table automation_suggestions (
  workspace_id uuid not null,
  id uuid not null,
  suggestion jsonb not null,
  found_at timestamptz not null,
  primary key (workspace_id, id)
);

create table suggestion_dismissals (
  workspace_id uuid not null,
  id uuid not null,
  kind text not null check (kind in ('recurring', 'sequence', 'structure')),
  title text not null,
  member_id uuid not null,
  created_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, member_id) references members (workspace_id, id)
);

do $$
declare name text;
begin
  foreach name in array array['automation_suggestions', 'suggestion_dismissals'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy own_workspace on %I using (workspace_id = nullif(current_setting(''app.ws'', true), '''')::uuid)', name);
    execute format('grant select, insert, update, delete on %I to orchestrator_app', name);
  end loop;
end $$;
