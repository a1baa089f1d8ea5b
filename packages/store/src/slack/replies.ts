import type { Tx } from '../connection.ts'

/** Where somebody said something. */
export interface SlackPlace {
  readonly connectionId: string
  readonly channelId: string
  readonly ts: string
}

/** The newest that is known of it, whichever order it was told in. */
export interface SlackReply {
  /** Grows with each change. */
  readonly version: string
  /** Of what the comment says. */
  readonly applied: string | null
  /** null: it was deleted, for good. */
  readonly body: string | null
}

/** Notes what is newer than what is known; of somebody who is nobody here the body is empty, and stays so. */
export const noteSlackReply = (
  tx: Tx,
  workspaceId: string,
  { connectionId, channelId, ts }: SlackPlace,
  { userId, version, body }: { userId: string | null; version: string; body: string | null },
) => tx`
  insert into slack_replies as r (workspace_id, connection_id, channel_id, ts, user_id, version, body)
  values (${workspaceId}, ${connectionId}, ${channelId}, ${ts}, ${userId}, ${version}::text::numeric, ${body})
  on conflict (workspace_id, connection_id, channel_id, ts) do update
    set version = excluded.version, body = excluded.body, user_id = coalesce(r.user_id, excluded.user_id), updated_at = now()
    where r.body <> '' and (excluded.body is null or (excluded.version > r.version and excluded.body <> r.body))`

export async function slackReplyAt(
  tx: Tx,
  workspaceId: string,
  { connectionId, channelId, ts }: SlackPlace,
): Promise<SlackReply | null> {
  const [row] = await tx<SlackReply[]>`
    select version::text, applied::text, body from slack_replies
    where workspace_id = ${workspaceId} and connection_id = ${connectionId} and channel_id = ${channelId} and ts = ${ts}`
  return row ?? null
}

/** The comment says what this version does. */
export const settleSlackReply = (
  tx: Tx,
  workspaceId: string,
  { connectionId, channelId, ts }: SlackPlace,
  version: string,
) => tx`
  update slack_replies set applied = ${version}::text::numeric
  where workspace_id = ${workspaceId} and connection_id = ${connectionId} and channel_id = ${channelId} and ts = ${ts}`

/** Whether somebody has said something else before, as far as it is remembered. */
export async function hasRepliedInSlack(
  tx: Tx,
  workspaceId: string,
  { connectionId, channelId, ts }: SlackPlace,
  userId: string,
): Promise<boolean> {
  const rows = await tx`
    select from slack_replies
    where workspace_id = ${workspaceId} and connection_id = ${connectionId} and user_id = ${userId} and (channel_id, ts) <> (${channelId}, ${ts})
    limit 1`
  return rows.length > 0
}
