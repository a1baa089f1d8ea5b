-- A run that does another one again, or plays an event of the past again, because somebody asked for it. What the other had
-- completed is in the steps of this one too, under the name of the run that did it.
alter table runs add column retry_of uuid, add column retry_from int, add column request_seq bigint;
create index runs_retries on runs (workspace_id, retry_of) where retry_of is not null;
alter table run_steps add column origin_run_id uuid;
grant select on run_steps to orchestrator_relay;
