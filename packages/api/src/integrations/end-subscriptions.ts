import type { Subscription } from '@orchestrator/integrations'
import type { Logger } from 'pino'
import type { Api } from '../http/api.ts'
import { withSession } from './with-session.ts'

interface Subscribed {
  readonly mappingId: string
  readonly containerId: string
  readonly subscription: Subscription
}

/**
 * Tells the service to send nothing more of those of these mappings of which it took it that it shall. What it does not take now stays
 * there, and its deliveries are refused.
 * @returns how many it goes on sending of
 */
export async function endSubscriptions(
  api: Api,
  logger: Logger,
  workspaceId: string,
  { connectionId, mappingId = null }: { connectionId: string; mappingId?: string | null },
): Promise<number> {
  const subscribed = await api.store.read(
    workspaceId,
    (tx) => tx<Subscribed[]>`
      select m.id as mapping_id, m.container_id, s.subscription
      from mappings m join mapping_syncs s on s.workspace_id = m.workspace_id and s.mapping_id = m.id
      where m.workspace_id = ${workspaceId} and m.connection_id = ${connectionId} and s.subscription->>'id' is not null
        and (${mappingId}::uuid is null or m.id = ${mappingId}::uuid)`,
  )
  let left = subscribed.length
  for (const { mappingId: id, containerId, subscription } of subscribed) {
    try {
      await withSession(api, workspaceId, connectionId, async ({ connector, session }) => {
        await connector.webhooks?.unsubscribe?.(session, subscription, containerId)
      })
      await api.store.write(
        workspaceId,
        (tx) =>
          tx`update mapping_syncs set subscription = null where workspace_id = ${workspaceId} and mapping_id = ${id}`,
      )
      left--
    } catch (error) {
      logger.warn(
        { err: error, connectionId, mappingId: id },
        'a service goes on sending: it did not take the end of a subscription',
      )
    }
  }
  return left
}
