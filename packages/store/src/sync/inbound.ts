import type { Store } from '../store.ts'
import { type ConnectionRef, type SyncClaim, wakeConnections } from './claims.ts'

/** A request of a service, kept as it came until it is read. */
export interface InboundDelivery {
  readonly deliveryId: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

/**
 * Keeps verified deliveries of one connection. The same one again is answered the same and kept once.
 * @returns whether there is a new one
 */
export async function keepDeliveries(
  store: Store,
  ref: ConnectionRef,
  deliveries: readonly InboundDelivery[],
): Promise<boolean> {
  const isNew = await store.write(ref.workspaceId, async (tx) => {
    const inserts = deliveries.map(({ deliveryId, headers, body }) =>
      tx`
        insert into inbound_deliveries (workspace_id, connection_id, delivery_id, headers, body)
        values (${ref.workspaceId}, ${ref.connectionId}, ${deliveryId}, ${tx.json(headers)}, ${Buffer.from(body)})
        on conflict do nothing returning 1`.execute(),
    )
    const made = (await Promise.all(inserts)).some((rows) => rows.length > 0)
    if (made) await wakeConnections(tx, ref.workspaceId, [ref.connectionId])
    return made
  })
  if (isNew) store.announce('orchestrator_sync')
  return isNew
}

/** The same for one. */
export const keepDelivery = (store: Store, ref: ConnectionRef, delivery: InboundDelivery): Promise<boolean> =>
  keepDeliveries(store, ref, [delivery])

/** Those that nobody has read, the oldest first. */
export const openDeliveries = (store: Store, { workspaceId, connectionId }: SyncClaim, most: number) =>
  store.read(
    workspaceId,
    (tx) => tx<InboundDelivery[]>`
      select delivery_id, headers, body from inbound_deliveries
      where workspace_id = ${workspaceId} and connection_id = ${connectionId} and processed_at is null
      order by received_at, delivery_id limit ${most}`,
  )

/** Deliveries that were read a while ago are forgotten: a service repeats one for some days at most. */
export const sweepDeliveries = async (store: Store): Promise<void> =>
  void (await store.sql`select sweep_inbound_deliveries(now() - interval '14 days')`)
