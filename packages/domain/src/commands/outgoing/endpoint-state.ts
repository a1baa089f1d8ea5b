import * as z from 'zod'
import { Id } from '../../ids.ts'
import { Timestamp } from '../../time.ts'
import { type CommandContext, type CommandResult, defineCommand } from '../definition.ts'
import { emitUpdate } from '../emit-update.ts'
import { snapshotOf } from '../entities.ts'
import { BaseVersion } from '../fields.ts'
import { Sealed } from './fields.ts'

/** Not public: the secrets come encrypted. With the version that they were made from, so that of two that rotate at once none is lost. */
export const rotateEndpointSecret = defineCommand({
  type: 'webhook_endpoint.rotate_secret',
  summary: 'Give an endpoint a new secret; for a while deliveries are signed with the old one as well',
  public: false,
  data: z.strictObject({ id: Id, baseVersion: BaseVersion, sealedSecrets: Sealed }),
  needs: ({ id }) => [{ kind: 'webhook_endpoint', ids: [id], write: true }],
  decide({ id, baseVersion, sealedSecrets }, context) {
    context.get('webhook_endpoint', id, 'id')
    context.allow('integration.manage')
    context.update('webhook_endpoint', id, { sealedSecrets }, { baseVersion })
    return tell(context, id, 'webhook_endpoint.secret_rotated')
  },
})

/** Not public: the receiver has said that it is gone for good, or its owner lost the right to send there. It takes no right to stop. */
export const disableWebhookEndpoint = defineCommand({
  type: 'webhook_endpoint.disable',
  summary: 'Switch an endpoint off because its receiver said that it is gone, or its owner lost their rights',
  public: false,
  data: z.strictObject({ id: Id, reason: z.string().max(500) }),
  needs: ({ id }) => [{ kind: 'webhook_endpoint', ids: [id], write: true }],
  decide({ id, reason }, context) {
    context.get('webhook_endpoint', id, 'id')
    const patch = { enabled: false, disabledReason: reason }
    return emitUpdate(context, 'webhook_endpoint', id, patch, { type: 'webhook_endpoint.disabled' })
  },
})

/** Not public: whoever sends has seen it. It takes no right to be told. */
export const tellFailingEndpoint = defineCommand({
  type: 'webhook_endpoint.tell_failing',
  summary: 'Tell that an endpoint has taken nothing for a day or more',
  public: false,
  data: z.strictObject({ id: Id, since: Timestamp, reason: z.string().max(500) }),
  needs: ({ id }) => [{ kind: 'webhook_endpoint', ids: [id] }],
  decide({ id, since, reason }, context) {
    context.get('webhook_endpoint', id, 'id')
    return tell(context, id, 'webhook_endpoint.failing', { since, reason })
  },
})

function tell(
  context: CommandContext,
  id: string,
  type: 'webhook_endpoint.secret_rotated' | 'webhook_endpoint.failing',
  more: object = {},
): CommandResult {
  const endpoint = context.get('webhook_endpoint', id)
  const data = { webhookEndpoint: snapshotOf(endpoint), ...more }
  context.emit({ type, subject: { type: 'webhook_endpoint', id }, data })
  return { kind: 'webhook_endpoint', id, version: endpoint.version }
}
