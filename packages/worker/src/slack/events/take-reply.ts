import { AppError, deriveId } from '@orchestrator/domain'
import type { SlackEvent } from '@orchestrator/integrations'
import {
  addSlackMessages,
  hasRepliedInSlack,
  noteSlackReply,
  removeSlackMessage,
  type SlackMessageRow,
  type SlackPlace,
  settleSlackReply,
  slackMessageAt,
  slackReplyAt,
  slackThreadAt,
  threadMessageId,
} from '@orchestrator/store'
import { act, asWhoTheyAre, type MemberCall, type SlackCall } from '../call.ts'
import { findComment } from '../look.ts'
import { memberOf } from '../people.ts'
import { toMarkdown, usersIn } from '../text.ts'

const written = new Set([undefined, null, 'thread_broadcast', 'file_share'])

/** As Slack counts time. */
const isTs = (ts: string): boolean => /^\d{1,20}(\.\d{1,20})?$/.test(ts)

/** What somebody says in the thread of a task is their comment on it. */
export async function takeReply(call: SlackCall, event: SlackEvent): Promise<void> {
  const { store, workspaceId, connection } = call.app
  const { channel, thread_ts: thread, ts, user, bot_id: bot, subtype, text } = event
  if (!channel || !thread || !ts || thread === ts || !user || bot || !written.has(subtype) || !isTs(ts)) return
  const root = await store.read(workspaceId, (tx) => slackThreadAt(tx, workspaceId, connection.id, channel, thread))
  if (root === null) return
  const body = await bodyOf(call, text ?? '')
  if (body === '') return
  const place = { connectionId: connection.id, channelId: channel, ts }
  const isMember = (await memberOf(call.app, user)) !== null
  const wasTold = !isMember && (await store.read(workspaceId, (tx) => hasRepliedInSlack(tx, workspaceId, place, user)))
  // What somebody says who is nobody here stays there.
  await note(call, place, { userId: user, version: ts, body: isMember ? body : '' })
  if (wasTold) return
  await asWhoTheyAre(call, async (as) => {
    const commentId = deriveId(connection.id, 'slack comment', channel, ts)
    const row = {
      ...{ id: threadMessageId(root.id, commentId), connectionId: connection.id, subjectId: commentId, live: false },
      ...{ subjectType: 'comment' as const, memberId: as.member.id, channelId: channel, rootId: root.id },
      ...{ threadTs: thread, ts },
    }
    // First that it is there already: else the log could have told the thread of it.
    await store.write(workspaceId, (tx) => addSlackMessages(tx, workspaceId, [row]))
    try {
      await settle(as, place, { id: commentId, taskId: root.subjectId })
    } catch (error) {
      if (!(error instanceof AppError) || error.code === 'unavailable') throw error
      // Told once more, in another delivery.
      if ((await findComment(call.app, commentId)) !== null) return
      await store.write(workspaceId, (tx) => removeSlackMessage(tx, workspaceId, row.id))
      throw error
    }
  })
}

/** An edit of its author. Slack tells in the same way that a link in it is shown now, which changes no word. */
export async function changeReply(call: SlackCall, event: SlackEvent): Promise<void> {
  const { channel, message, previous_message: before } = event
  if (!channel || !message?.edited || !isTs(message.edited.ts) || before?.text === message.text) return
  const body = await bodyOf(call, message.text ?? '')
  if (body === '') return
  await bring(call, { channel, ts: message.ts, thread: message.thread_ts }, { version: message.edited.ts, body })
}

export async function removeReply(call: SlackCall, event: SlackEvent): Promise<void> {
  const { channel, deleted_ts: ts, previous_message: before } = event
  if (!channel || !ts || !isTs(ts)) return
  await bring(call, { channel, ts, thread: before?.thread_ts }, { version: ts, body: null })
}

