import type { Role } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'

/** What a member may do, as far as it does not depend on a project; undefined when they have left. */
export async function getMemberRole(tx: Tx, workspaceId: string, memberId: string): Promise<Role | undefined> {
  const rows = await tx<
    { role: Role }[]
  >`select role from members where workspace_id = ${workspaceId} and id = ${memberId} and removed_at is null`
  return rows[0]?.role
}

/** A member's roles in projects, by the project. */
export async function getProjectRoles(tx: Tx, workspaceId: string, memberId: string): Promise<Map<string, Role>> {
  const rows = await tx<{ projectId: string; role: Role }[]>`
    select project_id, role from project_members where workspace_id = ${workspaceId} and member_id = ${memberId}`
  return new Map(rows.map(({ projectId, role }) => [projectId, role]))
}

/** The first ADMIN, the one who set the workspace up or came after them; undefined when it has none. */
export async function getFirstAdmin(tx: Tx, workspaceId: string): Promise<string | undefined> {
  const rows = await tx<{ id: string }[]>`
    select id from members where workspace_id = ${workspaceId} and role = 'ADMIN' and removed_at is null
    order by created_at, id limit 1`
  return rows[0]?.id
}
