import type { Tx } from '../connection.ts'
import type { Store } from '../store.ts'
import { type ConnectionRef, type SyncClaim, wakeConnections } from './claims.ts'

/** A request of a service, kept as it came until it is read. */
export interface InboundDelivery {
  readonly deliveryId: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  /** An app of ours answers it, not a round. */
  readonly app?: boolean
  /** Why nobody can read it: that it came is shown with its connection, and nothing of what it holds is kept. */
  readonly unreadable?: string | null
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
    const made = await insertDeliveries(tx, ref, deliveries)
    if (made && deliveries.some(({ app }) => !app)) await wakeConnections(tx, ref.workspaceId, [ref.connectionId])
    return made
  })
  if (isNew) store.announce('orchestrator_sync')
  return isNew
}

/** Within the transaction that says where they come from. @returns whether there is a new one */
export async function insertDeliveries(
  tx: Tx,
  { workspaceId, connectionId }: ConnectionRef,
  deliveries: readonly InboundDelivery[],
): Promise<boolean> {
  const inserts = deliveries.map(({ deliveryId, headers, body, app = false, unreadable = null }) => {
    const isOpen = unreadable === null
    return tx`
      insert into inbound_deliveries (workspace_id, connection_id, delivery_id, headers, body, app, next_at, processed_at, error, unreadable)
      values (${workspaceId}, ${connectionId}, ${deliveryId}, ${tx.json(headers)}, ${Buffer.from(isOpen ? body : [])}, ${app},
        case when ${app} and ${isOpen} then now() end, case when not ${isOpen} then now() end, ${unreadable}, not ${isOpen})
      on conflict do nothing returning 1`.execute()
  })
  return (await Promise.all(inserts)).some((rows) => rows.length > 0)
}

/** It is about to be read: counted before, for of who ends or hangs on it nobody hears. @returns the how-manieth time it is */
export async function beginDelivery(
  tx: Tx,
  { workspaceId, connectionId }: ConnectionRef,
  deliveryId: string,
): Promise<number> {
  const [row] = await tx<{ attempts: number }[]>`
    update inbound_deliveries set attempts = attempts + 1
    where workspace_id = ${workspaceId} and connection_id = ${connectionId} and delivery_id = ${deliveryId} returning attempts`
  return row?.attempts ?? 0
}

/** It could not be read for a reason that is not its own. */
export const unbeginDelivery = (tx: Tx, { workspaceId, connectionId }: ConnectionRef, deliveryId: string) => tx`
  update inbound_deliveries set attempts = greatest(attempts - 1, 0)
  where workspace_id = ${workspaceId} and connection_id = ${connectionId} and delivery_id = ${deliveryId}`

/** It is read, and what it held forgotten; `error` says why nothing came of it. @param unreadable nobody can read it */
export const endDelivery = (
  tx: Tx,
  { workspaceId, connectionId }: ConnectionRef,
  deliveryId: string,
  error: string | null,
  unreadable = false,
) => tx`
  update inbound_deliveries set processed_at = now(), error = ${error}, unreadable = ${unreadable}, body = ''
  where workspace_id = ${workspaceId} and connection_id = ${connectionId} and delivery_id = ${deliveryId}`

/** The same for one. */
export const keepDelivery = (store: Store, ref: ConnectionRef, delivery: InboundDelivery): Promise<boolean> =>
  keepDeliveries(store, ref, [delivery])

/** So many bytes are read at once at most, but for one that is larger by itself: whoever has a connection can sign much. */
const mostBytes = 8 * 1024 * 1024

/** Those that nobody has read, the oldest first; not always as many as are asked for. */
export const openDeliveries = (store: Store, { workspaceId, connectionId }: SyncClaim, most: number) =>
  store.read(
    workspaceId,
    (tx) => tx<InboundDelivery[]>`
      with open as (
        select delivery_id, received_at,
          sum(octet_length(body)) over (order by received_at, delivery_id) - octet_length(body) as bytes_before
        from inbound_deliveries
        where workspace_id = ${workspaceId} and connection_id = ${connectionId} and processed_at is null and not app
        order by received_at, delivery_id limit ${most})
      select d.delivery_id, d.headers, d.body from open o
      join inbound_deliveries d on d.workspace_id = ${workspaceId} and d.connection_id = ${connectionId} and d.delivery_id = o.delivery_id
      where o.bytes_before < ${mostBytes}
      order by o.received_at, o.delivery_id`,
  )

/** They were read. What they held is forgotten; that they came is not, for a service may repeat them. */
export const closeDeliveries = (
  tx: Tx,
  { workspaceId, connectionId }: SyncClaim,
  read: readonly { readonly id: string; readonly error: string | null }[],
) => tx`
  update inbound_deliveries d set processed_at = now(), error = t.error, body = case when t.error is null then '' else d.body end
  from unnest(${read.map(({ id }) => id)}::text[], ${read.map(({ error }) => error)}::text[]) as t (id, error)
  where d.workspace_id = ${workspaceId} and d.connection_id = ${connectionId} and d.delivery_id = t.id`

/** So many are kept for a connection that does not read them; of what changed, the next look at the service tells all the same. */
const mostUnread = { rows: 20_000, bytes: 200_000_000 }

/** Deliveries that were read a while ago are forgotten: a service repeats one for some days at most. Those that nobody reads are bounded. */
export async function sweepDeliveries(store: Store, most = mostUnread): Promise<void> {
  await store.sql`select sweep_inbound_deliveries(now() - interval '14 days')`
  await store.sql`select trim_inbound_deliveries(${most.rows}, ${most.bytes})`
}
