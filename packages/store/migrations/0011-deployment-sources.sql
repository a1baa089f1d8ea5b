-- Whose a playbook is: the server's own folder, or a team that deploys over the API. Neither removes what the other brought.
alter table playbooks add column source text not null default 'folder';
alter table playbooks alter column source drop default;
