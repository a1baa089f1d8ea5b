import { AppError, may, type Permission } from '@orchestrator/domain'
import type { Context } from 'hono'
import type { Identity } from '../auth/identity.ts'
import type { Api, Env } from '../http/api.ts'

/** Who calls, by `Authorization: Bearer orc_…`. @throws AppError `unauthenticated`, `rate_limited` */
export async function authenticate(api: Api, c: Context<Env>): Promise<Identity> {
  const key = /^Bearer +([!-~]{1,200})$/i.exec(c.req.header('authorization') ?? '')?.[1]
  const { failedLogins } = api.limits
  try {
    if (!key) throw new AppError('unauthenticated', 'an API key is expected: Authorization: Bearer orc_…')
    // Strangers cost a look-up each; past the limit they get none.
    if (!api.identities.knows(key)) await failedLogins.check(api.addressOf(c))
    return await api.identities.find(key)
  } catch (error) {
    if (error instanceof AppError && error.code === 'unauthenticated') await failedLogins.take(api.addressOf(c))
    throw error
  }
}

/** @throws AppError `forbidden` for a key that was narrowed to exclude reading */
export const requireRead = (identity: Identity): void => requirePermission(identity, 'workspace.read')

/** For what a route does without a command, which would ask itself. @throws AppError `forbidden` */
export function requirePermission(identity: Identity, permission: Permission): void {
  if (mayInWorkspace(identity, permission)) return
  throw new AppError('forbidden', `this needs the permission ${permission}`, { details: { permission } })
}

export function mayInWorkspace({ role, principal }: Identity, permission: Permission): boolean {
  const scopes = principal.scopes && new Set(principal.scopes)
  return may({ role, projectRoles: new Map(), scopes }, permission, null)
}
