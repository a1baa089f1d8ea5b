import { AppError, type EntityKind } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import type { EntityView } from './entity-columns.ts'
import { getEntity } from './get-entity.ts'
import type { Condition, CursorValue, Sort } from './keyset.ts'
import { listEntities } from './list-entities.ts'
import { cycleConditions, milestoneConditions } from './plan-filters.ts'
import { type TaskFilter, taskConditions } from './task-filter.ts'
import { timeEntryConditions } from './time-entry-filter.ts'

type ReadKind = Extract<EntityKind, 'task' | 'project' | 'comment' | 'cycle' | 'milestone' | 'time_entry'>
type Filter = Readonly<Record<string, unknown>>

/** A read as a run asks for it; filters have the names of the API's. */
export type RunQuery =
  | { readonly op: 'get'; readonly entity: ReadKind; readonly id: string }
  | {
      readonly op: 'list'
      readonly entity: ReadKind
      readonly filter: Filter
      readonly limit: number
      readonly cursor: string | null
    }
export type RunQueryReply =
  | { readonly item: EntityView | null }
  | { readonly items: readonly EntityView[]; readonly nextCursor: string | null }

const oldestFirst: Sort = {
  columns: [
    { expression: 't.created_at', type: 'timestamptz', field: 'createdAt' },
    { expression: 't.id', type: 'uuid', field: 'id' },
  ],
  descending: false,
}
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Answers what a run asks for, oldest first. */
export async function answerRunQuery(tx: Tx, workspaceId: string, query: RunQuery): Promise<RunQueryReply> {
  if (query.op === 'get') {
    const item = uuid.test(query.id) ? await getEntity(tx, workspaceId, query.entity, query.id) : undefined
    return { item: item ?? null }
  }
  const { entity, filter, limit, cursor } = query
  const after = cursor === null ? undefined : decodeCursor(cursor)
  const page = await listEntities(tx, workspaceId, {
    kind: entity,
    where: conditionsOf(entity, filter),
    sort: oldestFirst,
    after,
    limit,
  })
  return {
    items: page.items,
    nextCursor: page.next === null ? null : encodeCursor(page.next),
  }
}

function conditionsOf(entity: EntityKind, filter: Filter): readonly Condition[] {
  const many = (value: unknown) => (typeof value === 'string' ? [value] : (value as string[] | undefined))
  if (entity === 'task') {
    const { status, priority, type, ...rest } = filter
    // Archived tasks are left out unless they are asked for, as in the API.
    return taskConditions({
      archived: false,
      ...rest,
      status: many(status),
      priority: many(priority),
      type: many(type),
    } as TaskFilter)
  }
  if (entity === 'cycle') {
    const { state, projectId } = filter
    return cycleConditions({
      projectId: projectId as string | undefined,
      state: state === undefined ? undefined : many(state),
    })
  }
  if (entity === 'time_entry') return timeEntryConditions(filter)
  if (entity === 'milestone') return milestoneConditions(filter)
  if (entity === 'comment')
    return typeof filter['taskId'] === 'string' ? [{ sql: 't.task_id = ?::uuid', values: [filter['taskId']] }] : []
  const { status, key, archived = false } = filter
  return [
    { sql: `t.archived_at is ${archived === true ? 'not ' : ''}null`, values: [] },
    ...(status === undefined
      ? []
      : [{ sql: 't.status = any(?::text[])', values: [typeof status === 'string' ? [status] : status] }]),
    ...(typeof key === 'string' ? [{ sql: 't.key = ?', values: [key] }] : []),
  ]
}

const encodeCursor = (values: readonly CursorValue[]) => Buffer.from(JSON.stringify(values)).toString('base64url')

function decodeCursor(text: string): CursorValue[] {
  try {
    const values: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    if (Array.isArray(values) && values.length === 2 && values.every((value) => typeof value === 'string'))
      return values
  } catch {
    // Said below.
  }
  throw new AppError('invalid_input', 'the cursor is not one that a list gave', {
    fields: [{ path: 'cursor', expected: '`nextCursor` of the page before', code: 'invalid' }],
  })
}
