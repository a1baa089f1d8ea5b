import { AppError, type EntityKind } from '@orchestrator/domain'
import type { JsonObject, QueryReply, RuntimeQuery } from '@orchestrator/sdk/runtime'
import {
  type Condition,
  type CursorValue,
  cycleConditions,
  getEntity,
  listEntities,
  milestoneConditions,
  recordQuery,
  type Sort,
  type Store,
  type TaskFilter,
  type Tx,
  taskConditions,
  timeEntryConditions,
} from '@orchestrator/store'
import type { PlaybookLocalActivities, RunRef } from './playbook-contract.ts'
import { requirePermission } from './require-permission.ts'
import type { RunContext } from './run-context.ts'

const oldestFirst: Sort = {
  columns: [
    { expression: 't.created_at', type: 'timestamptz', field: 'createdAt' },
    { expression: 't.id', type: 'uuid', field: 'id' },
  ],
  descending: false,
}
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** A read with the rights of the run, recorded as a step in the same transaction. */
export const queryActivity =
  (store: Store, contextOf: (run: RunRef) => Promise<RunContext>): PlaybookLocalActivities['query'] =>
  async ({ run: ref, step, query }) => {
    const { run, principal } = await contextOf(ref)
    return store.write(run.workspaceId, async (tx) => {
      await requirePermission(tx, principal, 'workspace.read')
      const reply = await answer(tx, run.workspaceId, query)
      const output =
        'item' in reply
          ? { found: reply.item !== null }
          : { items: reply.items.length, more: reply.nextCursor !== null }
      await recordQuery(tx, ref, { ...step, input: query, output })
      return reply
    })
  }

async function answer(tx: Tx, workspaceId: string, query: RuntimeQuery): Promise<QueryReply> {
  if (query.op === 'get') {
    const item = uuid.test(query.id) ? await getEntity(tx, workspaceId, query.entity, query.id) : undefined
    return { item: (item ?? null) as JsonObject | null }
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
    items: page.items as unknown as readonly JsonObject[],
    nextCursor: page.next === null ? null : encodeCursor(page.next),
  }
}

function conditionsOf(entity: EntityKind, filter: JsonObject): readonly Condition[] {
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
