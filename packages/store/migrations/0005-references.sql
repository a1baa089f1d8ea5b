-- A state cannot go while a task is being put into it: whoever comes second is refused by the database and looks again.
-- A deleted task does not hold its state; the log keeps what it was. Not valid: tasks from before are not looked at.
alter table tasks
  alter column state_id drop not null,
  add constraint tasks_in_a_state check (state_id is not null or deleted_at is not null),
  add constraint tasks_state foreign key (workspace_id, state_id) references states (workspace_id, id)
    on delete set null (state_id) not valid;
