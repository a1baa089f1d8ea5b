import type { Actor } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'

const member = (memberId: string): Actor => ({ type: 'user', id: memberId, memberId })

/**
 * As whom something is told that somebody set going: as they themselves, or, when they have left since, as an ADMIN. A key may have been
 * revoked since; its member is still there. null: nobody is left.
 */
export async function standInFor(tx: Tx, workspaceId: string, actor: Actor): Promise<Actor | null> {
  const [row] = await tx<{ here: boolean; admin: string | null }[]>`
    select
      exists (select from members m where m.workspace_id = ${workspaceId} and m.id = ${actor.memberId} and m.removed_at is null) as here,
      (select m.id from members m where m.workspace_id = ${workspaceId} and m.role = 'ADMIN' and m.removed_at is null order by m.created_at, m.id limit 1) as admin`
  if (row?.here) return actor.type === 'api_key' ? member(actor.memberId) : actor
  return row?.admin ? member(row.admin) : null
}
