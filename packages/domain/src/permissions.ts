import * as z from 'zod'

export const Role = z.enum(['ADMIN', 'MANAGER', 'CONTRIBUTOR', 'VIEWER'])
export type Role = z.infer<typeof Role>

export const Permission = z.enum([
  'workspace.read',
  'workspace.edit',
  'project.create',
  'project.edit',
  'project.delete',
  'project.archive',
  'project.share',
  'task.create',
  'task.edit',
  'task.assign',
  'task.complete',
  'task.delete',
  'comment.create',
  'template.manage',
  'time.log',
  'time.manage',
  'cycle.manage',
  'milestone.manage',
  'member.manage',
  'key.manage',
  'approval.request',
  'approval.answer',
  'patch.propose',
  'patch.review',
  'patch.manage',
  'automation.run',
  'automation.manage',
  'integration.manage',
  'integration.use',
  'pull_request.create',
  'webhook.call',
  'notification.send',
  'inbox.manage',
  'preference.edit',
  'audit.read',
])
export type Permission = z.infer<typeof Permission>

/** Whoever is asked may answer, whatever else they may, and everybody says how they are told; a key does so only when it is given that. */
const viewer: readonly Permission[] = ['workspace.read', 'approval.answer', 'inbox.manage', 'preference.edit']
const contributor: readonly Permission[] = [
  ...viewer,
  'task.create',
  'task.edit',
  'task.assign',
  'task.complete',
  'comment.create',
  'time.log',
  'approval.request',
  'patch.propose',
  'patch.review',
  'notification.send',
  'automation.run',
]
const manager: readonly Permission[] = [
  ...contributor,
  'project.create',
  'project.edit',
  'project.archive',
  'project.share',
  'time.manage',
  'cycle.manage',
  'milestone.manage',
  'task.delete',
  'template.manage',
  'patch.manage',
  'automation.manage',
  'integration.manage',
  'integration.use',
  'pull_request.create',
  'webhook.call',
  'audit.read',
]

/** Who may do what. Each role includes the one below it. */
export const rolePermissions: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  VIEWER: new Set(viewer),
  CONTRIBUTOR: new Set(contributor),
  MANAGER: new Set(manager),
  ADMIN: new Set(Permission.options),
}

/** Permissions that a role in a project can give or take; the others are the workspace's alone. */
export const projectPermissions: ReadonlySet<Permission> = new Set<Permission>([
  'project.edit',
  'project.delete',
  'project.archive',
  'project.share',
  'task.create',
  'task.edit',
  'task.assign',
  'task.complete',
  'task.delete',
  'comment.create',
  'time.log',
  'time.manage',
  'cycle.manage',
  'milestone.manage',
  'patch.propose',
  'patch.review',
  'pull_request.create',
])

/** The rights in force: a member's role, their roles in projects, and the scopes of the key or automation that acts for them. */
export interface Rights {
  readonly role: Role
  readonly projectRoles: ReadonlyMap<string, Role>
  /** null: everything that the member may. */
  readonly scopes: ReadonlySet<Permission> | null
}

/**
 * Whether these rights include the permission, in a project or (projectId null) in the workspace.
 * A role in a project replaces the workspace role there; a workspace ADMIN stays ADMIN everywhere, so that nobody is locked out.
 */
export function may(rights: Rights, permission: Permission, projectId: string | null): boolean {
  if (rights.scopes && !rights.scopes.has(permission)) return false
  const override =
    projectId !== null && projectPermissions.has(permission) ? rights.projectRoles.get(projectId) : undefined
  const role = rights.role === 'ADMIN' || override === undefined ? rights.role : override
  return rolePermissions[role].has(permission)
}

/** Whether these rights include all that a role gives in the project. Scopes do not count: they narrow what is done, not to whom it is given. */
export const mayGive = (rights: Rights, role: Role, projectId: string): boolean =>
  [...rolePermissions[role]].every(
    (permission) => !projectPermissions.has(permission) || may({ ...rights, scopes: null }, permission, projectId),
  )

/** Whether scopes give nothing that these rights are narrowed from. */
export const isWithin = ({ scopes: own }: Pick<Rights, 'scopes'>, scopes: readonly Permission[] | null): boolean =>
  own === null || (scopes?.every((scope) => own.has(scope)) ?? false)
