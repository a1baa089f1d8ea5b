import type { AnyEvent, Notice, WebhookEndpoint } from '@orchestrator/domain'
import { type EventRow, toEvent } from '../automation/event-row.ts'
import type { Tx } from '../connection.ts'
import type { Store } from '../store.ts'
import { toStoredJson } from '../tables.ts'

/** A delivery of an event to an endpoint that wants it. */
export interface NewDelivery {
  readonly id: string
  readonly endpointId: string
  readonly eventSeq: number
  readonly eventType: string
  readonly url: string
}

/** What a member is told of an event. */
export type NewNotice = Notice & {
  readonly id: string
  readonly projectId: string | null
  readonly actorId: string
  readonly eventSeq: number
  readonly createdAt: string
}

/** What a round sees of a workspace's log. */
export interface FanOutRound {
  readonly cursor: number
  /** Where this round ends at the latest. */
  readonly to: number
  readonly tx: Tx
}

export interface FanOutResult {
  readonly notices: readonly NewNotice[]
  /** How far the log was looked at. */
  readonly to: number
  readonly deliveries: readonly NewDelivery[]
}

/** The events that put a version of an endpoint in force, or end it. */
export const endpointTypes: readonly string[] = [
  'webhook_endpoint.created',
  'webhook_endpoint.updated',
  'webhook_endpoint.disabled',
  'webhook_endpoint.deleted',
]

/** Workspaces whose log reaches past what was turned into deliveries. */
export async function fanOutBehind(store: Store, most: number): Promise<string[]> {
  const rows = await store.sql<{ workspaceId: string }[]>`select * from fan_out_behind(${most})`
  return rows.map((row) => row.workspaceId)
}

/**
 * One round of a workspace: in one transaction reads on from the cursor, writes what is to be sent, and moves the cursor. So each
 * event makes one delivery for each endpoint that wants it, whenever this process ends.
 * @returns how far it is now and how many deliveries it made, or null when somebody else is at it
 */
export async function fanOutRound(
  store: Store,
  workspaceId: string,
  most: number,
  work: (round: FanOutRound) => Promise<FanOutResult>,
): Promise<{ cursor: number; deliveries: number; more: boolean } | null> {
  return store.write(workspaceId, async (tx) => {
    const [rows] = await Promise.all([
      tx<{ seq: number; head: number; to: number | null }[]>`
        with c as (select seq from fan_out_cursors where workspace_id = ${workspaceId} for update skip locked),
        h as (select seq from workspace_heads where workspace_id = ${workspaceId})
        select c.seq, h.seq as head, (
          select max(e.seq) from (select seq from events where workspace_id = ${workspaceId} and seq > c.seq and seq <= h.seq order by seq limit ${most}) e
        ) as "to" from c, h`.execute(),
    ])
    const row = rows[0]
    if (!row) return null
    // Past the last event there may be the hole that a restore declared.
    const to = row.to ?? row.head
    if (to <= row.seq) return { cursor: row.seq, deliveries: 0, more: false }
    const done = await work({ cursor: row.seq, to, tx })
    await Promise.all([
      ...(done.deliveries.length > 0 ? [insertDeliveries(tx, workspaceId, done.deliveries)] : []),
      ...(done.notices.length > 0 ? [insertNotices(tx, workspaceId, done.notices)] : []),
      tx`update fan_out_cursors set seq = ${done.to} where workspace_id = ${workspaceId}`.execute(),
    ])
    return { cursor: done.to, deliveries: done.deliveries.length, more: done.to < row.head }
  })
}

/** A new workspace's cursor begins at 0. */
export const ensureFanOutCursor = async (store: Store, workspaceId: string): Promise<void> =>
  void (await store.write(
    workspaceId,
    (tx) => tx`insert into fan_out_cursors (workspace_id, seq) values (${workspaceId}, 0) on conflict do nothing`,
  ))

function insertDeliveries(tx: Tx, workspaceId: string, deliveries: readonly NewDelivery[]): Promise<unknown> {
  return tx`
    insert into deliveries (
      workspace_id, id, kind, endpoint_id, event_seq, event_type, method, url, send_target, send_headers, send_body, send_step,
      status, attempts, next_at, created_at, updated_at
    )
    select ${workspaceId}, d.id, 'event', d.endpoint_id, d.event_seq, d.event_type, 'POST', d.url, d.endpoint_id::text, '{}', '', 0,
      'pending', 0, now(), now(), now()
    from jsonb_to_recordset(${tx.json(deliveries.map(toStoredJson) as never)}) as d (id uuid, endpoint_id uuid, event_seq bigint, event_type text, url text)
    on conflict (workspace_id, id) do nothing`.execute()
}

/** The endpoints as they were at a place in the log. */
export async function endpointsAt(tx: Tx, workspaceId: string, seq: number): Promise<WebhookEndpoint[]> {
  const rows = await tx<EventRow[]>`
    select distinct on (subject_id) * from events
    where workspace_id = ${workspaceId} and subject_type = 'webhook_endpoint' and type = any(${endpointTypes as string[]}) and seq <= ${seq}
    order by subject_id, seq desc`
  return rows.flatMap((row) => endpointIn(toEvent(row)) ?? [])
}

/** An endpoint's new version; null when it is gone; undefined when the event is of something else. */
export function endpointIn(event: AnyEvent): WebhookEndpoint | null | undefined {
  if (!endpointTypes.includes(event.type)) return undefined
  return event.type === 'webhook_endpoint.deleted'
    ? null
    : (event as { webhookEndpoint?: WebhookEndpoint }).webhookEndpoint
}

/** To members who are there and want to be told of such: what they want to see in no inbox is read already. */
function insertNotices(tx: Tx, workspaceId: string, notices: readonly NewNotice[]): Promise<unknown> {
  return tx`
    insert into notifications (workspace_id, id, member_id, kind, title, body, about, link, project_id, actor_id, event_seq, read_at, created_at)
    select ${workspaceId}, n.id, n.member_id, n.kind, n.title, n.body, n.about, n.link, n.project_id, n.actor_id, n.event_seq,
      case when p.kinds->n.kind->'inbox' = 'false' then now() end, n.created_at
    from jsonb_to_recordset(${tx.json(notices.map(toStoredJson) as never)}) as n (
      id uuid, member_id uuid, kind text, title text, body text, about jsonb, link text, project_id uuid, actor_id uuid, event_seq bigint, created_at timestamptz
    )
    join members m on m.workspace_id = ${workspaceId} and m.id = n.member_id and m.removed_at is null
    left join notification_preferences p on p.workspace_id = ${workspaceId} and p.id = n.member_id
    where p.kinds->n.kind is null or p.kinds->n.kind->'inbox' = 'true' or p.kinds->n.kind->>'email' <> 'off'
    on conflict (workspace_id, id) do nothing`.execute()
}
