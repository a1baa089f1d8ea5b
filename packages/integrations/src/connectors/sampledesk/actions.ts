// To adapt: what else the service can do, one entry each. The input's schema and its descriptions are what people see.
import { createHash } from 'node:crypto'
import * as z from 'zod'
import type { Action } from '../../connector/connector.ts'

/** It was not begun earlier: steps are tried again for some days. */
const longestMs = 7 * 86_400_000

const CreateItem = z.strictObject({
  listId: z.string().min(1).meta({ description: 'the id of a list' }),
  title: z.string().trim().min(1).max(500),
  text: z.string().max(60_000).optional(),
})

const createItem: Action<z.infer<typeof CreateItem>> = {
  name: 'Create an item',
  summary: 'Makes an item in a list.',
  input: CreateItem,
  output: z.object({ id: z.string(), url: z.string().nullable() }),
  writes: true,
  async run(input, { session, key, retry }) {
    const { listId: containerId, title, text = null } = CreateItem.parse(input)
    // Keys may be long. Under it is found again what a try before this one made.
    const marker = `action-${createHash('sha256').update(key).digest('hex').slice(0, 32)}`
    const place = { containerId, type: 'item', on: null, marker }
    const since = new Date(Date.now() - longestMs).toISOString()
    const before = retry ? await session.search({ ...place, since }) : null
    const { id, url } = before ?? (await session.create({ ...place, fields: { title, text } }))
    return { id, url }
  },
}

export const actions: Readonly<Record<string, Action>> = { createItem: createItem as Action }
