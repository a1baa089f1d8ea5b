-- Tools of connected MCP servers: which of them agents may call, as they were when somebody allowed them.

create table connection_tools (
  workspace_id uuid not null,
  id uuid not null,
  connection_id uuid not null,
  name text not null,
  title text,
  description text not null,
  input_schema jsonb not null,
  read_only boolean not null,
  idempotent boolean not null,
  hash text not null,
  trusted boolean not null,
  allowed_by_id uuid not null,
  allowed_at timestamptz not null,
  changed_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, connection_id) references connections (workspace_id, id),
  foreign key (workspace_id, allowed_by_id) references members (workspace_id, id),
  unique (workspace_id, connection_id, name)
);
alter table connection_tools enable row level security;
alter table connection_tools force row level security;
create policy own_workspace on connection_tools using (workspace_id = nullif(current_setting('app.ws', true), '')::uuid);
grant select, insert, update, delete on connection_tools to orchestrator_app;

-- The tools of servers with which a run began, so that an edit of what is allowed changes no conversation under way.
alter table agent_runs add column server_tools jsonb;
-- From then on the call of a tool may have reached its server: whether it was done nobody knows until the step has ended.
alter table agent_steps add column sent_at timestamptz;
