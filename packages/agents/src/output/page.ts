import type { EntityKind } from '@orchestrator/domain'
import {
  type Condition,
  type CursorValue,
  decodeCursor,
  type EntityView,
  encodeCursor,
  listEntities,
  placeOf,
  type Sort,
} from '@orchestrator/store'
import * as z from 'zod'
import type { Reading, ToolOutput } from '../tools/definition.ts'
import { fitRows, mostOutput } from './fit.ts'

/** What every list takes. */
export const pageInput = {
  limit: z.int().min(1).max(50).default(20).describe('how many to show at most, 1 to 50'),
  cursor: z.string().max(2_000).optional().describe('the `nextCursor` of the page before, with the same other input'),
}

/** Room for the items of a page, beside what else is said. */
export const mostItems = mostOutput - 1_500

interface ListRequest {
  readonly kind: EntityKind
  readonly where: readonly Condition[]
  readonly sort: Sort
  /** The order's name: a cursor is of one order alone. */
  readonly order: string
  readonly limit: number
  readonly cursor?: string | undefined
  show(row: never): ToolOutput
}

/** A page of entities, as many as have room; the cursor goes on after the last that is shown. */
export async function listPage({ tx, workspaceId }: Reading, request: ListRequest): Promise<ToolOutput> {
  const { kind, where, sort, limit, cursor, show } = request
  const order = `${kind} ${request.order}`
  const after = cursor === undefined ? undefined : decodeCursor(order, sort.columns, cursor)
  const page = await listEntities(tx, workspaceId, { kind, where, sort, after, limit })
  const items = fitRows(page.items as readonly EntityView[], (row) => show(row as never), mostItems)
  const cutShort = items.length < page.items.length
  const next: readonly CursorValue[] | null = cutShort
    ? placeOf(sort, page.items[items.length - 1] as EntityView)
    : page.next
  return {
    items,
    ...(next && { nextCursor: encodeCursor(order, next) }),
    ...(cutShort && { leftOut: `${page.items.length - items.length} had no room; nextCursor goes on with them` }),
  }
}
