-- Patches in Slack: in the channel of their project, and to who is told that they wait.

alter table slack_messages drop constraint slack_messages_subject_type_check;
alter table slack_messages add constraint slack_messages_subject_type_check
  check (subject_type in ('notification', 'task', 'approval', 'patch', 'comment'));

-- What waits for an answer is shown itself, as long as it waits and after; of all else the notification is.
create or replace function notifications_to_slack() returns trigger language plpgsql set search_path = public as $$
begin
  insert into slack_messages (workspace_id, id, connection_id, subject_type, subject_id, member_id, notification_id, live, status, next_at)
  select n.workspace_id, n.id, c.id, case when waits then n.about->>'type' else 'notification' end,
    case when waits then (n.about->>'id')::uuid else n.id end, n.member_id, n.id, waits, 'pending', now()
  from added n
  join notification_preferences p on p.workspace_id = n.workspace_id and p.id = n.member_id and p.kinds->n.kind->'slack' = 'true'
  cross join lateral (
    select coalesce(n.about->>'type' = 'approval' or (n.about->>'type' = 'patch' and n.kind = 'patch_proposed'), false)
  ) w (waits)
  cross join lateral (
    select c.id from connections c
    where c.workspace_id = n.workspace_id and c.provider = 'slack' and c.status <> 'disconnected'
    -- Where they are known, if there are several.
    order by exists (
      select from user_links u where u.workspace_id = c.workspace_id and u.connection_id = c.id and u.member_id = n.member_id
    ) desc, c.created_at limit 1
  ) c
  on conflict do nothing;
  return null;
end $$;
