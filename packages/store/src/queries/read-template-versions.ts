import type { Actor, Template } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'

export interface TemplateVersion {
  readonly version: number
  readonly changedAt: string
  readonly actor: Actor
  readonly template: Template
}

/** The versions of a template as the log tells them, newest first. @param version only this one */
export async function readTemplateVersions(
  tx: Tx,
  workspaceId: string,
  id: string,
  most: number,
  version: number | null = null,
): Promise<TemplateVersion[]> {
  const rows = await tx<{ template: Template; actor: Actor; changedAt: string }[]>`
    select data->'template' as template, actor, occurred_at as changed_at from events
    where workspace_id = ${workspaceId} and subject_id = ${id} and type in ('template.created', 'template.updated')
      and (${version}::int is null or (data->'template'->>'version')::int = ${version})
    order by seq desc limit ${most}`
  return rows.map(({ template, actor, changedAt }) => ({ version: template.version, changedAt, actor, template }))
}
