import type { AnyEvent, Delivery } from '@orchestrator/domain'
import { type EventRow, toEvent } from '../automation/event-row.ts'
import type { Store } from '../store.ts'

/** A place to which something is due, and how much of it is wanted. */
export interface DeliveryTarget {
  readonly workspaceId: string
  readonly target: string
}

/** A delivery that is to be sent now. */
export interface ClaimedDelivery
  extends Pick<Delivery, 'id' | 'kind' | 'endpointId' | 'eventSeq' | 'method' | 'url' | 'attempts'> {
  readonly workspaceId: string
  readonly sendTarget: string
  readonly sendHeaders: Readonly<Record<string, string>>
  readonly sendBody: string
  readonly sendStep: number
  readonly event: AnyEvent | null
  /** As it is now; null: it is gone, or it never had one. */
  readonly endpoint: ClaimedEndpoint | null
}

export interface ClaimedEndpoint {
  readonly id: string
  readonly url: string
  readonly enabled: boolean
  readonly ownerId: string
  readonly sealedSecrets: string
  readonly sealedHeaders: string | null
}

/** The places to which something is due, of every workspace. */
export const dueDeliveryTargets = (store: Store, most: number): Promise<readonly DeliveryTarget[]> =>
  store.sql<DeliveryTarget[]>`select workspace_id, target from due_delivery_targets(${most})`

/** Gives back what was taken and not sent: it is due at once, as if it had not been taken. */
export const releaseDeliveries = async (
  store: Store,
  workspaceId: string,
  taken: readonly Pick<ClaimedDelivery, 'id' | 'attempts'>[],
): Promise<void> =>
  void (await store.write(
    workspaceId,
    (tx) => tx`
      update deliveries d set attempts = d.attempts - 1, next_at = now(), updated_at = now()
      from unnest(${taken.map(({ id }) => id)}::uuid[], ${taken.map(({ attempts }) => attempts)}::int[]) as t (id, n)
      where d.workspace_id = ${workspaceId} and d.id = t.id and d.status = 'delivering' and d.attempts = t.n`,
  ))

/**
 * Takes what is due to some places of a workspace, the oldest first. What is taken and not reported within the lease, because
 * its process ended, is due again.
 */
export async function claimDeliveries(
  store: Store,
  workspaceId: string,
  wanted: readonly { target: string; most: number }[],
  leaseMs: number,
): Promise<ClaimedDelivery[]> {
  const targets = wanted.map(({ target }) => target)
  const counts = wanted.map(({ most }) => most)
  return store.write(workspaceId, async (tx) => {
    const rows = await tx<ClaimedDelivery[]>`
      with picked as (
        select p.id from unnest(${targets}::text[], ${counts}::int[]) as w (target, most) cross join lateral (
          select d.id from deliveries d
          where d.workspace_id = ${workspaceId} and d.send_target = w.target and d.status in ('pending', 'delivering', 'failed') and d.next_at <= now()
          order by d.next_at, d.event_seq limit w.most for update skip locked
        ) p
      )
      update deliveries d set status = 'delivering', attempts = d.attempts + 1, next_at = now() + ${leaseMs} * interval '1 ms', updated_at = now()
      from picked p where d.workspace_id = ${workspaceId} and d.id = p.id
      returning d.workspace_id, d.id, d.kind, d.endpoint_id, d.event_seq, d.method, d.url, d.attempts, d.send_target, d.send_headers, d.send_body, d.send_step`
    if (rows.length === 0) return []
    const seqs = [...new Set(rows.flatMap(({ eventSeq }) => eventSeq ?? []))]
    const ids = [...new Set(rows.flatMap(({ endpointId }) => endpointId ?? []))]
    const [events, endpoints] = await Promise.all([
      seqs.length === 0
        ? []
        : tx<EventRow[]>`select * from events where workspace_id = ${workspaceId} and seq = any(${seqs}::bigint[])`,
      ids.length === 0
        ? []
        : tx<ClaimedEndpoint[]>`
            select id, url, enabled, owner_id, sealed_secrets, sealed_headers from webhook_endpoints
            where workspace_id = ${workspaceId} and id = any(${ids}::uuid[])`,
    ])
    const eventOf = new Map(events.map((row) => [row.seq, toEvent(row)]))
    const endpointOf = new Map(endpoints.map((endpoint) => [endpoint.id, endpoint]))
    return rows
      .map((row) => ({
        ...row,
        event: (row.eventSeq !== null && eventOf.get(row.eventSeq)) || null,
        endpoint: (row.endpointId !== null && endpointOf.get(row.endpointId)) || null,
      }))
      .sort((a, b) => (a.eventSeq ?? 0) - (b.eventSeq ?? 0))
  })
}
