-- A rule starts on an event, at times, on a webhook, by hand or at the end of other runs: its trigger is text or an object.
alter table rules alter column "when" type jsonb using to_jsonb("when");
-- Who listens at a webhook.
alter table rules add column webhook_path text generated always as ("when" ->> 'webhook') stored;
create index rules_webhook on rules (workspace_id, webhook_path) where webhook_path is not null;
-- How a plain HMAC is verified.
alter table webhooks add column hmac jsonb;
