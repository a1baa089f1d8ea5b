import type { Actor, FieldChange, Rule } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'

export interface RuleVersion {
  readonly version: number
  readonly changedAt: string
  readonly actor: Actor
  /** What was changed, before and after; empty for the first. */
  readonly changes: Readonly<Record<string, FieldChange>>
  readonly rule: Rule
}

/** The versions of a rule as the log tells them, newest first; those of one that was deleted too. @param version only this one */
export async function readRuleVersions(
  tx: Tx,
  workspaceId: string,
  id: string,
  most: number,
  version: number | null = null,
): Promise<RuleVersion[]> {
  const rows = await tx<Omit<RuleVersion, 'version'>[]>`
    select data->'rule' as rule, coalesce(data->'changes', '{}') as changes, actor, occurred_at as changed_at from events
    where workspace_id = ${workspaceId} and subject_type = 'rule' and subject_id = ${id} and type in ('rule.created', 'rule.updated')
      and (${version}::int is null or (data->'rule'->>'version')::int = ${version})
    order by seq desc limit ${most}`
  return rows.map(({ rule, changes, actor, changedAt }) => {
    const { version: _version, updatedAt: _updatedAt, ...told } = changes
    return { version: rule.version, changedAt, actor, changes: told, rule }
  })
}
