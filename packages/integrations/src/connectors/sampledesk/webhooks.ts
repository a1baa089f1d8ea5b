// To adapt: how deliveries are signed, what they look like, which events they tell, and how the service is told where to send.
import { WebhookHmac } from '@orchestrator/domain'
import * as z from 'zod'
import type { Session } from '../../connector/connector.ts'
import { ProviderError } from '../../connector/provider-error.ts'
import type { Delivery, Hint, InboundRequest, Webhooks } from '../../connector/webhooks.ts'
import { verifyHmac } from '../../webhooks/hmac.ts'
import { providerId } from './client.ts'
import { toComment, toItem, WireComment, WireItem } from './items.ts'
import { SampleDeskSession } from './session.ts'

const signature = WebhookHmac.parse({ header: 'x-sampledesk-signature', prefix: 'sha256=' })

const events = [
  { type: 'sampledesk.item.created', summary: 'there is a new item' },
  { type: 'sampledesk.item.updated', summary: 'an item was changed' },
  { type: 'sampledesk.item.deleted', summary: 'an item was deleted' },
  { type: 'sampledesk.comment.created', summary: 'an item has a new comment' },
  { type: 'sampledesk.comment.updated', summary: 'a comment was changed' },
  { type: 'sampledesk.comment.deleted', summary: 'a comment was deleted' },
]

const Told = z.object({
  /** The same when it is sent again. */
  id: z.string().min(1),
  event: z.string(),
  at: z.iso.datetime(),
  actor_id: z.string().nullable(),
  list_id: z.string(),
  item: WireItem.optional(),
  comment: WireComment.optional(),
})
type Told = z.infer<typeof Told>

const Hook = z.object({ id: z.string(), url: z.string() })

export const webhooks: Webhooks = {
  events,
  verify: ({ headers, body }, secret) => secret !== '' && verifyHmac(signature, { secret, headers, body }),
  parse,
  /** One for each address: what is there already, perhaps of a try whose answer was lost, is set anew. */
  async subscribe(session, { url, secret, containerId }) {
    const { client } = ours(session)
    const path = `/lists/${containerId}/webhooks`
    const { data } = await client.ask(z.object({ data: z.array(Hook) }), 'GET', path)
    const known = data.find((hook) => hook.url === url)
    const { id } = known
      ? await client.ask(Hook, 'PATCH', `/webhooks/${known.id}`, { body: { secret } })
      : await client.ask(Hook, 'POST', path, { body: { url, secret } })
    return { id, expiresAt: null }
  },
  renew: null,
  async unsubscribe(session, { id }) {
    try {
      await ours(session).client.ask(z.unknown(), 'DELETE', `/webhooks/${id}`)
    } catch (error) {
      if (!(error instanceof ProviderError && error.kind === 'not_found')) throw error
    }
  },
  manual:
    'In the list’s **Settings → Webhooks** give the address and the secret that are shown here, and choose all events.',
}

function ours(session: Session): SampleDeskSession {
  if (session instanceof SampleDeskSession) return session
  throw new ProviderError(providerId, 'invalid', 'this is no session of Sample Desk')
}

function parse({ body }: InboundRequest): Delivery {
  const told = Told.safeParse(json(body))
  if (!told.success) {
    const [issue] = told.error.issues
    const where = `${issue?.path.join('.')} ${issue?.code}`
    throw new ProviderError(providerId, 'malformed', `the delivery is not what is documented: ${where}`)
  }
  const { id, event, at: occurredAt, actor_id: actorId, list_id: containerId, item, comment } = told.data
  const type = `sampledesk.${event}`
  const data = {
    ...(item && { item: { id: item.id, title: item.title, url: item.url, done: item.done, labels: item.labels } }),
    ...(comment && { comment: { id: comment.id, itemId: comment.item_id, text: comment.text } }),
    userId: actorId,
  }
  const known = events.some((one) => one.type === type)
  return { id, actorId, hints: hintsOf(told.data), events: known ? [{ type, id, occurredAt, containerId, data }] : [] }
}

/** An item goes along only if the delivery has it whole. */
function hintsOf({ event, list_id: containerId, item: wire, comment }: Told): Hint[] {
  const item = comment ? toComment(comment) : wire ? toItem(wire) : null
  if (item === null) return [{ kind: 'pull', containerId }]
  const ref = { type: item.type, id: item.id }
  if (event.endsWith('.deleted')) return [{ kind: 'gone', ref, containerId }]
  return [{ kind: 'changed', ref, containerId, on: item.on, item }]
}

function json(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body))
  } catch {
    return undefined
  }
}
