import * as z from 'zod'
import { DeploymentSource, Playbook } from '../../entities/playbook.ts'
import { Rule } from '../../entities/rule.ts'
import { Webhook } from '../../entities/webhook.ts'
import { changed, event } from './event.ts'

export const automationEvents = {
  'rule.created': event('rule.created', { rule: Rule }),
  'rule.updated': event('rule.updated', { rule: Rule, ...changed }),
  'rule.paused': event('rule.paused', { rule: Rule, ...changed }),
  'rule.resumed': event('rule.resumed', { rule: Rule, ...changed }),
  'rule.deleted': event('rule.deleted', { rule: Rule }),
  'rule.run_requested': event('rule.run_requested', {
    rule: z.strictObject({ id: z.uuid(), name: z.string() }),
    input: z.unknown(),
  }),
  'playbook.deployed': event('playbook.deployed', { playbook: Playbook }),
  'playbook.updated': event('playbook.updated', { playbook: Playbook, ...changed }),
  'playbook.paused': event('playbook.paused', { playbook: Playbook, ...changed }),
  'playbook.resumed': event('playbook.resumed', { playbook: Playbook, ...changed }),
  'playbook.removed': event('playbook.removed', { playbook: Playbook }),
  'playbook.run_requested': event('playbook.run_requested', { playbook: z.string(), input: z.unknown() }),
  'deployment.completed': event('deployment.completed', {
    deployment: z.strictObject({
      source: DeploymentSource,
      bundleHash: z.string(),
      playbooks: z.array(z.string()).meta({ description: 'names of those that the bundle has' }),
      removed: z.array(z.string()).meta({ description: 'names of those that went with it' }),
    }),
  }),
  'webhook.created': event('webhook.created', { webhook: Webhook }),
  'webhook.updated': event('webhook.updated', { webhook: Webhook, ...changed }),
  'webhook.secret_rotated': event('webhook.secret_rotated', { webhook: Webhook }),
  'webhook.received': event('webhook.received', {
    webhook: z.string().meta({ description: 'the path at which it came in' }),
    headers: z.record(z.string(), z.string()).meta({ description: 'lower-case names; no signature or authorization' }),
    body: z.unknown(),
  }),
}
