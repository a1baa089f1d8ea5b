import { AppError, may, type Permission, type PlanMember, type Principal, type Role } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'

interface Person extends PlanMember {
  readonly role: Role
  readonly projectRole: Role | null
  /** Leads the project, has a role in it, or has or had a task of it. */
  readonly belongs: boolean
}

/** Everybody who is there, with what they are in the project. */
export const readPeople = (tx: Tx, workspaceId: string, projectId: string) =>
  tx<Person[]>`
    select m.id, m.name, m.email, m.role, pm.role as project_role,
      pm.role is not null
        or exists (select from projects p where p.workspace_id = ${workspaceId} and p.id = ${projectId} and p.lead_id = m.id)
        or exists (select from tasks t where t.workspace_id = ${workspaceId} and t.assignee_id = m.id and t.project_id = ${projectId} and t.deleted_at is null)
        as belongs
    from members m
    left join project_members pm on pm.workspace_id = m.workspace_id and pm.member_id = m.id and pm.project_id = ${projectId}
    where m.workspace_id = ${workspaceId} and m.removed_at is null
    order by m.id`

/** What somebody may do in the project. @throws AppError `forbidden` */
export function requireInProject(
  people: readonly Person[],
  { actor, scopes }: Principal,
  permissions: readonly Permission[],
  projectId: string,
): void {
  const person = people.find(({ id }) => id === actor.memberId)
  for (const permission of permissions)
    if (!person || !mayInProject(person, permission, projectId, scopes && new Set(scopes)))
      throw new AppError('forbidden', `this needs the permission ${permission}`, { details: { permission } })
}

/**
 * To whom work of the project may be given: of those who may do it, those who belong to it; all of them where nobody does yet.
 * @param only these
 */
export function assignable(
  people: readonly Person[],
  projectId: string,
  only: readonly string[] | undefined,
): PlanMember[] {
  const able = people.filter((person) => mayInProject(person, 'task.complete', projectId, null))
  const own = able.filter(({ belongs }) => belongs)
  const chosen = only ? able.filter(({ id }) => only.includes(id)) : own.length > 0 ? own : able
  return chosen.map(({ id, name, email }) => ({ id, name, email }))
}

const mayInProject = (
  { role, projectRole }: Person,
  permission: Permission,
  projectId: string,
  scopes: ReadonlySet<Permission> | null,
) =>
  may(
    { role, projectRoles: new Map(projectRole === null ? [] : [[projectId, projectRole]]), scopes },
    permission,
    projectId,
  )
