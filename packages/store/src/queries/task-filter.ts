import type { Condition, Sort } from './keyset.ts'

export interface TaskFilter {
  readonly projectId?: string | undefined
  readonly status?: readonly string[] | undefined
  readonly stateId?: string | undefined
  /** null: nobody. */
  readonly assigneeId?: string | null | undefined
  readonly seriesId?: string | undefined
  /** null: top-level tasks. */
  readonly parentId?: string | null | undefined
  /** null: in none. */
  readonly cycleId?: string | null | undefined
  /** null: towards none. */
  readonly milestoneId?: string | null | undefined
  readonly tag?: string | undefined
  readonly priority?: readonly string[] | undefined
  readonly type?: readonly string[] | undefined
  readonly updatedSince?: string | undefined
  readonly q?: string | undefined
  /** undefined: archived or not. */
  readonly archived?: boolean | undefined
}

/** Tasks have an index for each of these orders; see the migrations. */
const id = { expression: 't.id', type: 'uuid', field: 'id' } as const
const columns = {
  rank: [
    { expression: 't.project_id', type: 'uuid', field: 'projectId' },
    { expression: 't.rank', type: 'text', field: 'rank' },
    id,
  ],
  createdAt: [{ expression: 't.created_at', type: 'timestamptz', field: 'createdAt' }, id],
  updatedAt: [{ expression: 't.updated_at', type: 'timestamptz', field: 'updatedAt' }, id],
  dueDate: [
    { expression: "coalesce(t.due_date, 'infinity'::date)", type: 'date', field: 'dueDate', whenNull: 'infinity' },
    id,
  ],
} as const satisfies Record<string, Sort['columns']>

export type TaskSortField = keyof typeof columns

export const taskSort = (field: TaskSortField, descending: boolean): Sort => ({ columns: columns[field], descending })

/** The conditions of a filter; those that name the project come first. */
export function taskConditions(filter: TaskFilter): Condition[] {
  const conditions: Condition[] = []
  const add = (sql: string, ...values: unknown[]) => void conditions.push({ sql, values })
  const reference = (column: string, value: string | null | undefined) => {
    if (value === null) add(`t.${column} is null`)
    else if (value !== undefined) add(`t.${column} = ?::uuid`, value)
  }
  reference('project_id', filter.projectId)
  reference('state_id', filter.stateId)
  reference('assignee_id', filter.assigneeId)
  reference('series_id', filter.seriesId)
  reference('parent_id', filter.parentId)
  reference('cycle_id', filter.cycleId)
  reference('milestone_id', filter.milestoneId)
  if (filter.status) add('t.status = any(?::text[])', filter.status)
  if (filter.priority) add('t.priority = any(?::text[])', filter.priority)
  if (filter.type) add('t.type = any(?::text[])', filter.type)
  if (filter.tag !== undefined) add('t.id = any(array(select tasks_with_tag(?)))', filter.tag)
  if (filter.updatedSince) add('t.updated_at >= ?::timestamptz', filter.updatedSince)
  if (filter.archived !== undefined) add(`t.archived_at is ${filter.archived ? 'not ' : ''}null`)
  if (filter.q !== undefined) conditions.push(textCondition(filter.q))
  return conditions
}

/** `ABC-12` finds that task; else every word must begin a word of the title. */
function textCondition(q: string): Condition {
  const identifier = /^\s*([A-Z][A-Z0-9]{1,9})-(\d{1,9})\s*$/i.exec(q)
  if (identifier?.[1] && identifier[2]) {
    const project = 'select p.id from projects p where p.workspace_id = $1 and p.key = ? and p.deleted_at is null'
    return {
      sql: `t.project_id = (${project}) and t.number = ?::int`,
      values: [identifier[1].toUpperCase(), Number(identifier[2])],
    }
  }
  const words = q.match(/[\p{L}\p{N}]+/gu) ?? []
  if (words.length === 0) return { sql: 'false', values: [] }
  return {
    sql: 't.id = any(array(select tasks_with_words(?)))',
    values: [words.map((word) => `${word}:*`).join(' & ')],
  }
}
