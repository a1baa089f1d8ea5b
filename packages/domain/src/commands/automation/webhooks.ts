import * as z from 'zod'
import { WebhookPath } from '../../entities/webhook.ts'
import { Id } from '../../ids.ts'
import { type CommandContext, type CommandResult, defineCommand } from '../definition.ts'
import { snapshotOf } from '../entities.ts'

const SealedSecret = z.strictObject({ id: Id, secret: z.string().min(1).meta({ description: 'encrypted' }) })

/** Not public, like the next: the secret comes encrypted from the part that made it. */
export const makeWebhookSecret = defineCommand({
  type: 'webhook.make_secret',
  summary: 'Give a webhook its first secret; one that has a secret keeps it',
  public: false,
  data: SealedSecret,
  needs: ({ id }) => [{ kind: 'webhook', ids: [id], write: true }],
  decide({ id, secret }, context) {
    const webhook = context.get('webhook', id, 'id')
    context.allow('automation.manage')
    if (webhook.secret) return { kind: 'webhook', id, version: webhook.version }
    return setSecret(context, id, secret)
  },
})

export const rotateWebhookSecret = defineCommand({
  type: 'webhook.rotate_secret',
  summary: 'Give a webhook a new secret; the old one stops working at once',
  public: false,
  data: SealedSecret,
  needs: ({ id }) => [{ kind: 'webhook', ids: [id], write: true }],
  decide({ id, secret }, context) {
    context.get('webhook', id, 'id')
    context.allow('automation.manage')
    return setSecret(context, id, secret)
  },
})

function setSecret(context: CommandContext, id: string, secret: string): CommandResult {
  context.update('webhook', id, { secret })
  const webhook = context.get('webhook', id)
  context.emit({
    type: 'webhook.secret_rotated',
    subject: { type: 'webhook', id },
    data: { webhook: snapshotOf(webhook) },
  })
  return { kind: 'webhook', id, version: webhook.version }
}

/** Not public: whoever runs it has verified the delivery's signature. */
export const receiveWebhook = defineCommand({
  type: 'webhook.receive',
  summary: 'Take a verified delivery into the event log',
  public: false,
  data: z.strictObject({ path: WebhookPath, headers: z.record(z.string(), z.string()), body: z.json() }),
  needs: ({ path }) => [{ kind: 'webhook', by: { path } }],
  decide({ path, headers, body }, context) {
    const webhook = context.findBy('webhook', { path })
    const id = webhook?.id ?? context.commandId
    context.emit({ type: 'webhook.received', subject: { type: 'webhook', id }, data: { webhook: path, headers, body } })
    return { kind: 'event', id: context.commandId, version: 1 }
  },
})
