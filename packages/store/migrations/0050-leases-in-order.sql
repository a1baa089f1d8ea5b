-- As before, but in the order of ids, as all do who lock several runs of a workspace: of two orders one waits for the other, and that one for it.
create or replace function lease_runs(workspaces uuid[], ids uuid[], of_claims int[], lease_ms int) returns void
  language sql volatile security definer set search_path = public
  begin atomic
    update runs r set leased_until = clock_timestamp() + lease_ms * interval '1 millisecond'
    from (
      select h.workspace_id, h.id from unnest(workspaces, ids, of_claims) as k (workspace_id, id, claims)
      join runs h on h.workspace_id = k.workspace_id and h.id = k.id
      where h.claims = k.claims and h.leased_until is not null
      order by h.workspace_id, h.id for no key update of h
    ) held
    where r.workspace_id = held.workspace_id and r.id = held.id;
  end;
