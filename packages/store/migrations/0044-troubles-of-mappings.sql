-- What is wrong with a mapping, by what was tried in vain (pull, backfill, sweep, moves); each is told until that works again.
alter table mapping_syncs add column troubles jsonb not null default '{}';
-- A backfill that cannot go on is tried again then; it is no pause that somebody asked for.
alter table mapping_syncs add column backfill_at timestamptz;

-- Since when, and how often in a row, the rounds of a connection have ended in an error: no restart forgets it.
alter table connection_syncs add column failing_since timestamptz;
alter table connection_syncs add column unexpected int not null default 0;

-- When somebody last had it try again at once.
alter table connections add column resumed_at timestamptz;

-- What waits for a right of the owner here.
create index sync_work_lost_rights on sync_work (workspace_id, connection_id) where error->>'code' = 'lost_rights';

-- Whoever resumes a connection wants all of it tried now, whatever is wrong with it.
create or replace function connection_changed() returns trigger language plpgsql set search_path = public as $$
begin
  -- Told once more: whoever is at it just now, and is refused, does not put it off again.
  update sync_work set due_at = now(), changes = changes + 1
    where workspace_id = new.workspace_id and connection_id = new.id and error is not null;
  if tg_op = 'UPDATE' then
    update code_work set due_at = now(), changes = changes + 1
      where workspace_id = new.workspace_id and connection_id = new.id and attempts > 0;
    update mapping_syncs s set pull_at = now(), backfill_at = null, troubles = s.troubles - 'moves',
      sweep_at = case when s.troubles ? 'sweep' then now() else s.sweep_at end,
      -- What the service did not allow is asked for once more.
      subscription = case when s.subscription ? 'refused' then null else s.subscription end
    from mappings m
    where m.workspace_id = new.workspace_id and m.connection_id = new.id and s.workspace_id = m.workspace_id and s.mapping_id = m.id;
    -- These pauses are ours; what the service asked for holds.
    if old.trouble->>'code' in ('internal', 'unavailable') then
      update connection_syncs set throttled_until = null where workspace_id = new.workspace_id and connection_id = new.id;
    end if;
  end if;
  perform wake_connection(new.workspace_id, new.id);
  return null;
end $$;
drop trigger connections_changed on connections;
create trigger connections_changed after update on connections for each row
  when (new.status = 'active' and (old.status is distinct from new.status or old.resumed_at is distinct from new.resumed_at))
  execute function connection_changed();

-- Whoever changes a mapping in trouble may have mended it; of one that is switched off nothing is tried, so nothing is known.
create or replace function mapping_changed() returns trigger language plpgsql set search_path = public as $$
begin
  if tg_op = 'INSERT' then
    insert into mapping_syncs (workspace_id, mapping_id) values (new.workspace_id, new.id) on conflict do nothing;
    insert into sync_cursors (workspace_id, seq)
      select h.workspace_id, h.seq from workspace_heads h where h.workspace_id = new.workspace_id on conflict do nothing;
  else
    update mapping_syncs set pull_at = now(), backfill_at = null, sweep_at = case when troubles ? 'sweep' then now() else sweep_at end,
      troubles = case when new.enabled is distinct from old.enabled then '{}' else troubles end
    where workspace_id = new.workspace_id and mapping_id = new.id
      and (new.direction is distinct from old.direction or new.enabled is distinct from old.enabled or troubles <> '{}');
  end if;
  perform wake_connection(new.workspace_id, new.connection_id);
  return null;
end $$;

-- What was wrong with a mapping is over with it.
create function mapping_removed() returns trigger language plpgsql set search_path = public as $$
begin
  update connection_syncs set due_at = least(due_at, now()), wakes = wakes + 1
    where workspace_id = old.workspace_id and connection_id = old.connection_id;
  return null;
end $$;
create trigger mappings_removed after delete on mappings for each row execute function mapping_removed();
