import { type Condition, listEntities, type Sort } from '@orchestrator/store'
import * as z from 'zod'
import { decodeCursor, encodeCursor } from '../cursor.ts'
import { read } from '../read.ts'
import { type Call, defineRoute, type Route } from '../route.ts'
import { pageOf, pageQuery } from './page.ts'
import type { Resource, Words } from './resource.ts'

interface PageQuery {
  readonly limit: number
  readonly cursor?: string | undefined
}

/** GET of a page, in an order that the query may choose. */
export function listRoute<F extends z.ZodRawShape>(
  resource: Resource,
  words: Words & {
    filters: F
    /** The orders to choose from; the first is the default. A name with `-` before it is the order backwards. */
    sorts: Readonly<Record<string, Sort>>
    where(query: z.output<z.ZodObject<F>>, call: Call): readonly Condition[]
    /** Fields that are not read, for a page of them would be too large. */
    without?: readonly string[]
    /** Entities as their reader may see them. @default all of them */
    visible?(entities: readonly object[], call: Pick<Call, 'api' | 'identity'>): unknown
  },
): Route {
  const { filters, sorts, where, without, visible, ...rest } = words
  const names = Object.keys(sorts) as [string, ...string[]]
  const sort = names.length > 1 ? { sort: z.enum(names).default(names[0]).meta({ description: 'the order' }) } : {}
  return defineRoute({
    summary: `List ${resource.tag.toLowerCase()}`,
    ...rest,
    method: 'get',
    path: resource.path,
    tag: resource.tag,
    access: 'read',
    query: z.strictObject({ ...filters, ...sort, ...pageQuery }),
    answer: { status: 200, description: 'A page', schema: pageOf(resource.schema) },
    async handle(call) {
      const query = call.query as unknown as PageQuery & { sort?: string }
      const name = query.sort ?? names[0]
      const order = sorts[name] as Sort
      const label = `${resource.kind} ${name}`
      const after = query.cursor === undefined ? undefined : decodeCursor(label, order.columns, query.cursor)
      const request = {
        kind: resource.kind,
        where: where(call.query as never, call as Call),
        sort: order,
        after,
        limit: query.limit,
        without,
      }
      const page = await read(call.api, call.workspaceId, (tx) => listEntities(tx, call.workspaceId, request))
      const items = visible ? await visible(page.items, call) : page.items
      return call.c.json({ items, nextCursor: page.next && encodeCursor(label, page.next) })
    },
  })
}
