import { hash } from 'node:crypto'
import { findMarked, marked, openDirect, ProviderError } from '@orchestrator/integrations'
import { type SlackMessageEnd, type SlackMessageRow, slackMessageOf } from '@orchestrator/store'
import * as z from 'zod'
import type { SlackApp } from '../app.ts'
import { slackUserOf } from '../people.ts'
import type { Shown } from '../show/show-task.ts'
import { findToShow } from './find-to-show.ts'

const Message = z.object({ channel: z.string(), ts: z.string() })
const dayMs = 24 * 60 * 60_000
/** What is asked to be shown before it is there, because it is just being made. */
const soonMs = 10 * 60_000

/** Brings a message to what it should show: writes it, changes it, takes it away, or leaves it. @throws ProviderError */
export async function sendMessage(app: SlackApp, row: SlackMessageRow): Promise<SlackMessageEnd> {
  const shown = await findToShow(app, row)
  if (shown === 'unwanted') return { status: 'dropped', error: 'its member wants none of this any more' }
  if (shown === null) return takeAway(app, row)
  const now = hash('sha256', JSON.stringify(shown))
  if (row.ts !== null && row.channelId !== null) {
    // Written by somebody, or shown as it is already.
    if (!row.live || row.shown === now) return { status: 'sent' }
    await change(app, row.channelId, row.ts, shown)
    return { status: 'sent', shown: now }
  }
  const place = await placeOf(app, row)
  if (typeof place === 'string') return { status: 'dropped', error: place }
  if ('afterMs' in place) return { status: 'pending', afterMs: place.afterMs, untried: true }
  const written = await before(app, row, place)
  // It shows what there was to show then.
  if (written !== null && row.live) await change(app, place.channel, written, shown)
  const ts = written ?? (await write(app, row, place, shown))
  return { status: 'sent', channelId: place.channel, ts, shown: now }
}

const change = (app: SlackApp, channel: string, ts: string, shown: Shown) =>
  app.client.ask(z.unknown(), 'chat.update', { channel, ts, ...shown })

interface Place {
  readonly channel: string
  readonly threadTs: string | null
}

/** @returns why there is none, or when there may be one */
async function placeOf(app: SlackApp, row: SlackMessageRow): Promise<Place | string | { afterMs: number }> {
  if (row.channelId === null) {
    const user = row.memberId === null ? null : await slackUserOf(app, row.memberId)
    if (user === null) return 'its member is nobody in Slack'
    return { channel: await openDirect(app.client, user), threadTs: null }
  }
  const { rootId } = row
  if (rootId === null) return { channel: row.channelId, threadTs: row.threadTs }
  const root = await app.store.read(app.workspaceId, (tx) => slackMessageOf(tx, app.workspaceId, rootId))
  const threadTs = root?.threadTs ?? root?.ts ?? null
  if (threadTs !== null) return { channel: row.channelId, threadTs }
  if (root === null || root.status === 'dropped' || root.status === 'failed') return 'its thread is not there any more'
  const waitedMs = Date.now() - Date.parse(row.createdAt)
  if (waitedMs > dayMs) return 'its thread did not come to be'
  return { afterMs: Math.min(Math.max(2_000, waitedMs / 2), 10 * 60_000) }
}

/** What an attempt whose answer was lost has written. */
async function before(app: SlackApp, row: SlackMessageRow, { channel, threadTs }: Place): Promise<string | null> {
  if (row.attempts <= 1) return null
  return findMarked(app.client, { channel, threadTs, key: row.id, since: new Date(row.createdAt) })
}

async function write(app: SlackApp, row: SlackMessageRow, { channel, threadTs }: Place, shown: Shown): Promise<string> {
  const message = {
    ...{ channel, ...shown, metadata: marked(row.id), unfurl_links: false, unfurl_media: false },
    ...(threadTs !== null && { thread_ts: threadTs }),
  }
  const post = () => app.client.ask(Message, 'chat.postMessage', message)
  try {
    return (await post()).ts
  } catch (error) {
    if (!(error instanceof ProviderError && error.message.includes('not_in_channel'))) throw error
    await app.client.ask(z.unknown(), 'conversations.join', { channel })
    return (await post()).ts
  }
}

async function takeAway(app: SlackApp, row: SlackMessageRow): Promise<SlackMessageEnd> {
  if (row.ts === null && Date.now() - Date.parse(row.createdAt) < soonMs)
    return { status: 'pending', afterMs: 2_000, untried: true }
  if (row.ts !== null && row.channelId !== null && row.live)
    await app.client.ask(z.unknown(), 'chat.delete', { channel: row.channelId, ts: row.ts }).catch((error: unknown) => {
      if (!(error instanceof ProviderError && error.kind === 'not_found')) throw error
    })
  return { status: 'dropped', error: 'it is not there any more' }
}
