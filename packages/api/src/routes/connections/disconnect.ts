import { Connection } from '@orchestrator/domain'
import { ProviderError, revokeTokens } from '@orchestrator/integrations'
import { connectionHealth } from '@orchestrator/store'
import type { Logger } from 'pino'
import * as z from 'zod'
import type { Api } from '../../http/api.ts'
import { idParams } from '../../http/entity/index.ts'
import { entityResponse } from '../../http/entity-response.ts'
import { read } from '../../http/read.ts'
import { defineRoute } from '../../http/route.ts'
import { connectorOf, oauthServerOf } from '../../integrations/connector-of.ts'
import { endSubscriptions } from '../../integrations/end-subscriptions.ts'
import { requireConnection } from '../../integrations/with-session.ts'
import { requirePermission } from '../../middleware/authenticate.ts'
import { claimKey } from '../../writes/claim-key.ts'
import { entityAfter, runCommand } from '../../writes/run-command.ts'
import { connections } from './resource.ts'

const Stays = z
  .object({
    mappings: z.int().meta({ description: 'mappings that go on when it is connected anew' }),
    items: z.int().meta({ description: 'tasks and comments that were the same on both sides; they stay on both' }),
    subscriptions: z.int().meta({ description: 'webhooks there that could not be ended: delete them there' }),
    tokensRevoked: z
      .boolean()
      .meta({ description: 'false: withdraw them in the service, which does not take it from here' }),
  })
  .meta({ id: 'DisconnectedStays' })

export const disconnect = defineRoute({
  method: 'post',
  path: `${connections.path}/{id}/disconnect`,
  operationId: 'disconnectConnection',
  tag: connections.tag,
  summary: 'Disconnect: its credentials are forgotten, what it has synced stays on both sides',
  description: 'Needs the permission integration.manage.',
  access: 'write',
  params: idParams,
  answer: {
    status: 200,
    description: 'The connection, and what stays',
    schema: Connection.extend({ stays: Stays }).meta({ id: 'DisconnectedConnection' }),
  },
  problems: [404, 409],
  async handle(call) {
    requirePermission(call.identity, 'integration.manage')
    const { api, c, workspaceId, params } = call
    const logger = c.get('logger')
    await claimKey(call)
    const subscriptions = await endSubscriptions(api, logger, workspaceId, { connectionId: params.id })
    const tokensRevoked = await giveBack(api, logger, workspaceId, params.id)
    const applied = await runCommand(call, 'connection.disconnect', { id: params.id })
    const { mappings } = await read(api, workspaceId, (tx) => connectionHealth(tx, workspaceId, params.id))
    const items = mappings.reduce((sum, mapping) => sum + mapping.items, 0)
    const stays = { mappings: mappings.length, items, subscriptions, tokensRevoked }
    return entityResponse(c, { ...(await entityAfter(call, applied)), stays })
  },
})

/** What does not work out here, people do there: they are told. */
async function giveBack(api: Api, logger: Logger, workspaceId: string, id: string): Promise<boolean> {
  const { auth, credentials, provider, settings } = await requireConnection(api, workspaceId, id)
  if (auth !== 'oauth2' || credentials === null) return false
  try {
    return await revokeTokens(oauthServerOf(api, connectorOf(api, provider), settings), credentials)
  } catch (error) {
    if (!(error instanceof ProviderError)) return false
    logger.warn({ err: error, connectionId: id }, 'a service did not take back its tokens')
    return false
  }
}