/** It may come before what it changes, which is done in its newest version then. */
async function bring(
  call: SlackCall,
  { channel, ts, thread }: { channel: string; ts: string; thread: string | null | undefined },
  newer: { version: string; body: string | null },
): Promise<void> {
  const { store, workspaceId, connection } = call.app
  const row = await commentAt(call, channel, ts)
  if (row === null) {
    if (!thread) return
    const root = await store.read(workspaceId, (tx) => slackThreadAt(tx, workspaceId, connection.id, channel, thread))
    if (root === null) return
  }
  const place = { connectionId: connection.id, channelId: channel, ts }
  await note(call, place, { userId: null, ...newer })
  // Looked for again: it may have been made in between.
  const known = row ?? (await commentAt(call, channel, ts))
  if (known) await asAuthor(call, known, (as) => settle(as, place, { id: known.subjectId, taskId: null }))
}

const note = ({ app }: SlackCall, place: SlackPlace, reply: Parameters<typeof noteSlackReply>[3]) =>
  app.store.write(app.workspaceId, (tx) => noteSlackReply(tx, app.workspaceId, place, reply))

/** One after the other for each message. */
const turns = new Map<string, Promise<void>>()

function settle(as: MemberCall, place: SlackPlace, comment: { id: string; taskId: string | null }): Promise<void> {
  const key = `${place.connectionId} ${place.channelId} ${place.ts}`
  const turn = (turns.get(key) ?? Promise.resolve()).then(() => bringComment(as, place, comment))
  const ended = turn
    .catch(() => {})
    .finally(() => {
      if (turns.get(key) === ended) turns.delete(key)
    })
  turns.set(key, ended)
  return turn
}

/** Brings the comment to the newest that is known, and to what has become known meanwhile. What was brought already is left: it may have been edited here. */
async function bringComment(
  as: MemberCall,
  place: SlackPlace,
  { id, taskId }: { id: string; taskId: string | null },
): Promise<void> {
  const { store, workspaceId } = as.app
  let done: string | null = null
  for (;;) {
    const reply = await store.read(workspaceId, (tx) => slackReplyAt(tx, workspaceId, place))
    if (reply === null || reply.body === '') return
    const { body } = reply
    const version = body === null ? 'deleted' : reply.version
    if (version === done || (body !== null && reply.applied === version)) return
    const isThere = (await findComment(as.app, id)) !== null
    if (body === null && isThere) await act(as, 'comment.delete', { id }, version)
    if (body !== null && isThere && (reply.applied !== null || taskId === null || reply.version !== place.ts))
      await act(as, 'comment.update', { id, body }, version)
    if (body !== null && !isThere && taskId !== null)
      await act(as, 'comment.create', { id, taskId, body }, `new ${version}`)
    // Whoever is about to make it does so in this version.
    if (body !== null && !isThere && taskId === null) return
    await store.write(workspaceId, (tx) => settleSlackReply(tx, workspaceId, place, reply.version))
    done = version
  }
}

/** What was said from here is nobody’s of Slack. */
async function commentAt({ app }: SlackCall, channel: string, ts: string) {
  const row = await app.store.read(app.workspaceId, (tx) =>
    slackMessageAt(tx, app.workspaceId, app.connection.id, channel, ts),
  )
  return row?.subjectType === 'comment' && row.memberId !== null ? row : null
}

/** Slack lets only its author change a message, and an admin delete it: here it is its author’s. What is not there any more, or not theirs, stays. */
async function asAuthor(
  call: SlackCall,
  row: SlackMessageRow,
  work: (as: Parameters<typeof act>[0]) => Promise<unknown>,
) {
  try {
    await work({ ...call, member: { id: row.memberId ?? '', name: '' } })
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'unavailable') throw error
  }
}

/** As Markdown; members who are named in it are mentioned here too. */
async function bodyOf({ app }: SlackCall, text: string): Promise<string> {
  const people = new Map<string, string>()
  for (const user of usersIn(text).slice(0, 20)) {
    const member = await memberOf(app, user)
    if (member) people.set(user, `@[${member.name.replace(/[[\]\n]/g, '')}](member:${member.id})`)
  }
  return toMarkdown(text, people)
}
