import {
  type Approval,
  type Comment,
  compileMappingFilter,
  deriveId,
  type Patch,
  type Task,
} from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import type { Store } from '../store.ts'
import { addSlackMessages, type NewSlackMessage } from './messages.ts'

const mostEvents = 2_000

/** Workspaces whose log has grown since it was read for what is shown in Slack. */
export async function slackBehind(store: Store, most: number): Promise<readonly string[]> {
  const rows = await store.sql<{ workspaceId: string }[]>`select workspace_id from slack_behind(${most})`
  return rows.map(({ workspaceId }) => workspaceId)
}

/**
 * Turns what is in a workspace's log into messages: what is new in a project that has a channel, comments on tasks that have a thread, and all
 * messages whose subject has changed. In one transaction with the cursor, so nothing is missed or told twice.
 * @returns whether there is more
 */
export async function readLogForSlack(store: Store, workspaceId: string): Promise<boolean> {
  return store.write(workspaceId, async (tx) => {
    const [cursor] = await tx<{ seq: number; head: number }[]>`
      select c.seq, h.seq as head from slack_cursors c join workspace_heads h on h.workspace_id = c.workspace_id
      where c.workspace_id = ${workspaceId} for update of c`
    if (cursor === undefined || cursor.seq >= cursor.head) return false
    const range = { from: cursor.seq, to: Math.min(cursor.head, cursor.seq + mostEvents) }
    await tx`
      update slack_messages m set changes = m.changes + 1, 
        attempts = case
          when m.status = 'failed' and m.ts is null then least(m.attempts, 1)
          when m.status = 'sending' or m.ts is null then m.attempts else 0 end,
        status = case when m.status = 'sending' then m.status else 'pending' end,
        next_at = case when m.status = 'sending' or (m.status = 'pending' and m.last_error is not null) then m.next_at else now() end
      from (
        select distinct subject_id from events
        where workspace_id = ${workspaceId} and seq > ${range.from} and seq <= ${range.to} and subject_type in ('task', 'approval', 'patch', 'comment')
      ) e
      where m.workspace_id = ${workspaceId} and m.live and m.subject_id = e.subject_id and m.status <> 'dropped'`
    await addSlackMessages(tx, workspaceId, [
      ...(await newInChannels(tx, workspaceId, range)),
      ...(await commentsInThreads(tx, workspaceId, range)),
    ])
    await tx`update slack_cursors set seq = ${range.to} where workspace_id = ${workspaceId}`
    return range.to < cursor.head
  })
}

interface Range {
  readonly from: number
  readonly to: number
}

/** One message for each thing in each channel: it changes with the thing. */
export const channelMessageId = (connectionId: string, channelId: string, subjectId: string): string =>
  deriveId(connectionId, 'slack channel', channelId, subjectId)

async function newInChannels(tx: Tx, workspaceId: string, { from, to }: Range): Promise<NewSlackMessage[]> {
  const rows = await tx<
    {
      subjectId: string
      data: { task?: Task; approval?: Approval; patch?: Patch }
      connectionId: string
      channelId: string
      filter: string | null
      comments: boolean
    }[]
  >`
    select e.subject_id, e.data, m.connection_id, m.container_id as channel_id, m.filter, m.comments
    from events e
    join mappings m on m.workspace_id = e.workspace_id and m.project_id = e.project_id and m.enabled and m.direction <> 'in'
    join connections c on c.workspace_id = m.workspace_id and c.id = m.connection_id and c.provider = 'slack'
    where e.workspace_id = ${workspaceId} and e.seq > ${from} and e.seq <= ${to} and e.type in ('task.created', 'approval.requested', 'patch.proposed')
      and e.occurred_at >= m.created_at
      -- What undoes a patch is told where that patch is shown.
      and e.data->'patch'->>'undoesId' is null
      -- What an import brings is told nobody.
      and not (e.actor->>'type' = 'connection' and exists (
        select from mappings b join mapping_syncs s on s.workspace_id = b.workspace_id and s.mapping_id = b.id
        where b.workspace_id = e.workspace_id and b.connection_id = (e.actor->>'id')::uuid and b.project_id = e.project_id
          and s.backfill_started_at <= e.occurred_at and (s.backfill_ended_at is null or e.occurred_at <= s.backfill_ended_at)
      ))
    order by e.seq`
  return rows.flatMap(({ subjectId, data, connectionId, channelId, filter, comments }): NewSlackMessage[] => {
    const { task, patch } = data
    if (task && filter !== null && !compileMappingFilter(filter).test({}, {}, { task }).matched) return []
    const id = channelMessageId(connectionId, channelId, subjectId)
    const subjectType = task ? 'task' : patch ? 'patch' : 'approval'
    return [
      { id, connectionId, subjectType, subjectId, channelId, live: true, comments: subjectType === 'task' && comments },
    ]
  })
}

/** The id of a comment's message in a thread, whichever side it comes from: so none comes back. */
export const threadMessageId = (rootId: string, commentId: string): string =>
  deriveId(rootId, 'slack thread', commentId)

async function commentsInThreads(tx: Tx, workspaceId: string, { from, to }: Range): Promise<NewSlackMessage[]> {
  const rows = await tx<
    { subjectId: string; data: { comment: Comment }; rootId: string; connectionId: string; channelId: string }[]
  >`
    select e.subject_id, e.data, r.id as root_id, r.connection_id, r.channel_id
    from events e
    join slack_messages r on r.workspace_id = e.workspace_id and r.subject_id = (e.data->'comment'->>'taskId')::uuid
      and r.subject_type = 'task' and r.comments and r.status <> 'dropped'
      and (r.status <> 'failed' or coalesce(r.thread_ts, r.ts) is not null)
    where e.workspace_id = ${workspaceId} and e.seq > ${from} and e.seq <= ${to} and e.type = 'comment.created'
      and e.occurred_at >= r.created_at
    order by e.seq`
  return rows.map(({ subjectId, rootId, connectionId, channelId }) => ({
    ...{ id: threadMessageId(rootId, subjectId), connectionId, subjectType: 'comment', subjectId, channelId, rootId },
    live: true,
  }))
}
