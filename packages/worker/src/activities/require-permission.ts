import { AppError, type Permission, type Principal, rolePermissions } from '@orchestrator/domain'
import { getMemberRole, type Tx } from '@orchestrator/store'

/**
 * What a run does without a command needs its permission too: of its member as they are now, and of the playbook's scopes.
 * @throws AppError `forbidden`
 */
export async function requirePermission(
  tx: Tx,
  { workspaceId, actor, scopes }: Principal,
  permission: Permission,
): Promise<void> {
  const details = { permission }
  const role = await getMemberRole(tx, workspaceId, actor.memberId)
  if (role === undefined || !rolePermissions[role].has(permission))
    throw new AppError(
      'forbidden',
      `this needs the permission ${permission}, which the member for whom the run acts does not have any more; deploy the playbook again as somebody who has it`,
      { details },
    )
  if (scopes !== null && !scopes.includes(permission))
    throw new AppError('forbidden', `this needs the scope ${permission}, which the playbook did not declare`, {
      details,
    })
}
