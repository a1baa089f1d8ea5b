import type { Role } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'

/** What a member may do, as far as it does not depend on a project; undefined when they have left. */
export async function getMemberRole(tx: Tx, workspaceId: string, memberId: string): Promise<Role | undefined> {
  const rows = await tx<
    { role: Role }[]
  >`select role from members where workspace_id = ${workspaceId} and id = ${memberId} and removed_at is null`
  return rows[0]?.role
}
