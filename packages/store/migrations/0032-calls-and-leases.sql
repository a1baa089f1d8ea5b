-- Calls of connected services are forgotten some time after they were done, and access is renewed by one at a time, who has it on lease.

-- Its outcome is in the log, or it only read: nothing is done twice when its row is gone.
alter table connection_calls add column told boolean not null default false;
create index connection_calls_told on connection_calls (done_at) where told;

create policy across_workspaces on connection_calls to orchestrator_definer using (true);
grant select (told, done_at), delete on connection_calls to orchestrator_definer;

-- Those that were done before an instant go, of every workspace.
create function sweep_connection_calls(before timestamptz) returns void
  language sql volatile security definer set search_path = public
  begin atomic
    delete from connection_calls c where c.told and c.done_at < before;
  end;
alter function sweep_connection_calls(timestamptz) owner to orchestrator_definer;
revoke all on function sweep_connection_calls(timestamptz) from public;
grant execute on function sweep_connection_calls(timestamptz) to orchestrator_app;

-- Who is asking the service for new credentials, and until when nobody else does.
alter table connections add column refresh_lease uuid, add column refresh_lease_until timestamptz;
