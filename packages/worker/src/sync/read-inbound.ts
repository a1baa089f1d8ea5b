import { AppError, type Command, deriveId } from '@orchestrator/domain'
import { type Connector, type Delivery, fieldsOf, hashOf, ProviderError, sideOf } from '@orchestrator/integrations'
import {
  addWork,
  type ExternalItem,
  type InboundDelivery,
  itemOfExternal,
  openDeliveries,
  type SyncMapping,
  type Tx,
} from '@orchestrator/store'
import { madeHere } from './made-here.ts'
import type { SyncContext } from './sync-context.ts'

const most = 100

/**
 * Turns deliveries into work. What they hold is not believed but looked up: they come late, twice and in any order.
 * @returns whether there may be more
 */
export async function readInbound(context: SyncContext): Promise<boolean> {
  const { store, claim, connector } = context
  const deliveries = await openDeliveries(store, claim, most)
  if (deliveries.length === 0) return false
  const read = deliveries.map((delivery) => parse(connector, delivery))
  for (const one of read) if (one.told) await tellEvents(context, one.told)
  await store.write(claim.workspaceId, async (tx) => {
    for (const { told } of read) if (told) await takeHints(context, tx, told)
    await tx`
      update inbound_deliveries d set processed_at = now(), error = t.error
      from unnest(${read.map(({ id }) => id)}::text[], ${read.map(({ error }) => error)}::text[]) as t (id, error)
      where d.workspace_id = ${claim.workspaceId} and d.connection_id = ${claim.connectionId} and d.delivery_id = t.id`
  })
  return deliveries.length === most
}

function parse(
  connector: Connector,
  { deliveryId: id, headers, body }: InboundDelivery,
): { id: string; told: Delivery | null; error: string | null } {
  try {
    return { id, told: connector.webhooks?.parse({ headers, body }) ?? null, error: null }
  } catch (error) {
    return { id, told: null, error: error instanceof ProviderError ? error.message : 'it could not be read' }
  }
}

/** What triggers may start on. Told under ids of their own, so a delivery that comes twice tells it once. */
async function tellEvents(
  { store, claim, state, principal, logger }: SyncContext,
  { events }: Delivery,
): Promise<void> {
  for (const { id, type, occurredAt, containerId, data } of events) {
    const projectId = state.mappings.find((mapping) => mapping.containerId === containerId)?.projectId ?? null
    const payload = { ...data, occurredAt, containerId }
    const command = {
      id: deriveId(claim.connectionId, 'event', id),
      type: 'connection.emit',
      data: { id: claim.connectionId, type, projectId, payload },
    }
    await store.execute(principal, [command as unknown as Command], { unasked: true }).catch((error: unknown) => {
      if (!(error instanceof AppError) || error.code === 'unavailable') throw error
      logger.warn({ err: error, type, ...claim }, 'an event of a service could not be told')
    })
  }
}

async function takeHints(context: SyncContext, tx: Tx, { hints }: Delivery): Promise<void> {
  const { claim, state } = context
  for (const hint of hints) {
    const mappings = state.mappings.filter(
      ({ containerId, enabled }) => enabled && (hint.containerId === null || containerId === hint.containerId),
    )
    for (const mapping of mappings) {
      if (hint.kind === 'pull') await pullSoon(tx, claim.workspaceId, mapping.id)
      else {
        const item = await itemOfExternal(tx, claim, hint.ref.type, hint.ref.id)
        if (hint.kind === 'changed' && item !== null && isEcho(context, mapping, item, hint.item)) continue
        const onExternalId = hint.kind === 'changed' ? (hint.on?.id ?? null) : null
        await addWork(tx, claim.workspaceId, claim.connectionId, [
          { mappingId: mapping.id, type: hint.ref.type, externalId: hint.ref.id, onExternalId },
        ])
      }
    }
  }
}

/** It tells of just what we wrote there last. */
function isEcho(
  { connector }: SyncContext,
  mapping: SyncMapping,
  item: ExternalItem,
  told: Parameters<typeof sideOf>[0] | undefined,
): boolean {
  if (told === undefined || item.writtenHash === null) return false
  return hashOf(sideOf(told, fieldsOf(connector, mapping, item.type, madeHere(item)))) === item.writtenHash
}

const pullSoon = (tx: Tx, workspaceId: string, mappingId: string) =>
  tx`update mapping_syncs set pull_at = now() where workspace_id = ${workspaceId} and mapping_id = ${mappingId}`
