import type { Actor, Principal } from '@orchestrator/domain'
import type { Store } from '../store.ts'

/** An approval about which time, or the end of its run, has something to say. */
export interface DueApproval {
  readonly workspaceId: string
  readonly id: string
  readonly what: 'expire' | 'remind' | 'abandon'
}

/** Of every workspace, those that are due longest first. */
export const dueApprovals = (store: Store, before: Date, most: number) =>
  store.sql<DueApproval[]>`select * from due_approvals(${before.toISOString()}, ${most})`

/**
 * As whom it is told: as whoever asked, or, when they have left since, as an ADMIN, for somebody waits. What comes of it descends
 * from the asking, so that automations which set each other off come to an end.
 */
export async function approvalPrincipal(store: Store, { workspaceId, id }: DueApproval): Promise<Principal | null> {
  return store.read(workspaceId, async (tx) => {
    const [row] = await tx<
      {
        requestedBy: Actor
        here: boolean
        admin: string | null
        eventId: string
        correlationId: string
        depth: number
      }[]
    >`
      select a.requested_by, e.id as event_id, e.correlation_id, e.depth,
        exists (select from members m where m.workspace_id = ${workspaceId} and m.id = (a.requested_by->>'memberId')::uuid and m.removed_at is null) as here,
        (select m.id from members m where m.workspace_id = ${workspaceId} and m.role = 'ADMIN' and m.removed_at is null order by m.created_at, m.id limit 1) as admin
      from approvals a
      join events e on e.workspace_id = a.workspace_id and e.subject_id = a.id and e.type = 'approval.requested'
      where a.workspace_id = ${workspaceId} and a.id = ${id}`
    if (!row) return null
    const { requestedBy, here, admin, eventId, correlationId, depth } = row
    const member = (memberId: string): Actor => ({ type: 'user', id: memberId, memberId })
    // A key may have been revoked since; its member is still there.
    const asker = requestedBy.type === 'api_key' ? member(requestedBy.memberId) : requestedBy
    const actor = here ? asker : admin === null ? null : member(admin)
    return actor && { workspaceId, actor, scopes: null, cause: { causationId: eventId, correlationId, depth } }
  })
}
