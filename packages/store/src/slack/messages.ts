import type { Tx } from '../connection.ts'
import type { Store } from '../store.ts'

export interface SlackMessageRow {
  readonly id: string
  readonly connectionId: string
  readonly subjectType: 'notification' | 'task' | 'approval' | 'patch' | 'comment'
  readonly subjectId: string
  readonly memberId: string | null
  readonly notificationId: string | null
  readonly channelId: string | null
  readonly rootId: string | null
  readonly threadTs: string | null
  readonly ts: string | null
  readonly live: boolean
  readonly comments: boolean
  readonly shown: string | null
  readonly changes: number
  readonly status: 'pending' | 'sending' | 'sent' | 'failed' | 'dropped'
  readonly attempts: number
  readonly createdAt: string
}

export type NewSlackMessage = Pick<SlackMessageRow, 'id' | 'connectionId' | 'subjectType' | 'subjectId' | 'live'> &
  Partial<Pick<SlackMessageRow, 'memberId' | 'channelId' | 'rootId' | 'threadTs' | 'ts' | 'comments'>>

/** How an attempt ended. */
export interface SlackMessageEnd {
  readonly status: 'sent' | 'pending' | 'failed' | 'dropped'
  readonly channelId?: string | null
  readonly ts?: string | null
  readonly shown?: string | null
  readonly error?: string | null
  readonly afterMs?: number
  /** Nothing was tried: it does not count as an attempt. */
  readonly untried?: boolean
}

/** Each once under its id. One whose `ts` is known is there already. */
export async function addSlackMessages(
  tx: Tx,
  workspaceId: string,
  messages: readonly NewSlackMessage[],
): Promise<void> {
  if (messages.length === 0) return
  const rows = messages.map((one) => ({
    ...{ id: one.id, connection_id: one.connectionId, subject_type: one.subjectType, subject_id: one.subjectId },
    ...{ member_id: one.memberId ?? null, channel_id: one.channelId ?? null, root_id: one.rootId ?? null },
    ...{ thread_ts: one.threadTs ?? null, ts: one.ts ?? null, live: one.live, comments: one.comments ?? false },
  }))
  await tx`
    insert into slack_messages (workspace_id, id, connection_id, subject_type, subject_id, member_id, channel_id, root_id, thread_ts, ts, live,
      comments, status, next_at)
    select ${workspaceId}, r.id, r.connection_id, r.subject_type, r.subject_id, r.member_id, r.channel_id, r.root_id, r.thread_ts, r.ts, r.live,
      r.comments, case when r.ts is null then 'pending' else 'sent' end, case when r.ts is null then now() end
    from jsonb_to_recordset(${tx.json(rows)}) as r (id uuid, connection_id uuid, subject_type text, subject_id uuid, member_id uuid,
      channel_id text, root_id uuid, thread_ts text, ts text, live boolean, comments boolean)
    on conflict do nothing`
}

/** Workspaces in which a message is due. */
export async function slackWorkspaces(store: Store, most: number): Promise<string[]> {
  const rows = await store.sql<{ workspaceId: string }[]>`select workspace_id from slack_workspaces(${most})`
  return rows.map(({ workspaceId }) => workspaceId)
}

/** Takes messages that are due. What is taken and not reported within the lease, because its process ended, is due again. */
export const claimSlackMessages = (store: Store, workspaceId: string, most: number, leaseMs: number) =>
  store.write(
    workspaceId,
    (tx) => tx<SlackMessageRow[]>`
      with due as (
        select d.id from slack_messages d
        join connections c on c.workspace_id = d.workspace_id and c.id = d.connection_id and c.status in ('active', 'disconnected')
        where d.workspace_id = ${workspaceId} and d.status in ('pending', 'sending') and d.next_at <= now()
          -- In a thread one after the other; what waits for its next try holds up nobody.
          and (d.root_id is null or not exists (
            select from slack_messages o
            where o.workspace_id = d.workspace_id and o.root_id = d.root_id and o.place < d.place and o.ts is null
              and (o.status = 'sending' or (o.status = 'pending' and o.next_at <= now()))
          ))
        order by d.next_at, d.place limit ${most} for update of d skip locked
      )
      update slack_messages m set status = 'sending', attempts = m.attempts + 1, next_at = now() + ${leaseMs} * interval '1 ms', updated_at = now()
      from due where m.workspace_id = ${workspaceId} and m.id = due.id
      returning m.id, m.connection_id, m.subject_type, m.subject_id, m.member_id, m.notification_id, m.channel_id, m.root_id, m.thread_ts, m.ts,
        m.live, m.comments, m.shown, m.changes, m.status, m.attempts, m.created_at`,
  )

