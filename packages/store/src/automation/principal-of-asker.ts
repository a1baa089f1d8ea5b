import type { Actor, Principal } from '@orchestrator/domain'
import { standInFor } from '../access/stand-in.ts'
import type { Store } from '../store.ts'

/** Where it stands who asked for something, and which event tells that they did. */
interface Asked {
  readonly table: 'approvals' | 'patches' | 'agent_runs'
  readonly asker: 'requested_by' | 'proposed_by' | 'started_by'
  readonly event: 'approval.requested' | 'patch.proposed' | 'agent_run.created'
}

/**
 * As whom it is told that the time of something is over: as whoever asked, or, when they have left since, as an ADMIN, for somebody waits.
 * What comes of it descends from the asking, so that automations which set each other off come to an end.
 */
export async function principalOfAsker(
  store: Store,
  workspaceId: string,
  id: string,
  { table, asker, event }: Asked,
): Promise<Principal | null> {
  return store.read(workspaceId, async (tx) => {
    const [row] = await tx<{ askedBy: Actor; eventId: string; correlationId: string; depth: number }[]>`
      select a.${tx(asker)} as asked_by, e.id as event_id, e.correlation_id, e.depth
      from ${tx(table)} a
      join events e on e.workspace_id = a.workspace_id and e.subject_id = a.id and e.type = ${event}
      where a.workspace_id = ${workspaceId} and a.id = ${id}`
    if (!row) return null
    const { askedBy, eventId, correlationId, depth } = row
    const actor = await standInFor(tx, workspaceId, askedBy)
    return actor && { workspaceId, actor, scopes: null, cause: { causationId: eventId, correlationId, depth } }
  })
}
