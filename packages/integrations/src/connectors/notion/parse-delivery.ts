import * as z from 'zod'
import { ProviderError } from '../../connector/provider-error.ts'
import type { Delivery, ExternalEvent, Hint, InboundRequest, Webhooks } from '../../connector/webhooks.ts'
import { provider } from './failures.ts'

export const events: Webhooks['events'] = [
  { type: 'notion.page.created', summary: 'a page was made' },
  {
    type: 'notion.page.properties_updated',
    summary: 'properties of a page were changed; `properties` says which, by their ids',
  },
  {
    type: 'notion.page.content_updated',
    summary: 'the body of a page was changed; Notion gathers edits of a minute or so',
  },
  { type: 'notion.page.moved', summary: 'a page was moved' },
  { type: 'notion.page.deleted', summary: 'a page was put in the trash' },
  { type: 'notion.page.undeleted', summary: 'a page was taken out of the trash' },
  { type: 'notion.page.locked', summary: 'a page was locked' },
  { type: 'notion.page.unlocked', summary: 'a page was unlocked' },
  { type: 'notion.comment.created', summary: 'a page has a new comment' },
  { type: 'notion.comment.updated', summary: 'a comment was changed' },
  { type: 'notion.comment.deleted', summary: 'a comment was deleted' },
  { type: 'notion.data_source.created', summary: 'a data source was made' },
  { type: 'notion.data_source.content_updated', summary: 'pages came into a data source or left it' },
  { type: 'notion.data_source.schema_updated', summary: 'properties of a data source were added, changed or removed' },
  { type: 'notion.data_source.moved', summary: 'a data source was moved' },
  { type: 'notion.data_source.deleted', summary: 'a data source was put in the trash' },
  { type: 'notion.data_source.undeleted', summary: 'a data source was taken out of the trash' },
]
const known = new Set(events.map(({ type }) => type))

const Ref = z.object({ id: z.string().min(1), type: z.string() })
const WireDelivery = z.object({
  id: z.string().min(1),
  timestamp: z.string().refine((text) => !Number.isNaN(Date.parse(text))),
  type: z.string(),
  entity: Ref,
  authors: z.array(Ref).default([]),
  data: z
    .object({
      parent: z.object({ id: z.string().nullish(), type: z.string(), data_source_id: z.string().nullish() }).nullish(),
      page_id: z.string().nullish(),
      updated_properties: z.array(z.unknown()).nullish(),
    })
    .nullish(),
})
type WireDelivery = z.infer<typeof WireDelivery>

export function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body))
  } catch {
    return undefined
  }
}

/** It tells that something changed, never what: the service is asked. */
export function parseDelivery({ body }: InboundRequest): Delivery {
  const delivery = WireDelivery.safeParse(parsed(body))
  if (!delivery.success) {
    const [issue] = delivery.error.issues
    const told = `a delivery that Notion does not document: ${issue?.path.join('.')} ${issue?.message}`
    throw new ProviderError(provider, 'malformed', told)
  }
  const told = delivery.data
  // Of changes that several people made within a moment Notion tells all of them.
  const [author, ...others] = told.authors
  return {
    id: told.id,
    actorId: others.length === 0 ? (author?.id ?? null) : null,
    hints: hintsOf(told),
    events: eventsOf(told),
  }
}

/** The data source in which it is; null: it does not say. */
function containerOf({ entity, data }: WireDelivery): string | null {
  if (entity.type === 'data_source') return entity.id
  const { parent } = data ?? {}
  return parent?.data_source_id ?? (parent?.type === 'data_source' ? (parent.id ?? null) : null)
}

function hintsOf(told: WireDelivery): Hint[] {
  const { type, entity, data } = told
  const containerId = containerOf(told)
  const ref = { type: entity.type, id: entity.id }
  if (entity.type === 'page')
    return [
      type === 'page.deleted' ? { kind: 'gone', ref, containerId } : { kind: 'changed', ref, containerId, on: null },
    ]
  if (entity.type === 'comment') {
    // It says on which page it is, but not where that is.
    const on = data?.page_id ? { type: 'page', id: data.page_id } : null
    return [
      type === 'comment.deleted'
        ? { kind: 'gone', ref, containerId: null }
        : { kind: 'changed', ref, containerId: null, on },
    ]
  }
  return entity.type === 'data_source' && type === 'data_source.content_updated'
    ? [{ kind: 'pull', containerId: entity.id }]
    : []
}

function eventsOf(told: WireDelivery): ExternalEvent[] {
  const { id, entity, data, authors } = told
  const type = `notion.${told.type}`
  if (!known.has(type)) return []
  const about =
    entity.type === 'comment'
      ? { comment: { id: entity.id }, page: data?.page_id ? { id: data.page_id } : null }
      : entity.type === 'page'
        ? { page: { id: entity.id } }
        : { dataSource: { id: entity.id } }
  const properties =
    told.type === 'page.properties_updated' ? { properties: (data?.updated_properties ?? []).map(idOf) } : {}
  const user = authors[0] ? { id: authors[0].id, type: authors[0].type } : null
  return [
    {
      ...{ type, id, occurredAt: new Date(told.timestamp).toISOString(), containerId: containerOf(told) },
      data: { ...about, ...properties, user },
    },
  ]
}

const idOf = (property: unknown): unknown =>
  typeof property === 'object' && property !== null && 'id' in property ? property.id : property
