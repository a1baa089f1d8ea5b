-- What models were asked and what it cost, what may be spent on them, and answers that are given again.

create table model_budgets (
  workspace_id uuid not null,
  id uuid not null,
  project_id uuid,
  agent text,
  period text not null check (period in ('day', 'month')),
  limit_usd double precision not null,
  warn_at double precision not null,
  at_limit text not null check (at_limit in ('degrade', 'stop')),
  version int not null,
  field_versions jsonb not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, project_id) references projects (workspace_id, id)
);
create index model_budgets_created on model_budgets (workspace_id, created_at, id);

-- One row for each call, however often the process that makes it ends: its id follows from run and step.
create table model_calls (
  workspace_id uuid not null,
  id uuid not null,
  at timestamptz not null default now(),
  run_id uuid,
  step int,
  project_id uuid,
  agent text,
  -- The type of the task, e.g. planner.
  purpose text not null,
  route text not null,
  -- Who served.
  model text,
  provider text,
  attempts jsonb not null default '[]',
  input_tokens bigint not null default 0,
  cached_input_tokens bigint not null default 0,
  output_tokens bigint not null default 0,
  -- null: of an attempt no price is known.
  cost_usd numeric default 0,
  -- In whose words the price is, and of when those are.
  price_source text,
  price_as_of date,
  latency_ms int not null default 0,
  status text not null default 'open' check (status in ('open', 'answered', 'failed')),
  error text,
  http_status int not null default 0,
  -- Answered without a model, and what that one had taken.
  cached boolean not null default false,
  saved_usd numeric,
  saved_ms int,
  -- Tries whose process ended before it could say what came of them.
  lost int not null default 0,
  -- The try under way, what it may cost at most, and until when that is left for it.
  try_id uuid,
  reserved_usd numeric not null default 0,
  reserved_until timestamptz,
  -- For the process that asks again under the same id, until the run has gone on.
  answer jsonb,
  primary key (workspace_id, id)
);
create index model_calls_spent on model_calls (workspace_id, at) include (project_id, agent, cost_usd);
create index model_calls_reserved on model_calls (workspace_id, reserved_until) where try_id is not null;
create index model_calls_run on model_calls (workspace_id, run_id) where run_id is not null;
create index model_calls_answer on model_calls (at) where answer is not null;

-- Answers by a hash of all that was asked. Never across workspaces: the key is the workspace's.
create table model_cache (
  workspace_id uuid not null,
  key text not null,
  answer jsonb not null,
  bytes int not null,
  -- What it had taken to get it.
  cost_usd numeric,
  latency_ms int not null,
  created_at timestamptz not null default now(),
  used_at timestamptz not null default now(),
  primary key (workspace_id, key)
);
create index model_cache_used on model_cache (workspace_id, used_at);
create index model_cache_created on model_cache (created_at);

do $$
declare name text;
begin
  foreach name in array array['model_budgets', 'model_calls', 'model_cache'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy own_workspace on %I using (workspace_id = nullif(current_setting(''app.ws'', true), '''')::uuid)', name);
    execute format('grant select, insert, update, delete on %I to orchestrator_app', name);
  end loop;
end $$;

create policy across_workspaces on model_calls to orchestrator_definer using (true);
grant select (at, answer), update (answer) on model_calls to orchestrator_definer;
create policy across_workspaces on model_cache to orchestrator_definer using (true);
grant select (created_at), delete on model_cache to orchestrator_definer;

-- Answers of before an instant go, of every workspace; what they cost stays.
create function sweep_model_answers(of_calls timestamptz, of_cache timestamptz) returns void
  language sql volatile security definer set search_path = public
  begin atomic
    update model_calls c set answer = null where c.answer is not null and c.at < of_calls;
    delete from model_cache c where c.created_at < of_cache;
  end;
alter function sweep_model_answers(timestamptz, timestamptz) owner to orchestrator_definer;
revoke all on function sweep_model_answers(timestamptz, timestamptz) from public;
grant execute on function sweep_model_answers(timestamptz, timestamptz) to orchestrator_app;
