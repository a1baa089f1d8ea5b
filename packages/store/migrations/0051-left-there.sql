-- By field, what an item has there that is nothing here: an option that we do not have, somebody whom nobody is.
alter table external_items add column left_there jsonb not null default '{}';

-- Milestones of GitHub go by their names, which pairs of numbers and ids stood for.
-- The owner of the tables need not be a superuser, and sees no row of any workspace else.
alter table connections no force row level security;
alter table mappings no force row level security;
alter table mappings disable trigger mappings_changed;
update mappings m set fields = (
    select jsonb_agg(case when f->>'ours' = 'milestoneId' then f - 'values' else f end order by n)
    from jsonb_array_elements(m.fields) with ordinality e (f, n))
  from connections c
  where c.workspace_id = m.workspace_id and c.id = m.connection_id and c.provider = 'github'
    and m.fields @> '[{"ours": "milestoneId"}]';
alter table mappings enable trigger mappings_changed;
alter table mappings force row level security;
alter table connections force row level security;
