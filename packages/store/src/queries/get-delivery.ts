import type { Delivery } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import { getEntity } from './get-entity.ts'
import type { Condition } from './keyset.ts'
import { joinConditions } from './keyset.ts'

/** One attempt to deliver. */
export interface DeliveryAttempt {
  readonly n: number
  readonly startedAt: string
  readonly latencyMs: number
  readonly status: number | null
  readonly error: string | null
}

/** A delivery with its attempts, or undefined. */
export async function getDelivery(
  tx: Tx,
  workspaceId: string,
  id: string,
): Promise<(Delivery & { attemptLog: readonly DeliveryAttempt[] }) | undefined> {
  const [delivery, attemptLog] = await Promise.all([
    getEntity(tx, workspaceId, 'delivery', id),
    tx<DeliveryAttempt[]>`
      select n, started_at, latency_ms, status, error from delivery_attempts
      where workspace_id = ${workspaceId} and delivery_id = ${id} order by n desc limit 100`,
  ])
  return delivery && { ...(delivery as unknown as Delivery), attemptLog }
}

/** The next of the deliveries that meet the conditions, by their ids. */
export async function deliveryIds(
  tx: Tx,
  workspaceId: string,
  where: readonly Condition[],
  page: { after: string | null; limit: number },
): Promise<string[]> {
  const parameters: unknown[] = [workspaceId]
  const after = page.after === null ? [] : [{ sql: 't.id > ?::uuid', values: [page.after] }]
  const conditions = joinConditions([...where, ...after], parameters)
  parameters.push(page.limit)
  const text = `select t.id from deliveries t where t.workspace_id = $1${conditions} order by t.id limit $${parameters.length}`
  const rows = await tx.unsafe<{ id: string }[]>(text, parameters as never[], { prepare: true })
  return rows.map(({ id }) => id)
}