/** The service takes nothing of this connection for so long. */
export const holdSlackMessages = async (
  store: Store,
  workspaceId: string,
  connectionId: string,
  afterMs: number,
): Promise<void> =>
  void (await store.write(
    workspaceId,
    (tx) => tx`
      update slack_messages set next_at = greatest(next_at, now() + ${afterMs} * interval '1 ms')
      where workspace_id = ${workspaceId} and connection_id = ${connectionId} and status = 'pending'`,
  ))

/** Notes how an attempt ended. What changed meanwhile is due at once. */
export const endSlackMessage = async (
  store: Store,
  workspaceId: string,
  { id, changes, attempts }: Pick<SlackMessageRow, 'id' | 'changes' | 'attempts'>,
  { status, channelId = null, ts = null, shown = null, error = null, afterMs = 0, untried = false }: SlackMessageEnd,
): Promise<void> =>
  void (await store.write(
    workspaceId,
    (tx) => tx`
      update slack_messages set channel_id = coalesce(${channelId}, channel_id), ts = coalesce(${ts}, ts), shown = coalesce(${shown}, shown),
        last_error = ${error}, updated_at = now(),
        status = case when ${status} = 'sent' and changes <> ${changes} then 'pending' else ${status} end,
        attempts = case when ${status} = 'sent' then 0 when ${untried} then attempts - 1 else attempts end,
        next_at = case when ${status} = 'pending' then now() + ${afterMs} * interval '1 ms' when ${status} = 'sent' and changes <> ${changes} then now() end
      where workspace_id = ${workspaceId} and id = ${id} and status = 'sending' and attempts = ${attempts}`,
  ))

/** The message at a place there; null: none of which we know. */
export async function slackMessageAt(
  tx: Tx,
  workspaceId: string,
  connectionId: string,
  channelId: string,
  ts: string,
): Promise<SlackMessageRow | null> {
  const [row] = await tx<SlackMessageRow[]>`
    select * from slack_messages
    where workspace_id = ${workspaceId} and connection_id = ${connectionId} and channel_id = ${channelId} and ts = ${ts} limit 1`
  return row ?? null
}

/** The message of a task whose thread this is; null: it is nobody's comments. */
export async function slackThreadAt(
  tx: Tx,
  workspaceId: string,
  connectionId: string,
  channelId: string,
  threadTs: string,
): Promise<SlackMessageRow | null> {
  const [row] = await tx<SlackMessageRow[]>`
    select * from slack_messages
    where workspace_id = ${workspaceId} and connection_id = ${connectionId} and channel_id = ${channelId} and subject_type = 'task' and comments
      and (thread_ts = ${threadTs} or (thread_ts is null and ts = ${threadTs}))
    order by created_at limit 1`
  return row ?? null
}

export const slackMessageOf = async (tx: Tx, workspaceId: string, id: string): Promise<SlackMessageRow | null> =>
  (await tx<SlackMessageRow[]>`select * from slack_messages where workspace_id = ${workspaceId} and id = ${id}`)[0] ??
  null

export const removeSlackMessage = (tx: Tx, workspaceId: string, id: string) =>
  tx`delete from slack_messages where workspace_id = ${workspaceId} and id = ${id}`

/** What was told a while ago and does not change any more is forgotten. */
export const sweepSlackMessages = async (store: Store): Promise<void> =>
  void (await store.sql`select sweep_slack_messages(now() - interval '30 days', now() - interval '1 year')`)
