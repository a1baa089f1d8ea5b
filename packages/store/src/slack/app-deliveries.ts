import type { Store } from '../store.ts'
import type { ConnectionRef } from '../sync/claims.ts'
import type { InboundDelivery } from '../sync/inbound.ts'

export interface DeliveryRef extends ConnectionRef {
  readonly deliveryId: string
}

/** Somebody waits for it who will not for long. */
export type DueDelivery = DeliveryRef & { readonly urgent: boolean }

/** What was told an app of ours and is not done yet, of every workspace, the urgent first, then the oldest; of one connection `each` at most of either. */
export const dueAppDeliveries = (store: Store, most: number, each: number): Promise<readonly DueDelivery[]> =>
  store.sql<DueDelivery[]>`
    select workspace_id, connection_id, delivery_id, urgent from due_app_deliveries(${most}, ${each})`

/** @returns null: somebody else does it, or has done it. What is taken and not finished within the lease is due again */
export async function claimAppDelivery(
  store: Store,
  { workspaceId, connectionId, deliveryId }: DeliveryRef,
  leaseMs: number,
): Promise<(InboundDelivery & { readonly attempts: number; readonly receivedAt: string }) | null> {
  const [row] = await store.write(
    workspaceId,
    (tx) => tx<(InboundDelivery & { attempts: number; receivedAt: string })[]>`
      update inbound_deliveries set attempts = attempts + 1, next_at = now() + ${leaseMs} * interval '1 ms'
      where workspace_id = ${workspaceId} and connection_id = ${connectionId} and delivery_id = ${deliveryId}
        and processed_at is null and next_at <= now()
      returning delivery_id, headers, body, attempts, received_at`,
  )
  return row ?? null
}

/** @param error why nothing came of it; null: it is done, and what it held is forgotten */
export const finishAppDelivery = async (
  store: Store,
  { workspaceId, connectionId, deliveryId }: DeliveryRef,
  error: string | null,
): Promise<void> =>
  void (await store.write(
    workspaceId,
    (tx) => tx`
      update inbound_deliveries set processed_at = now(), error = ${error}, body = case when ${error}::text is null then '' else body end
      where workspace_id = ${workspaceId} and connection_id = ${connectionId} and delivery_id = ${deliveryId} and processed_at is null`,
  ))

export const putOffAppDelivery = async (
  store: Store,
  { workspaceId, connectionId, deliveryId }: DeliveryRef,
  afterMs: number,
  error: string,
): Promise<void> =>
  void (await store.write(
    workspaceId,
    (tx) => tx`
      update inbound_deliveries set next_at = now() + ${afterMs} * interval '1 ms', error = ${error}
      where workspace_id = ${workspaceId} and connection_id = ${connectionId} and delivery_id = ${deliveryId} and processed_at is null`,
  ))
