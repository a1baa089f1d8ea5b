import { type EventRow, toEvent } from '../automation/event-row.ts'
import { type Definition, definitionIn, definitionTypes } from '../automation/relay.ts'
import type { Tx } from '../connection.ts'

/** A rule or playbook as it is now, by its id or, of a playbook, its name. */
export async function automationInForce(tx: Tx, workspaceId: string, idOrName: string): Promise<Definition | null> {
  const rows = await tx<EventRow[]>`
    select e.* from (
      select id from rules where workspace_id = ${workspaceId} and id::text = ${idOrName}
      union all
      select id from playbooks where workspace_id = ${workspaceId} and removed_at is null and ${idOrName} in (id::text, name)
      limit 1
    ) a
    cross join lateral (
      select * from events where workspace_id = ${workspaceId} and subject_id = a.id and subject_type in ('rule', 'playbook')
        and type = any(${definitionTypes})
      order by seq desc limit 1
    ) e`
  return rows[0] ? (definitionIn(toEvent(rows[0]))?.definition ?? null) : null
}
