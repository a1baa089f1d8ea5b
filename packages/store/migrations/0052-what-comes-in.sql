-- Which items there become tasks here: a condition over what they would be, and a search in the language of the service.
alter table mappings add column filter_in text, add column query text;
