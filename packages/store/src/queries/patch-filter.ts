import type { Condition } from './keyset.ts'

export interface PatchFilter {
  readonly projectId?: string | undefined
  readonly status?: readonly string[] | undefined
  /** As the author names it. */
  readonly agent?: string | undefined
  /** The member who proposed it, or for whom it was proposed. */
  readonly memberId?: string | undefined
  readonly runId?: string | undefined
  /** What an operation changes, adds to or makes, e.g. a task. */
  readonly targetId?: string | undefined
}

export function patchConditions(filter: PatchFilter): Condition[] {
  const conditions: Condition[] = []
  const add = (sql: string, value: unknown) => value !== undefined && conditions.push({ sql, values: [value] })
  add('t.project_id = ?::uuid', filter.projectId)
  add('t.status = any(?::text[])', filter.status)
  add("t.author->>'agent' = ?", filter.agent)
  add("t.proposed_by->>'memberId' = ?", filter.memberId)
  add('t.run_id = ?::uuid', filter.runId)
  add(
    't.id in (select patch_id from patch_targets where workspace_id = t.workspace_id and target_id = ?::uuid)',
    filter.targetId,
  )
  return conditions
}
