-- What was the same on both sides when its mapping ended. When the same place is mapped to the same project again, over whichever
-- connection, it is the same again; mapped to another project, people are told of it.
create table ended_links (
  workspace_id uuid not null,
  id uuid not null default gen_random_uuid(),
  project_id uuid not null,
  provider text not null,
  -- Ids of places are those of one installation of a service.
  origin text,
  container_id text not null,
  ended_at timestamptz not null default now(),
  type text not null,
  external_id text,
  external_key text,
  url text,
  on_external_id text,
  author jsonb,
  entity_kind text not null,
  entity_id uuid not null,
  state text not null,
  marker text,
  making_since timestamptz,
  base_ours jsonb not null,
  base_theirs jsonb not null,
  theirs_updated_at timestamptz,
  written_hash text,
  step bigint not null,
  primary key (workspace_id, id)
);
create index ended_links_place on ended_links (workspace_id, provider, container_id, project_id);

alter table ended_links enable row level security;
alter table ended_links force row level security;
create policy own_workspace on ended_links using (workspace_id = nullif(current_setting('app.ws', true), '')::uuid);
grant select, insert, update, delete on ended_links to orchestrator_app;

create function origin_of(url text) returns text language sql immutable return substring(lower(url) from '^https?://[^/?#]+');

-- The task that a thing is or hangs on; null: the thing was deleted.
create function task_of(ws uuid, kind text, wanted uuid) returns uuid language sql stable set search_path = public
  begin atomic
    select t.id from tasks t where kind = 'task' and t.workspace_id = ws and t.id = wanted and t.deleted_at is null
    union all select c.task_id from comments c where kind = 'comment' and c.workspace_id = ws and c.id = wanted and c.deleted_at is null
    union all select e.task_id from time_entries e where kind = 'time_entry' and e.workspace_id = ws and e.id = wanted;
  end;

create function mapping_ended() returns trigger language plpgsql set search_path = public as $$
begin
  insert into ended_links (workspace_id, project_id, provider, origin, container_id, type, external_id, external_key, url, on_external_id, author,
      entity_kind, entity_id, state, marker, making_since, base_ours, base_theirs, theirs_updated_at, written_hash, step)
    select old.workspace_id, old.project_id, c.provider, origin_of(old.container_url), old.container_id, x.type, x.external_id, x.external_key,
      x.url, x.on_external_id, x.author, x.entity_kind, x.entity_id, x.state, x.marker, x.making_since, x.base_ours, x.base_theirs,
      x.theirs_updated_at, x.written_hash, x.step
    from external_items x join connections c on c.workspace_id = x.workspace_id and c.id = x.connection_id
      join tasks t on t.workspace_id = x.workspace_id and t.id = task_of(x.workspace_id, x.entity_kind, x.entity_id)
        and t.project_id = old.project_id and t.deleted_at is null
    where x.workspace_id = old.workspace_id and x.mapping_id = old.id and x.state in ('making', 'linked', 'gone_there');
  return old;
end $$;
create trigger mappings_ended before delete on mappings for each row execute function mapping_ended();

-- As if the mapping that ended had only been switched off: what either side changed meanwhile is merged, what is no longer there is
-- found. What was deleted here is not taken up.
create function links_taken_up() returns trigger language plpgsql set search_path = public as $$
declare of_provider text;
begin
  select provider into of_provider from connections where workspace_id = new.workspace_id and id = new.connection_id;
  with ended as (
    delete from ended_links l where l.workspace_id = new.workspace_id and l.provider = of_provider and l.container_id = new.container_id
      and l.project_id = new.project_id and l.origin is not distinct from origin_of(new.container_url)
    returning l.*
  ), taken as (
    insert into external_items (workspace_id, id, connection_id, mapping_id, type, external_id, external_key, url, on_external_id, author,
        entity_kind, entity_id, state, marker, making_since, base_ours, base_theirs, theirs_updated_at, written_hash, step)
      select new.workspace_id, gen_random_uuid(), new.connection_id, new.id, l.type, l.external_id, l.external_key, l.url, l.on_external_id, l.author,
        l.entity_kind, l.entity_id, l.state, l.marker, l.making_since, l.base_ours, l.base_theirs, l.theirs_updated_at, l.written_hash, l.step
      from ended l join tasks t on t.workspace_id = l.workspace_id and t.id = task_of(l.workspace_id, l.entity_kind, l.entity_id)
        and t.project_id = new.project_id and t.deleted_at is null
      on conflict do nothing
      returning entity_id
  ), changed as (
    select distinct l.entity_kind, l.entity_id from ended l join taken using (entity_id)
      left join tasks t on t.workspace_id = l.workspace_id and t.id = l.entity_id
      left join comments c on c.workspace_id = l.workspace_id and c.id = l.entity_id
      left join time_entries e on e.workspace_id = l.workspace_id and e.id = l.entity_id
    where coalesce(t.updated_at, c.updated_at, e.updated_at) > l.ended_at
  ), work as (
    insert into sync_work (workspace_id, connection_id, mapping_id, key, entity_kind, entity_id, due_at, first_at)
      select new.workspace_id, new.connection_id, new.id, entity_id, entity_kind, entity_id, now(), now() from changed
      on conflict (workspace_id, connection_id, key) do update set changes = sync_work.changes + 1, due_at = now(), attempts = 0
  )
  update mapping_syncs set sweep_at = now() where workspace_id = new.workspace_id and mapping_id = new.id and exists (select from taken);
  return null;
end $$;
-- After mappings_changed, which makes the mapping's own row: triggers go by their names.
create trigger mappings_taken_up after insert on mappings for each row execute function links_taken_up();
