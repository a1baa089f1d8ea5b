-- Of a thing that was deleted here: its item is gone as well (gone_here), stays there unlinked (left_out), or is to be made here
-- anew (wanted).
alter table external_items drop constraint external_items_state_check;
alter table external_items add constraint external_items_state_check
  check (state in ('making', 'linked', 'gone_there', 'gone_here', 'left_out', 'wanted'));
update external_items x set state = 'left_out' from mappings m
  where m.workspace_id = x.workspace_id and m.id = x.mapping_id and x.state = 'gone_here'
    and (m.deleted_here = 'keep' or (m.deleted_here = 'close' and x.entity_kind = 'task'));
