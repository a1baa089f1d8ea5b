-- The places to which something is due, of each workspace sixty, drawn anew at each look: by age, sixty that take nothing and have
-- much behind them kept all others out for ever. One place of each workspace comes before the second of any.
create or replace function due_delivery_targets(most int) returns table (workspace_id uuid, target text)
  language sql volatile security definer set search_path = public
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
      select t.workspace_id, t.send_target, row_number() over (partition by t.workspace_id order by random()) as place
      from targets t where t.next_at <= now()
    ) d where d.place <= 60 order by d.place, random() limit most;
  end;
