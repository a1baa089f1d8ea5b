-- Of a thing that was deleted here: its item is gone as well (gone_here), stays there unlinked (left_out), or is to be made here
-- anew (wanted).
alter table external_items drop constraint external_items_state_check;
alter table external_items add constraint external_items_state_check
  check (state in ('making', 'linked', 'gone_there', 'gone_here', 'left_out', 'wanted'));
-- The owner of the tables need not be a superuser, and sees no row of any workspace else.
alter table external_items no force row level security;
alter table mappings no force row level security;
update external_items x set state = 'left_out' from mappings m
  where m.workspace_id = x.workspace_id and m.id = x.mapping_id and x.state = 'gone_here'
    and (m.deleted_here = 'keep' or (m.deleted_here = 'close' and x.entity_kind = 'task'));
alter table external_items force row level security;
alter table mappings force row level security;
