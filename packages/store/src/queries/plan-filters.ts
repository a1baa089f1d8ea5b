import type { Condition, Sort } from './keyset.ts'

export interface CycleFilter {
  readonly projectId?: string | undefined
  readonly state?: readonly string[] | undefined
}

export function cycleConditions({ projectId, state }: CycleFilter): Condition[] {
  return [
    ...(projectId ? [{ sql: 't.project_id = ?::uuid', values: [projectId] }] : []),
    ...(state ? [{ sql: 't.state = any(?::text[])', values: [state] }] : []),
  ]
}

const id = { expression: 't.id', type: 'uuid', field: 'id' } as const

export const cyclesByStart: Sort = {
  columns: [{ expression: 't.starts_at', type: 'timestamptz', field: 'startsAt' }, id],
  descending: false,
}

export interface MilestoneFilter {
  readonly projectId?: string | undefined
  readonly reached?: boolean | undefined
}

export function milestoneConditions({ projectId, reached }: MilestoneFilter): Condition[] {
  return [
    ...(projectId ? [{ sql: 't.project_id = ?::uuid', values: [projectId] }] : []),
    ...(reached === undefined ? [] : [{ sql: `t.completed_at is ${reached ? 'not ' : ''}null`, values: [] }]),
  ]
}

/** By project, then as people ranked them. */
export const milestonesByRank: Sort = {
  columns: [
    { expression: 't.project_id', type: 'uuid', field: 'projectId' },
    { expression: 't.rank', type: 'text', field: 'rank' },
    id,
  ],
  descending: false,
}
