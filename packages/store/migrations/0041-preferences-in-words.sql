-- Decisions whose words a model may put into a preference: whether one was looked at for that since it was made, and whether it stood in a question.
alter table feedback add column wording_due boolean not null default true, add column worded boolean not null default false;
create index feedback_to_word on feedback (workspace_id) where wording_due and member_id is not null;

-- A decision that is changed is a new one.
create function decision_is_new() returns trigger language plpgsql as $$
begin
  new.wording_due := true;
  new.worded := false;
  return new;
end $$;
create trigger decision_is_new before update on feedback for each row
  when (old.seq is distinct from new.seq) execute function decision_is_new();

-- Workspaces in which something was decided since that was looked at; without those of which the caller knows that it has to wait.
create function workspaces_to_word_in(most int, waiting uuid[]) returns table (workspace_id uuid)
  language sql stable security definer set search_path = public
  begin atomic
    select distinct f.workspace_id from feedback f
    where f.wording_due and f.member_id is not null and f.workspace_id <> all(waiting) limit most;
  end;
alter function workspaces_to_word_in(int, uuid[]) owner to orchestrator_definer;
revoke all on function workspaces_to_word_in(int, uuid[]) from public;
grant execute on function workspaces_to_word_in(int, uuid[]) to orchestrator_relay;

-- Answered with what another call was answered that asked the same at the same time.
alter table model_calls add column coalesced boolean not null default false;
