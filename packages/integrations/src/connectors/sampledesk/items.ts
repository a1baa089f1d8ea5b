// To adapt: what the service answers, only the parts that are read; which fields people may map, and which of ours they are by default.
import { createHash } from 'node:crypto'
import * as z from 'zod'
import type { ItemType } from '../../connector/connector.ts'
import type { Item } from '../../connector/item.ts'

export const WirePerson = z.object({ id: z.string(), name: z.string(), email: z.string().nullish() })
const common = {
  id: z.string(),
  list_id: z.string(),
  text: z.string(),
  /** Kept for whoever made it, and shown to nobody: our marker. */
  external_id: z.string().nullish(),
  created_by: WirePerson,
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
}
export const WireItem = z.object({
  ...common,
  title: z.string(),
  done: z.boolean(),
  labels: z.array(z.string()),
  assignee_id: z.string().nullable(),
  url: z.string(),
})
export type WireItem = z.infer<typeof WireItem>
export const WireComment = z.object({ ...common, item_id: z.string() })
export type WireComment = z.infer<typeof WireComment>

export const itemTypes: readonly ItemType[] = [
  {
    type: 'item',
    name: 'Item',
    entity: 'task',
    fields: [
      { key: 'title', name: 'Title', type: 'text' },
      { key: 'text', name: 'Text', type: 'markdown' },
      { key: 'done', name: 'Done', type: 'boolean' },
      { key: 'labels', name: 'Labels', type: 'options' },
      { key: 'assignee', name: 'Assignee', type: 'user' },
    ],
    defaults: [
      { theirs: 'title', ours: 'title' },
      { theirs: 'text', ours: 'description' },
      {
        theirs: 'done',
        ours: 'status',
        values: [
          ...['unstarted', 'triage', 'backlog', 'started'].map((ours) => ({ theirs: false, ours })),
          ...['completed', 'canceled'].map((ours) => ({ theirs: true, ours })),
        ],
      },
      { theirs: 'labels', ours: 'tags' },
      { theirs: 'assignee', ours: 'assigneeId' },
    ],
    removes: true,
    restores: false,
  },
  {
    type: 'comment',
    name: 'Comment',
    entity: 'comment',
    fields: [{ key: 'text', name: 'Text', type: 'markdown' }],
    defaults: [{ theirs: 'text', ours: 'body' }],
    removes: true,
    restores: false,
  },
]

/** As the service has it. Two changes within one tick of its clock differ by what they say. */
function toCommon(wire: WireItem | WireComment, fields: Item['fields']) {
  const { id, list_id: containerId, external_id: marker = null, created_by: author } = wire
  const print = createHash('sha256').update(JSON.stringify(fields)).digest('base64url').slice(0, 12)
  return {
    ...{ id, containerId, marker, fields, version: `${wire.updated_at} ${print}` },
    createdAt: new Date(wire.created_at).toISOString(),
    updatedAt: new Date(wire.updated_at).toISOString(),
    author: { id: author.id, name: author.name, email: null },
  }
}

export function toItem(wire: WireItem): Item {
  const { title, text, done, labels, assignee_id: assignee } = wire
  const fields = { title, text: text || null, done, labels: [...labels].sort(), assignee }
  return { type: 'item', key: null, url: wire.url, on: null, ...toCommon(wire, fields) }
}

export function toComment(wire: WireComment): Item {
  const on = { type: 'item', id: wire.item_id }
  return { type: 'comment', key: null, url: null, on, ...toCommon(wire, { text: wire.text || null }) }
}

/** Our fields as the service calls them; only those that are given. */
export function toWire(fields: Item['fields']): Record<string, unknown> {
  const { assignee, text, ...rest } = fields
  return {
    ...rest,
    ...(text !== undefined && { text: text ?? '' }),
    ...(assignee !== undefined && { assignee_id: assignee }),
  }
}
