-- What was decided of each operation that was proposed, to learn from. The log says it all; but row-level security keeps conditions on an
-- event's body from using an index, and each event of a patch carries all of it, so what counts is written down as it happens, in the same transaction.
create table feedback (
  workspace_id uuid not null,
  patch_id uuid not null,
  key text not null,
  -- Of the event that tells of the decision; the last one stands.
  seq bigint not null,
  decided_at timestamptz not null,
  -- A policy's decisions are nobody's taste.
  member_id uuid,
  policy_id uuid,
  project_id uuid,
  agent text,
  command text not null,
  tags text[] not null,
  confidence double precision,
  outcome text not null check (outcome in ('accepted', 'edited', 'rejected', 'undone')),
  data jsonb not null,
  edited jsonb,
  reason text,
  learned boolean not null default false,
  primary key (workspace_id, patch_id, key),
  check ((member_id is null) <> (policy_id is null))
);
create index feedback_seq on feedback (workspace_id, seq);
create index feedback_new on feedback (workspace_id) where not learned;

create function note_feedback(e events, key text, outcome text, policy_id uuid, said_reason text) returns void language sql as $$
  insert into feedback (workspace_id, patch_id, key, seq, decided_at, member_id, policy_id, project_id, agent, command, tags, confidence, outcome, data, edited, reason, learned)
  select e.workspace_id, e.subject_id, note_feedback.key, e.seq, e.occurred_at,
    case when note_feedback.policy_id is null then (e.actor->>'memberId')::uuid end, note_feedback.policy_id,
    coalesce(e.project_id, t.project_id), e.data->'patch'->'author'->>'agent', o->>'command',
    coalesce(t.tags, array(select jsonb_array_elements_text(case jsonb_typeof(o->'data'->'tags') when 'array' then o->'data'->'tags' else '[]' end))),
    (o->>'confidence')::double precision, note_feedback.outcome, o->'data', case when note_feedback.outcome = 'edited' then o->'edited' end, said_reason, note_feedback.policy_id is not null
  from jsonb_array_elements(e.data->'patch'->'operations') o
  left join tasks t on t.workspace_id = e.workspace_id and o->'target'->>'kind' = 'task' and t.id = (o->'target'->>'id')::uuid
  where o->>'key' = note_feedback.key
  on conflict (workspace_id, patch_id, key) do update set
    (seq, decided_at, member_id, policy_id, project_id, tags, outcome, edited, reason, learned) =
    (excluded.seq, excluded.decided_at, excluded.member_id, excluded.policy_id, excluded.project_id, excluded.tags, excluded.outcome, excluded.edited, excluded.reason, excluded.learned)
$$;

create function note_decisions() returns trigger language plpgsql as $$
begin
  if new.type = 'patch.proposed' then
    perform note_feedback(new, o->>'key', 'accepted', (o->'decidedBy'->>'policyId')::uuid, null)
    from jsonb_array_elements(new.data->'patch'->'operations') o where o->'decidedBy'->>'policyId' is not null;
  elsif new.type = 'patch.undone' then
    update feedback f set outcome = 'undone', seq = new.seq, learned = f.policy_id is not null
    from jsonb_array_elements_text(new.data->'undone') k
    where f.workspace_id = new.workspace_id and f.patch_id = new.subject_id and f.key = k and f.outcome in ('accepted', 'edited');
  -- What an automation decides is nobody's taste either.
  elsif new.actor->>'type' in ('user', 'api_key') then
    perform note_feedback(new, d->>'key', case when d->>'decision' = 'reject' then 'rejected' when d->'edited' <> 'null' and d->'edited' <> o->'data' then 'edited' else 'accepted' end, null, d->>'reason')
    from jsonb_array_elements(new.data->'decisions') d join jsonb_array_elements(new.data->'patch'->'operations') o on o->>'key' = d->>'key';
  end if;
  return null;
end $$;
create trigger patch_is_decided after insert on events for each row
  when (new.type in ('patch.proposed', 'patch.reviewed', 'patch.undone')) execute function note_decisions();

-- How people want proposals to be.
create table preferences (
  workspace_id uuid not null,
  id uuid not null,
  scope text not null check (scope in ('user', 'project', 'workspace')),
  member_id uuid,
  project_id uuid,
  words text not null,
  corrected boolean not null,
  context jsonb not null,
  learned jsonb,
  enabled boolean not null,
  version int not null,
  field_versions jsonb not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (workspace_id, id),
  check ((scope = 'project') = (project_id is not null)),
  check (scope <> 'user' or member_id is not null),
  foreign key (workspace_id, member_id) references members (workspace_id, id),
  foreign key (workspace_id, project_id) references projects (workspace_id, id)
);
create index preferences_created on preferences (workspace_id, created_at, id);

do $$
declare name text;
begin
  foreach name in array array['feedback', 'preferences'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy own_workspace on %I using (workspace_id = nullif(current_setting(''app.ws'', true), '''')::uuid)', name);
    execute format('grant select, insert, update, delete on %I to orchestrator_app', name);
  end loop;
end $$;

-- Workspaces in which something was decided since it was last learnt from.
create policy across_workspaces on feedback to orchestrator_definer using (true);
grant select on feedback to orchestrator_definer;
create function workspaces_to_learn_from(most int) returns table (workspace_id uuid)
  language sql stable security definer set search_path = public
  begin atomic
    select distinct f.workspace_id from feedback f where not f.learned limit most;
  end;
alter function workspaces_to_learn_from(int) owner to orchestrator_definer;
revoke all on function workspaces_to_learn_from(int) from public;
grant execute on function workspaces_to_learn_from(int) to orchestrator_relay;
