-- Pull requests from before a mapping are looked at after those of which somebody tells.
alter table code_work add column background boolean not null default false;
