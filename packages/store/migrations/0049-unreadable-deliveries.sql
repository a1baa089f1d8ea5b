-- A delivery that is signed and that nobody can read becomes nothing: its connection shows that there are such.
alter table inbound_deliveries add column unreadable boolean not null default false;
create index inbound_deliveries_unreadable on inbound_deliveries (workspace_id, connection_id, received_at) where unreadable;
