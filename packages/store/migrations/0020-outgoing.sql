-- Outgoing webhooks: where events are sent, what was sent, and each attempt.

create table webhook_endpoints (
  workspace_id uuid not null,
  id uuid not null,
  url text not null,
  description text not null,
  event_types text[] not null,
  filter text,
  header_names text[] not null,
  enabled boolean not null,
  disabled_reason text,
  owner_id uuid not null,
  sealed_secrets text not null,
  sealed_headers text,
  version int not null,
  field_versions jsonb not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  -- Kept by whoever sends, not by commands: since when it has taken nothing, and whether its owner was told of that.
  failing_since timestamptz,
  failing_told_at timestamptz,
  primary key (workspace_id, id)
);

create table deliveries (
  workspace_id uuid not null,
  id uuid not null,
  kind text not null check (kind in ('event', 'ping', 'call')),
  endpoint_id uuid,
  event_seq bigint,
  event_type text,
  method text not null,
  url text not null,
  send_target text collate "C" not null,
  send_headers jsonb not null,
  send_body text not null,
  send_step int not null,
  status text not null check (status in ('pending', 'delivering', 'delivered', 'failed', 'dead')),
  attempts int not null,
  -- While it is being sent: when it is given up for lost with whoever sent it.
  next_at timestamptz,
  last_status int,
  last_latency_ms int,
  last_error text,
  delivered_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (workspace_id, id)
) with (fillfactor = 70);
create index deliveries_due on deliveries (workspace_id, send_target, next_at, event_seq) where status in ('pending', 'delivering', 'failed');
create index deliveries_created on deliveries (workspace_id, created_at, id);
create index deliveries_endpoint on deliveries (workspace_id, endpoint_id, created_at, id) where endpoint_id is not null;

create table delivery_attempts (
  workspace_id uuid not null,
  delivery_id uuid not null,
  n int not null,
  started_at timestamptz not null,
  latency_ms int not null,
  status int,
  error text,
  primary key (workspace_id, delivery_id, n),
  foreign key (workspace_id, delivery_id) references deliveries (workspace_id, id) on delete cascade
);

-- How far the log was turned into deliveries. What lies behind from before this table is nobody's to send.
create table fan_out_cursors (
  workspace_id uuid primary key,
  seq bigint not null
) with (fillfactor = 50);
insert into fan_out_cursors (workspace_id, seq) select workspace_id, seq from workspace_heads;

-- The log is also the history of the endpoints, as it is of the automations.
create index events_webhook_endpoint on events (workspace_id, subject_id, seq) where subject_type = 'webhook_endpoint';

do $$
declare name text;
begin
  foreach name in array array['webhook_endpoints', 'deliveries', 'delivery_attempts', 'fan_out_cursors'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy own_workspace on %I using (workspace_id = nullif(current_setting(''app.ws'', true), '''')::uuid)', name);
    execute format('grant select on %I to orchestrator_app', name);
  end loop;
end $$;
grant insert, update, delete on webhook_endpoints, deliveries to orchestrator_app;
grant select on webhook_endpoints, deliveries, fan_out_cursors to orchestrator_relay;
grant update (failing_since, failing_told_at) on webhook_endpoints to orchestrator_relay;
grant insert, update on deliveries to orchestrator_relay;
grant insert on delivery_attempts to orchestrator_relay;
grant insert, update on fan_out_cursors to orchestrator_relay;
grant select on workspace_heads to orchestrator_relay;

create policy across_workspaces on deliveries to orchestrator_definer using (true);
create policy across_workspaces on fan_out_cursors to orchestrator_definer using (true);
grant select on deliveries, fan_out_cursors to orchestrator_definer;

-- Workspaces whose log reaches past what was turned into deliveries.
create function fan_out_behind(most int) returns table (workspace_id uuid)
  language sql stable security definer set search_path = public
  begin atomic
    select h.workspace_id from workspace_heads h left join fan_out_cursors c on c.workspace_id = h.workspace_id
    where h.seq > coalesce(c.seq, 0) limit most;
  end;

-- The places to which something is due, of each workspace those first that wait longest: one look into the index for each,
-- however much is due to it.
create function due_delivery_targets(most int) returns table (workspace_id uuid, target text)
  language sql stable security definer set search_path = public
  begin atomic
    with recursive targets as (
      (
        select d.workspace_id, d.send_target, d.next_at from deliveries d
        where d.status in ('pending', 'delivering', 'failed') order by d.workspace_id, d.send_target, d.next_at limit 1
      )
      union all
      select n.workspace_id, n.send_target, n.next_at from targets t cross join lateral (
        select d.workspace_id, d.send_target, d.next_at from deliveries d
        where d.status in ('pending', 'delivering', 'failed') and (d.workspace_id, d.send_target) > (t.workspace_id, t.send_target)
        order by d.workspace_id, d.send_target, d.next_at limit 1
      ) n
    )
    select d.workspace_id, d.send_target from (
      select t.workspace_id, t.send_target, row_number() over (partition by t.workspace_id order by t.next_at) as place
      from targets t where t.next_at <= now()
    ) d where d.place <= 60 limit most;
  end;

do $$
declare signature text;
begin
  foreach signature in array array['fan_out_behind(int)', 'due_delivery_targets(int)'] loop
    execute format('alter function %s owner to orchestrator_definer', signature);
    execute format('revoke all on function %s from public', signature);
    execute format('grant execute on function %s to orchestrator_relay', signature);
  end loop;
end $$;
