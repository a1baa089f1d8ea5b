-- What cannot be kept in step is shown by its name, also where nothing here is linked to it.
alter table sync_work add column subject jsonb;
-- Who wrote it, where that is nobody of the workspace: it was written in a connected service.
alter table comments add column external_author text;
alter table mappings add column time_entries boolean not null default true;

-- Deliveries that nobody reads, of connections that are paused or wait for a person, are bounded: the oldest give way, and are known as told.
create function trim_inbound_deliveries(most_rows int, most_bytes bigint) returns void
  language sql volatile security definer set search_path = public
  begin atomic
    update inbound_deliveries d
      set processed_at = now(), body = '', error = 'nobody read it for too long, and newer ones took its place'
      from (
        select workspace_id, connection_id, delivery_id,
          row_number() over newest as place, sum(octet_length(body)) over newest as bytes
        from inbound_deliveries where processed_at is null
        window newest as (partition by workspace_id, connection_id order by received_at desc, delivery_id desc)
      ) o
      where d.workspace_id = o.workspace_id and d.connection_id = o.connection_id and d.delivery_id = o.delivery_id
        and d.processed_at is null and (o.place > most_rows or o.bytes > most_bytes);
  end;
grant select, update (processed_at, body, error) on inbound_deliveries to orchestrator_definer;
alter function trim_inbound_deliveries(int, bigint) owner to orchestrator_definer;
revoke all on function trim_inbound_deliveries(int, bigint) from public;
grant execute on function trim_inbound_deliveries(int, bigint) to orchestrator_app;

-- What is asked of the service again, or for the first time, is asked at once.
create or replace function mapping_changed() returns trigger language plpgsql set search_path = public as $$
begin
  if tg_op = 'INSERT' then
    insert into mapping_syncs (workspace_id, mapping_id) values (new.workspace_id, new.id) on conflict do nothing;
    insert into sync_cursors (workspace_id, seq)
      select h.workspace_id, h.seq from workspace_heads h where h.workspace_id = new.workspace_id on conflict do nothing;
  elsif new.direction is distinct from old.direction or new.enabled is distinct from old.enabled then
    update mapping_syncs set pull_at = now() where workspace_id = new.workspace_id and mapping_id = new.id;
  end if;
  perform wake_connection(new.workspace_id, new.connection_id);
  return null;
end $$;
