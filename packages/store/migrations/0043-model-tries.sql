-- Tries that have said what came of them: an answer to a commit may be lost, and then they say it again.
alter table model_calls add column ended_tries uuid[] not null default '{}';
-- Of an attempt no price is known: the call cost more than cost_usd. Until now cost_usd was null then.
alter table model_calls add column unpriced boolean not null default false;
