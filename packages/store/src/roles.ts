import { createHmac } from 'node:crypto'

/** As what our processes work. No role of theirs can bypass row-level security. */
export type StoreRole = 'app' | 'relay'

/** The roles that have the rights. Nobody logs in as them: all databases of a cluster share them. */
export const roleNames = { app: 'orchestrator_app', relay: 'orchestrator_relay' } as const satisfies Record<
  StoreRole,
  string
>

/** The role that owns the few functions which look across workspaces; nobody can log in as it. */
export const definerRole = 'orchestrator_definer'

/**
 * The role as which a process logs in, a member of the one that has the rights. It is named after the master key, and so is
 * its password: databases of one cluster that have different keys never set each other's.
 */
export const loginRole = (masterKey: string, role: StoreRole): string =>
  `${roleNames[role]}_${derive(masterKey, 'name of database roles').toString('hex').slice(0, 12)}`

/** Derived from the master key, so that no further secret has to be kept or configured. */
export const rolePassword = (masterKey: string, role: StoreRole): string =>
  derive(masterKey, `database role ${roleNames[role]}`).toString('base64url')

const derive = (masterKey: string, purpose: string) =>
  createHmac('sha256', Buffer.from(masterKey, 'base64')).update(purpose).digest()

/** The address of the same database for one of our roles. */
export function roleUrl(databaseUrl: string, masterKey: string, role: StoreRole): string {
  const url = new URL(databaseUrl)
  url.username = loginRole(masterKey, role)
  url.password = rolePassword(masterKey, role)
  return url.href
}
