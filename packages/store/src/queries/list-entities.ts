import type { EntityKind } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import { type EntityView, selectView } from './entity-columns.ts'
import {
  afterCondition,
  type Condition,
  type CursorValue,
  joinConditions,
  orderBy,
  placeOf,
  type Sort,
} from './keyset.ts'

export interface ListRequest {
  readonly kind: EntityKind
  readonly where: readonly Condition[]
  readonly sort: Sort
  /** The place after which the page begins. */
  readonly after?: readonly CursorValue[] | undefined
  readonly limit: number
  /** Fields that are too large for a page. */
  readonly without?: readonly string[] | undefined
}

export interface Page<T> {
  readonly items: readonly T[]
  /** The place of the last item; null when nothing comes after it. */
  readonly next: readonly CursorValue[] | null
}

/**
 * A page of entities. The next page begins after the last item's place in the order, not at a count, so that what others
 * insert or delete meanwhile neither hides nor repeats an item.
 */
export async function listEntities(tx: Tx, workspaceId: string, request: ListRequest): Promise<Page<EntityView>> {
  const { kind, where, sort, after, limit, without } = request
  const parameters: unknown[] = [workspaceId]
  const conditions = joinConditions(after ? [...where, afterCondition(sort, after)] : where, parameters)
  parameters.push(limit + 1)
  const text = `${selectView(kind, without)}${conditions} order by ${orderBy(sort)} limit $${parameters.length}`
  const rows = await tx.unsafe<EntityView[]>(text, parameters as never[], { prepare: true })
  return toPage(rows, limit, sort)
}

/** One row more than the limit was asked for: it tells whether there is a next page. */
export function toPage<T extends object>(rows: readonly T[], limit: number, sort: Sort): Page<T> {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, next: rows.length > limit && last ? placeOf(sort, last as Record<string, unknown>) : null }
}
