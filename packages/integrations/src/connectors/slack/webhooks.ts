import { WebhookHmac } from '@orchestrator/domain'
import type { Delivery, ExternalEvent, InboundRequest, Webhooks } from '../../connector/webhooks.ts'
import { verifyHmac } from '../../webhooks/hmac.ts'
import { isToldOf, readDelivery, type SlackEvent } from './payload.ts'

/** Within five minutes, so that nobody sends again what they have overheard. */
export const slackSignature = WebhookHmac.parse({
  header: 'X-Slack-Signature',
  prefix: 'v0=',
  signed: 'v0:{timestamp}:{body}',
  timestamp: { header: 'X-Slack-Request-Timestamp', toleranceSeconds: 300 },
})

export const webhooks: Webhooks = {
  events: [
    { type: 'slack.message', summary: 'somebody wrote in a channel in which the app is' },
    { type: 'slack.app_mention', summary: 'somebody mentioned the app' },
    { type: 'slack.reaction_added', summary: 'somebody added an emoji to a message' },
  ],
  verify: ({ headers, body }, secret, now) =>
    secret !== '' && verifyHmac(slackSignature, { secret, headers, body, now: now.getTime() }),
  secretOf: ({ signingSecret }) => signingSecret ?? null,
  clientSigns: true,
  isApp: true,
  isFor,
  answer,
  parse,
  subscribe: null,
  renew: null,
  unsubscribe: null,
  manual:
    'In the app’s settings (<https://api.slack.com/apps>) open **App Manifest** and put in the manifest of the documentation of Slack here, with this address in its four places. Slack signs with the app’s own *Signing Secret*, not with the secret that is shown here.',
}

/** What cannot be read says nothing of whose it is. */
function isFor(request: InboundRequest, account: { readonly id: string }): boolean {
  try {
    return isToldOf(readDelivery(request), account)
  } catch {
    return false
  }
}

/** Within three seconds, so always before anything is done: what comes of it is told at the address that came with it, or in a message. */
function answer(request: InboundRequest): { status: number; headers: Record<string, string>; body: string } {
  const text = { 'content-type': 'text/plain; charset=utf-8' }
  try {
    const told = readDelivery(request)
    if (told.kind === 'challenge') return { status: 200, headers: text, body: told.challenge }
  } catch {
    // It is stored, and whoever reads it says what is wrong with it.
  }
  return { status: 200, headers: text, body: '' }
}

function parse(request: InboundRequest): Delivery {
  const told = readDelivery(request)
  const actorId =
    told.kind === 'event'
      ? (told.event.user ?? null)
      : told.kind === 'command'
        ? told.command.user_id
        : told.kind === 'interaction'
          ? told.interaction.user.id
          : null
  return {
    id: told.id,
    actorId,
    hints: [],
    events: told.kind === 'event' ? eventsOf(told.id, told.at, told.event) : [],
  }
}

/** What bots write, we among them, starts nothing: automations that answer each other would go on for ever. */
function eventsOf(id: string, occurredAt: string, event: SlackEvent): ExternalEvent[] {
  const { type, channel, user, text, ts, thread_ts: thread, subtype, bot_id: bot } = event
  const told = (name: string, containerId: string | null, data: Record<string, unknown>): ExternalEvent[] => [
    { type: `slack.${name}`, id, occurredAt, containerId, data },
  ]
  if (bot || !user) return []
  const isWritten = !subtype || subtype === 'thread_broadcast' || subtype === 'file_share'
  if ((type === 'message' && isWritten) || type === 'app_mention') {
    // Direct messages are between people and the app.
    if (event.channel_type === 'im' && type === 'message') return []
    const message = { channel, user, text: text ?? '', ts, thread: thread ?? null }
    return told(type, channel ?? null, message)
  }
  if (type === 'reaction_added' && event.item?.type === 'message') {
    const { item, reaction, item_user: author } = event
    const message = { channel: item.channel, ts: item.ts, author: author ?? null }
    return told(type, item.channel ?? null, { user, reaction, ...message })
  }
  return []
}
